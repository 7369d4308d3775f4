/** An answer of the emulator before it is put on the wire; a body of `undefined` is an empty one. */
export type Answer = {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Answers of the gateway in front of the service carry no `MS-*` headers. */
  readonly isFromGateway?: boolean;
};

/** What becomes of a call: an answer, a connection cut without one, or silence. */
export type Outcome = Answer | 'cut' | 'hang';

/** Descriptions by status and code, as the error tables have them. */
const descriptions: Readonly<Record<string, string>> = {
  '400/2055': 'The ETag is no longer valid.',
  '400/3000': 'Invalid property',
  '400/60000': 'Customer license migration failed.',
  '400/60012':
    'We are sorry, it looks like you have run out of licenses. Buy more licenses, and then try again.',
  '400/60099': 'License assignment cannot be done for user with invalid usage location.',
  '400/800002': 'Invalid request input',
  '400/900118': 'Invalid customer Id',
  '400/900127': 'The operation is not supported in this environment.',
  '400/900141': 'The operation is not supported.',
  '400/900316':
    'Partner token is not allowed in license management calls. Please call with Partner Access Token. To learn more, see https://learn.microsoft.com/partner-center/developer/enable-secure-app-model#get-access-token',
  '401/400': 'Access denied',
  '401/10001': 'Authentication failed. MFA required.',
  '401/800001': 'Partner token is missing in the request context.',
  '401/900420': 'The audience in the token is invalid and is no longer supported in Partner Center API.',
  '401/900421': 'MFA required.',
  '403/1002': 'Authorization Failed',
  '403/2006': 'The operation is not allowed.',
  '403/2032': 'Access denied',
  '403/20002': 'The partner has no commerce relationship with the customer.',
  '403/600006': 'The requested action is not allowed.',
  '403/900149': 'The program status of the partner is not active.',
  '403/900150': 'The supplied role does not have the rights for this operation.',
  '403/900308': 'Insufficient privileges to complete the operation.',
  '403/900309':
    'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance. Learn more at https://learn.microsoft.com/azure/active-directory/conditional-access/concept-conditional-access-users-groups.',
  '403/900329': 'This resource does not support application-only authentication.',
  '404/1000': 'Not found',
  '404/60002': 'User object Id is not found',
  '404/60003': 'Tenant not found',
  '500/800003': 'We&#39;re sorry, an unexpected error has occurred. Please try again later.',
  '500/900192': 'An unexpected error has occurred. Please try again later.',
  '501/0': 'Exception is not defined.',
};

/** Codes whose documented bodies have no `data` member at all. */
const withoutData = new Set(['900308', '900309', '900316', '900329', '900420', '900421']);

type RefusalDetails = { readonly description?: string; readonly data?: readonly string[] };

/** An error body as Partner Center writes it; `code` stays a number or a string as given. */
export function refusal(status: number, code: number | string, details: RefusalDetails = {}): Answer {
  const known = descriptions[`${status}/${code}`];
  const data = details.data ?? (withoutData.has(String(code)) ? undefined : []);
  const body = {
    code,
    description: details.description ?? known ?? 'The request could not be completed.',
    ...(data === undefined ? {} : { data }),
    source: 'PartnerFD',
  };
  if (status !== 401) return { status, body };
  return { status, body, headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' } };
}

/** The gateway's refusal of too many calls (its own shape, no `MS-*` headers). */
export function throttled(retryAfterSeconds: number): Answer {
  const message = `Rate limit is exceeded. Try again in ${retryAfterSeconds} seconds.`;
  return {
    status: 429,
    body: { statusCode: 429, message },
    headers: { 'Retry-After': String(retryAfterSeconds) },
    isFromGateway: true,
  };
}

/** A successful answer. */
export function success(status: 200 | 201, body: unknown): Answer {
  return { status, body };
}
