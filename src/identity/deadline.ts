import { IdentityUnavailable } from './identity-unavailable.ts';

/** Waits for `work` at most `timeoutMs` milliseconds, then throws `IdentityUnavailable('entra-timeout')`. */
export async function withDeadline<Result>(timeoutMs: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new IdentityUnavailable('entra-timeout')), timeoutMs);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
