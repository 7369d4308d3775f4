import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { ConfidentialClientApplication } from '@azure/msal-node';
import { createWorld } from '../../src/sandbox/create-world.ts';
import { createEntraEmulator } from '../../src/sandbox/entra/entra-emulator.ts';
import { createLoopbackNetwork } from '../../src/sandbox/entra/network.ts';

export const world = createWorld();
export const REDIRECT = 'http://127.0.0.1:3978/auth/callback';
export const SCOPE = 'https://api.partnercenter.microsoft.com/user_impersonation';
export const partner = world.partnerTenant.id;

/** One state, and with it one key, for all tests: making an RSA key takes its time. */
const firstState = createEntraEmulator({ world, clock: () => new Date(), newId: randomUUID }).snapshot();

/** An Entra ID that listens, and MSAL clients that reach it as in production. */
export async function startEntra(options: { state?: object } = {}) {
  const time = { ahead: 0 };
  const entra = createEntraEmulator({
    world,
    clock: () => new Date(Date.now() + time.ahead),
    newId: randomUUID,
    state: { ...(await firstState), ...options.state },
  });
  await entra.listen(0);
  entra.switches.registerRedirectUri(REDIRECT);
  const network = createLoopbackNetwork({ entraUrl: entra.url, timeoutMs: 5000 });

  const newClient = (auth: object = { clientSecret: entra.clientSecret }, tenantId = partner) =>
    new ConfidentialClientApplication({
      auth: {
        clientId: world.botAppId,
        authority: `https://login.microsoftonline.com/${tenantId}`,
        clientCapabilities: ['CP1'],
        ...auth,
      },
      system: { networkClient: network.networkClient },
    });

  const authorizeUrl = async (given: Record<string, string> = {}, client = newClient()) => {
    const verifier = randomBytes(32).toString('base64url');
    const request = {
      scopes: [SCOPE],
      redirectUri: REDIRECT,
      codeChallenge: createHash('sha256').update(verifier).digest('base64url'),
      codeChallengeMethod: 'S256',
      state: 'state-1',
      nonce: 'nonce-1',
      ...given,
    };
    return { url: network.browserUrl(await client.getAuthCodeUrl(request)), verifier };
  };

  /** Signs in without the page and returns what the app's callback gets. */
  const signIn = async (person: string, given: Record<string, string> = {}, withMfa = true) => {
    entra.switches.signInAs(person, { withMfa });
    const client = newClient();
    const { url, verifier } = await authorizeUrl(given, client);
    const response = await fetch(url, { redirect: 'manual' });
    entra.switches.signInAs(null);
    const back = new URL(response.headers.get('location') ?? 'about:blank');
    const redeem = (proof: object = {}) =>
      client.acquireTokenByCode({
        scopes: [SCOPE],
        redirectUri: REDIRECT,
        code: back.searchParams.get('code') ?? '',
        codeVerifier: verifier,
        nonce: 'nonce-1',
        ...proof,
      });
    return { client, back, redeem };
  };

  const onBehalfOf = (assertion: string) =>
    newClient().acquireTokenOnBehalfOf({ scopes: [SCOPE], oboAssertion: assertion });

  return { entra, time, network, newClient, authorizeUrl, signIn, onBehalfOf, close: () => entra.close() };
}

/** The AADSTS number, error code, suberror and claims of what MSAL threw. */
export async function refusalOf(attempt: Promise<unknown>) {
  const error: unknown = await attempt.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error('Nothing was refused.');
  const read = (name: string): unknown => Reflect.get(error, name);
  return {
    type: error.name,
    code: read('errorCode'),
    suberror: read('subError'),
    claims: read('claims') || null,
    number: Number(/AADSTS(\d+)/.exec(error.message)?.[1] ?? Number.NaN),
  };
}
