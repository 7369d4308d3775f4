import { AuthError, InteractionRequiredAuthError, ServerError } from '@azure/msal-node';
import { IdentityUnavailable, type IdentityUnavailableCode } from './identity-unavailable.ts';
import type { SignInReason } from './token-answer.ts';

/** What an error of MSAL means to us: the person must sign in, or we cannot ask at all. */
export type EntraProblem =
  | {
      readonly kind: 'sign-in';
      readonly why: SignInReason;
      readonly claims: string | null;
      readonly entraCode: number | null;
    }
  | { readonly kind: 'unavailable'; readonly error: IdentityUnavailable };

/** The numbers of `AADSTS…` errors that we tell apart (learn.microsoft.com/entra/identity-platform/reference-error-codes). */
const REASONS: ReadonlyMap<number, SignInReason> = new Map<number, SignInReason>([
  ...[50072, 50074, 50076, 50078, 50079, 500121].map((code) => [code, 'mfa'] as const),
  ...[65001, 65004, 90094, 90095].map((code) => [code, 'consent'] as const),
  ...[70008, 70043, 70044, 700081, 700082, 700084, 500133, 50089].map((code) => [code, 'expired'] as const),
  ...[50132, 50133, 50173, 70000].map((code) => [code, 'revoked'] as const),
]);

const OUR_REGISTRATION = new Set([
  50011, 500011, 50012, 650052, 650057, 700016, 70001, 70011, 700027, 700030, 7000112, 7000215, 7000216,
  7000222, 7000229, 90002, 9002313,
]);

const OUR_FAULT_CODES = new Set([
  'invalid_client',
  'unauthorized_client',
  'invalid_request',
  'invalid_scope',
  'invalid_resource',
  'invalid_target',
  'unsupported_grant_type',
]);

/** MSAL's own words for "the cache holds nothing that can be used" (it throws them as interaction required). */
const NOTHING_LEFT = new Set(['no_tokens_found', 'refresh_token_expired', 'no_account_found']);

/** Reads an error thrown by MSAL; anything else is thrown on. */
export function readEntraError(error: unknown): EntraProblem {
  if (error instanceof IdentityUnavailable) return { kind: 'unavailable', error };
  if (!(error instanceof AuthError)) throw error;
  if (error.errorCode === 'nonce_mismatch') return unavailable('token-of-another-person', null);
  const entraCode = entraCodeOf(error);
  if (isUnwell(error)) return unavailable('entra-unavailable', entraCode);
  if (isOurFault(error, entraCode)) return unavailable('our-registration', entraCode);
  if (NOTHING_LEFT.has(error.errorCode)) return { kind: 'sign-in', why: 'expired', claims: null, entraCode };
  if (error instanceof InteractionRequiredAuthError || error.errorCode === 'invalid_grant') {
    return { kind: 'sign-in', why: reasonOf(error, entraCode), claims: claimsOf(error), entraCode };
  }
  return unavailable('entra-unavailable', entraCode);
}

/** The number in an `AADSTS…` error text, e.g. 50076; null when there is none. */
function aadstsNumber(text: string): number | null {
  const found = /\bAADSTS(\d{4,8})\b/.exec(text);
  return found ? Number(found[1]) : null;
}

function unavailable(code: IdentityUnavailableCode, entraCode: number | null): EntraProblem {
  return { kind: 'unavailable', error: new IdentityUnavailable(code, { entraCode }) };
}

function entraCodeOf(error: AuthError): number | null {
  const number = 'errorNo' in error ? Number(error.errorNo) : Number.NaN;
  return Number.isInteger(number) && number > 0 ? number : aadstsNumber(error.errorMessage);
}

function isUnwell(error: AuthError): boolean {
  if (error.errorCode === 'temporarily_unavailable' || error.errorCode === 'server_error') return true;
  if (error.errorCode === 'network_error') return true;
  const status = error instanceof ServerError ? (error.status ?? 0) : 0;
  return status === 429 || status >= 500;
}

function isOurFault(error: AuthError, entraCode: number | null): boolean {
  if (entraCode !== null && OUR_REGISTRATION.has(entraCode)) return true;
  return OUR_FAULT_CODES.has(error.errorCode) && !REASONS.has(entraCode ?? 0);
}

function reasonOf(error: AuthError, entraCode: number | null): SignInReason {
  const known = REASONS.get(entraCode ?? 0);
  if (known) return known;
  return error.subError === 'consent_required' ? 'consent' : 'interaction';
}

function claimsOf(error: AuthError): string | null {
  return error instanceof InteractionRequiredAuthError && error.claims !== '' ? error.claims : null;
}
