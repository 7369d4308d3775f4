import { PartnerCenterAnswerUnreadable, PartnerCenterError, PartnerCenterUnreachable } from './errors.ts';

/** What can be done next about a failure of Partner Center. */
export type ErrorAction = 'retry' | 'sign-in' | 'sign-in-mfa' | 'other-approver' | 'wait-for-seats' | 'final';

/** Who can do something about it. */
export type ErrorFixer = 'requester' | 'approver' | 'helpdesk' | 'operator' | 'customer-admin' | 'microsoft';

const MEANINGS = {
  'no-seats': { action: 'wait-for-seats', fixer: 'helpdesk' },
  'conditional-access': { action: 'final', fixer: 'customer-admin' },
  'missing-role': { action: 'other-approver', fixer: 'approver' },
  // Which 403 a person without the role gets is not known for sure (contract, open question 5).
  'access-denied': { action: 'other-approver', fixer: 'approver' },
  'mfa-required': { action: 'sign-in-mfa', fixer: 'approver' },
  'sign-in-needed': { action: 'sign-in', fixer: 'approver' },
  'wrong-token-audience': { action: 'final', fixer: 'operator' },
  'wrong-token-kind': { action: 'final', fixer: 'operator' },
  'no-relationship': { action: 'final', fixer: 'helpdesk' },
  'program-inactive': { action: 'final', fixer: 'operator' },
  'action-not-allowed': { action: 'final', fixer: 'helpdesk' },
  'not-found': { action: 'final', fixer: 'helpdesk' },
  'user-not-found': { action: 'final', fixer: 'requester' },
  'customer-not-found': { action: 'final', fixer: 'helpdesk' },
  'license-migration-failed': { action: 'final', fixer: 'microsoft' },
  'invalid-request': { action: 'final', fixer: 'operator' },
  'not-supported': { action: 'final', fixer: 'operator' },
  'stale-data': { action: 'final', fixer: 'approver' },
  refused: { action: 'final', fixer: 'helpdesk' },
  throttled: { action: 'retry', fixer: 'microsoft' },
  'service-error': { action: 'retry', fixer: 'microsoft' },
  'service-unavailable': { action: 'retry', fixer: 'microsoft' },
  'service-fault': { action: 'final', fixer: 'microsoft' },
  'unexpected-answer': { action: 'final', fixer: 'operator' },
  unreachable: { action: 'retry', fixer: 'operator' },
} as const satisfies Record<string, { readonly action: ErrorAction; readonly fixer: ErrorFixer }>;

/** The keys under which the catalogs explain a failure: `problem.<meaning>.title`, `.text` and `.todo`. */
export type MeaningKey = keyof typeof MEANINGS;

/** What a failure means for people: how to say it, what to do next, who can help. */
export type ErrorMeaning = {
  readonly meaning: MeaningKey;
  readonly action: ErrorAction;
  readonly fixer: ErrorFixer;
};

// From the public error code tables and from what was observed; they are incomplete, hence `meaningOfStatus`.
const BY_STATUS_AND_CODE: Readonly<Record<string, MeaningKey>> = {
  '400/60012': 'no-seats',
  '400/900316': 'wrong-token-kind',
  '403/900309': 'conditional-access',
  '403/900329': 'wrong-token-kind',
  '403/900308': 'missing-role',
  '403/900150': 'missing-role',
  '401/900421': 'mfa-required',
  '401/900420': 'wrong-token-audience',
  '401/10001': 'mfa-required',
  '401/400': 'sign-in-needed',
  '401/800001': 'sign-in-needed',
  '403/2032': 'access-denied',
  '403/20002': 'no-relationship',
  '403/900149': 'program-inactive',
  '403/600006': 'action-not-allowed',
  '404/1000': 'not-found',
  '404/60002': 'user-not-found',
  '404/60003': 'customer-not-found',
  '400/60000': 'license-migration-failed',
  '400/3000': 'invalid-request',
  '404/3000': 'not-found',
  '400/800002': 'invalid-request',
  '400/900118': 'invalid-request',
  '400/900127': 'not-supported',
  '400/900141': 'not-supported',
  '400/2055': 'stale-data',
  '500/800003': 'service-error',
  '500/900192': 'service-error',
  '501/0': 'service-fault',
};

// "Authorization Failed" was reported without its status; whatever that is, it means what a 403 means.
const BY_CODE: Readonly<Record<string, MeaningKey>> = { '1002': 'access-denied' };

const BY_STATUS: Readonly<Record<number, MeaningKey>> = {
  401: 'sign-in-needed',
  403: 'access-denied',
  404: 'not-found',
  408: 'service-unavailable',
  412: 'stale-data',
  429: 'throttled',
  500: 'service-error',
  501: 'service-fault',
};

/** Every meaning there is, with its action and who can help. */
export const ERROR_MEANINGS: readonly ErrorMeaning[] = Object.keys(MEANINGS)
  .filter(isMeaningKey)
  .map((meaning) => ({ meaning, ...MEANINGS[meaning] }));

/** Answers whose meaning is known: status and code (`*` stands for every other code of that status, or any status). */
export const KNOWN_ANSWERS: readonly (readonly [answer: string, meaning: MeaningKey])[] = [
  ...Object.entries(BY_STATUS_AND_CODE),
  ...Object.entries(BY_CODE).map(([code, meaning]) => [`*/${code}`, meaning] as const),
  ...Object.entries(BY_STATUS).map(([status, meaning]) => [`${status}/*`, meaning] as const),
];

/** What an error answer means; an unknown code means what its status means. */
export function meaningOfAnswer(httpStatus: number, code: string | null): ErrorMeaning {
  const meaning =
    own(BY_STATUS_AND_CODE, `${httpStatus}/${code}`) ??
    own(BY_CODE, `${code}`) ??
    meaningOfStatus(httpStatus);
  return { meaning, ...MEANINGS[meaning] };
}

/** What any failure of a Partner Center call means; null when it is not one of Partner Center's. */
export function meaningOf(error: unknown): ErrorMeaning | null {
  if (error instanceof PartnerCenterError) return meaningOfAnswer(error.httpStatus, error.code);
  if (error instanceof PartnerCenterUnreachable) return { meaning: 'unreachable', ...MEANINGS.unreachable };
  if (error instanceof PartnerCenterAnswerUnreadable) {
    return { meaning: 'unexpected-answer', ...MEANINGS['unexpected-answer'] };
  }
  return null;
}

/** Whether the same license update, with the same `idempotencyKey`, may succeed later without anybody's doing. */
export function isTransient(error: unknown): boolean {
  return meaningOf(error)?.action === 'retry';
}

function meaningOfStatus(httpStatus: number): MeaningKey {
  const known = own(BY_STATUS, httpStatus);
  if (known) return known;
  if (httpStatus >= 500) return 'service-unavailable';
  return httpStatus >= 400 ? 'refused' : 'unexpected-answer';
}

function own(
  table: Readonly<Record<string | number, MeaningKey>>,
  key: string | number,
): MeaningKey | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

function isMeaningKey(key: string): key is MeaningKey {
  return Object.hasOwn(MEANINGS, key);
}
