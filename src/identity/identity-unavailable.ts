/** Why no token could be asked for, where no sign-in of the person would help. */
export type IdentityUnavailableCode =
  /** Entra ID did not answer in time. */
  | 'entra-timeout'
  /** Entra ID could not be reached, or answered that it is unwell. */
  | 'entra-unavailable'
  /** Entra ID refuses our own credential or registration: an operator must act. */
  | 'our-registration'
  /** The tokens that came are not the person's: refused, logged, never used. */
  | 'token-of-another-person'
  /** The person's tenant is not the partner's, so no Partner Center token can be theirs. */
  | 'wrong-tenant'
  /** A stepped-up sign-in was made and Partner Center still misses MFA: the tenant must require MFA for this app. */
  | 'mfa-not-enforced'
  /** The vault's content cannot be read with the keys that are configured. */
  | 'vault-unreadable';

/** No token for a reason that is not the person's; the message is the code and never holds a token or a server's words. */
export class IdentityUnavailable extends Error {
  readonly code: IdentityUnavailableCode;
  /** The number of an `AADSTS…` error, where Entra ID gave one. */
  readonly entraCode: number | null;

  constructor(code: IdentityUnavailableCode, options: { entraCode?: number | null; cause?: unknown } = {}) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'IdentityUnavailable';
    this.code = code;
    this.entraCode = options.entraCode ?? null;
  }

  /** Whether asking again later may work without anybody doing anything. */
  get isTransient(): boolean {
    return this.code === 'entra-timeout' || this.code === 'entra-unavailable';
  }
}
