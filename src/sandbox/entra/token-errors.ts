/** A refusal of the token endpoint, as Entra ID writes it. */
export type TokenError = {
  readonly status: number;
  readonly error: string;
  /** The number behind `AADSTS`. */
  readonly number: number;
  readonly text: string;
  readonly suberror?: string;
  /** A claims challenge, to be put into the next sign-in. */
  readonly claims?: string;
};

/** What the emulator asks for when a sign-in is not strong enough. */
const CLAIMS_CHALLENGE = JSON.stringify({
  access_token: { acrs: { essential: true, value: 'c1' } },
});

/**
 * The refusals of Entra ID that License Desk must tell apart. `bad-assertion` and `mfa-in-invalid-grant` are
 * `invalid_grant` without a suberror, which MSAL does not report as "interaction required".
 */
export const tokenErrors = {
  'consent-required': {
    status: 400,
    error: 'invalid_grant',
    number: 65001,
    suberror: 'consent_required',
    text: 'The user or administrator has not consented to use the application. Send an interactive authorization request for this user and resource.',
  },
  'mfa-required': {
    status: 400,
    error: 'interaction_required',
    number: 50076,
    suberror: 'basic_action',
    claims: CLAIMS_CHALLENGE,
    text: 'Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access the resource.',
  },
  'mfa-setup-required': {
    status: 400,
    error: 'interaction_required',
    number: 50079,
    suberror: 'basic_action',
    claims: CLAIMS_CHALLENGE,
    text: 'Due to a configuration change made by your administrator, or because you moved to a new location, you must enroll in multi-factor authentication to access the resource.',
  },
  'conditional-access': {
    status: 400,
    error: 'interaction_required',
    number: 53003,
    suberror: 'message_only',
    claims: CLAIMS_CHALLENGE,
    text: 'Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.',
  },
  'mfa-in-invalid-grant': {
    status: 400,
    error: 'invalid_grant',
    number: 50076,
    claims: CLAIMS_CHALLENGE,
    text: 'Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access the resource.',
  },
  'bad-assertion': {
    status: 400,
    error: 'invalid_grant',
    number: 50013,
    text: 'Assertion failed signature validation.',
  },
  'assertion-expired': {
    status: 400,
    error: 'invalid_grant',
    number: 500133,
    text: 'Assertion is not within its valid time range. Ensure that the access token is not expired before using it for user assertion, or request a new token.',
  },
  'grant-revoked': {
    status: 400,
    error: 'invalid_grant',
    number: 50173,
    suberror: 'bad_token',
    text: 'The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password.',
  },
  'grant-unknown': {
    status: 400,
    error: 'invalid_grant',
    number: 70000,
    suberror: 'bad_token',
    text: 'The provided grant is not valid or has been malformed.',
  },
  'code-redeemed': {
    status: 400,
    error: 'invalid_grant',
    number: 54005,
    text: 'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
  },
  'code-expired': {
    status: 400,
    error: 'invalid_grant',
    number: 70008,
    text: 'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.',
  },
  'redirect-differs': {
    status: 400,
    error: 'invalid_grant',
    number: 500112,
    text: 'The reply address does not match the reply address provided when requesting authorization code.',
  },
  'verifier-wrong': {
    status: 400,
    error: 'invalid_grant',
    number: 501481,
    text: 'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
  },
  'invalid-client': {
    status: 401,
    error: 'invalid_client',
    number: 7000215,
    text: 'Invalid client secret provided.',
  },
  'assertion-of-client-wrong': {
    status: 401,
    error: 'invalid_client',
    number: 700027,
    text: 'The certificate with the given identifier was not found, or the client assertion failed signature validation.',
  },
  'unknown-app': {
    status: 400,
    error: 'unauthorized_client',
    number: 700016,
    text: 'Application with the given identifier was not found in the directory.',
  },
  'unknown-tenant': {
    status: 400,
    error: 'invalid_request',
    number: 90002,
    text: 'Tenant not found. Check to make sure you have the correct tenant ID.',
  },
  'unknown-resource': {
    status: 400,
    error: 'invalid_resource',
    number: 500011,
    text: 'The resource principal was not found in the tenant.',
  },
  'bad-request': {
    status: 400,
    error: 'invalid_request',
    number: 900144,
    text: 'The request body lacks a parameter that this grant needs.',
  },
  'unknown-grant': {
    status: 400,
    error: 'unsupported_grant_type',
    number: 70003,
    text: 'The app requested an unsupported grant type.',
  },
  'temporarily-unavailable': {
    status: 503,
    error: 'temporarily_unavailable',
    number: 90033,
    text: 'A transient error has occurred. Please try again.',
  },
} as const satisfies Record<string, TokenError>;

/** The name of a refusal in the table. */
export type TokenErrorName = keyof typeof tokenErrors;

/** The body of a refusal with its trace, correlation id and time. */
export function writeTokenError(
  refused: TokenError,
  trace: { readonly traceId: string; readonly correlationId: string; readonly now: Date },
): object {
  const timestamp = `${trace.now.toISOString().slice(0, 19).replace('T', ' ')}Z`;
  const ids = `Trace ID: ${trace.traceId} Correlation ID: ${trace.correlationId} Timestamp: ${timestamp}`;
  return {
    error: refused.error,
    error_description: `AADSTS${refused.number}: ${refused.text} ${ids}`,
    error_codes: [refused.number],
    timestamp,
    trace_id: trace.traceId,
    correlation_id: trace.correlationId,
    error_uri: `https://login.microsoftonline.com/error?code=${refused.number}`,
    ...(refused.suberror === undefined ? {} : { suberror: refused.suberror }),
    ...(refused.claims === undefined ? {} : { claims: refused.claims }),
  };
}
