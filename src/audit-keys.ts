import { parseTokenKeys } from './identity/token-cipher.ts';
import { type AuditKey, type AuditKeys, derivedAuditKey, NO_KEY } from './requests/audit-chain.ts';

/** What the keys of the audit trail are read from; unset and empty are the same. */
export type AuditKeyVariables = { readonly AUDIT_KEYS?: string; readonly TOKEN_KEYS?: string };

/**
 * The keys of the audit trail: those of `AUDIT_KEYS`, then those derived from `TOKEN_KEYS`, so that a trail that began
 * with the latter is verified after `AUDIT_KEYS` was set. With neither the trail has no key. Throws an `Error` that never
 * shows a key.
 */
export function readAuditKeys({ AUDIT_KEYS, TOKEN_KEYS }: AuditKeyVariables): AuditKeys {
  const own: readonly AuditKey[] = AUDIT_KEYS?.trim() ? parseTokenKeys(AUDIT_KEYS) : [];
  const derived = TOKEN_KEYS?.trim() ? parseTokenKeys(TOKEN_KEYS).map(derivedAuditKey) : [];
  const [first, ...rest] = [...own, ...derived];
  return first ? [first, ...rest] : [NO_KEY];
}
