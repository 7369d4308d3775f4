import { type Finding, findingsOf } from './finding.ts';
import { reasonOf } from './run-checks.ts';

const { ok, warning, failed } = findingsOf('registration');

const TIMEOUT_MS = 10_000;
const ENTRA = 'https://login.microsoftonline.com';

/** How the registration is looked at from outside. */
export type RegistrationLook = {
  readonly tenantId: string;
  readonly clientId: string;
  readonly redirectUri: string;
  /** The tenant's published metadata: status and issuer. Throws when nobody answers. */
  readonly metadata: () => Promise<{ readonly status: number; readonly issuer: string | null }>;
  /** Where a browser would go instead of Entra ID's own address. */
  readonly browserUrl: (url: string) => string;
  readonly fetch: typeof fetch;
};

/** What of the registration shows itself without signing in: tenant, application, redirect address. */
export async function checkRegistration(look: RegistrationLook): Promise<readonly Finding[]> {
  let tenant: Finding;
  try {
    tenant = await checkTenant(look);
  } catch (error) {
    return [failed('unreachable', { reason: reasonOf(error) })];
  }
  return tenant.level === 'ok' ? [tenant, await checkRedirect(look)] : [tenant];
}

async function checkTenant({ tenantId, metadata }: RegistrationLook): Promise<Finding> {
  const { status, issuer } = await metadata();
  if (status === 200 && issuer?.includes(tenantId)) return ok('tenant', { tenantId });
  return failed('tenantUnknown', { tenantId, status });
}

/** Asks for a sign-in without a page: Entra ID sends us back to a registered address, and shows an error otherwise. */
async function checkRedirect(look: RegistrationLook): Promise<Finding> {
  const { redirectUri } = look;
  const query = new URLSearchParams({
    client_id: look.clientId,
    response_type: 'code',
    response_mode: 'query',
    redirect_uri: redirectUri,
    scope: 'openid',
    state: 'doctor',
    prompt: 'none',
  });
  const url = look.browserUrl(`${ENTRA}/${look.tenantId}/oauth2/v2.0/authorize?${query}`);
  const answer = await look.fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (answer.headers.get('location')?.startsWith(redirectUri)) return ok('redirect', { redirectUri });
  const error = /\bAADSTS\d{4,8}\b/.exec(await answer.text())?.[0];
  if (error || answer.status >= 400) {
    return failed('redirectRefused', { redirectUri, error: error ?? `HTTP ${answer.status}` });
  }
  return warning('redirectUnclear', { redirectUri });
}
