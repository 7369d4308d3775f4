/**
 * Why the directory has no answer: no account is connected (or it must sign in again); nobody answers;
 * Partner Center refuses this customer.
 */
export type DirectoryUnavailableCode = 'not-connected' | 'unreachable' | 'refused';

/** The directory has no answer, not even an old one. */
export class DirectoryUnavailable extends Error {
  readonly code: DirectoryUnavailableCode;
  /** What Partner Center's answer means (`problem.<meaning>` in the catalogs), when there was one. */
  readonly meaning: string | null;

  constructor(
    code: DirectoryUnavailableCode,
    options: { readonly meaning?: string | null; readonly cause?: unknown } = {},
  ) {
    super(`the directory has no answer: ${code}`, { cause: options.cause });
    this.name = 'DirectoryUnavailable';
    this.code = code;
    this.meaning = options.meaning ?? null;
  }
}
