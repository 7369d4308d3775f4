import { type Finding, findingsOf } from './finding.ts';
import { reasonOf } from './run-checks.ts';

const { ok, warning, failed } = findingsOf('partnerCenter');

const TIMEOUT_MS = 10_000;

/** Asks Partner Center without a token: any refusal shows that it can be reached from here. */
export async function checkPartnerCenter(url: string, ask: typeof fetch): Promise<readonly Finding[]> {
  try {
    const { status } = await ask(`${url}/v1/customers?size=1`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return [status === 401 || status === 403 ? ok('ok', { url }) : warning('unexpected', { url, status })];
  } catch (error) {
    return [failed('unreachable', { url, reason: reasonOf(error) })];
  }
}
