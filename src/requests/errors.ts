/** Why a request could not be moved on; each code has a sentence `error.<code>` in the catalogs. */
export type RequestErrorCode =
  | 'empty-change'
  | 'same-sku-twice'
  | 'several-customers'
  | 'too-many-users'
  | 'request-not-found'
  | 'own-request'
  | 'not-an-approver'
  | 'not-the-requester'
  | 'not-yours-to-see'
  | 'not-yours-to-repeat'
  | 'nothing-to-repeat'
  | 'repeat-one-by-one'
  | 'already-decided'
  | 'nothing-to-decide'
  | 'nobody-chosen'
  | 'already-open'
  | 'no-approver'
  | 'cannot-work'
  | 'reason-required'
  | 'request-reason-required'
  | 'customer-not-allowed'
  | 'sku-blocked'
  | 'sku-not-allowed'
  | 'over-limit'
  | 'price-unknown'
  | 'changed-meanwhile'
  | 'not-yours-to-nudge'
  | 'nobody-to-nudge'
  | 'nudged-today'
  | 'nothing-to-delegate'
  | 'delegate-self'
  | 'delegate-elsewhere'
  | 'delegate-unreachable'
  | 'delegation-over'
  | 'delegation-too-far'
  | 'delegation-too-long'
  | 'under-way'
  | 'too-often'
  | 'directory-down'
  | 'directory-not-connected'
  | 'customer-refused';

/** A "no" that the person can act on; the texts come from the catalogs, never from here. */
export class RequestError extends Error {
  readonly code: RequestErrorCode;
  readonly details: Readonly<Record<string, string>>;

  constructor(code: RequestErrorCode, details: Readonly<Record<string, string>> = {}) {
    super(code);
    this.name = 'RequestError';
    this.code = code;
    this.details = details;
  }
}
