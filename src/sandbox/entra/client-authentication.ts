import { createLocalJWKSet, decodeJwt, type JWK, jwtVerify } from 'jose';
import type { TokenErrorName } from './token-errors.ts';

/** A federated credential: tokens of another issuer stand for the app. */
export type FederatedCredential = {
  readonly issuer: string;
  readonly subject: string;
  readonly publicKey: JWK;
};

/** How the bot's app registration lets it prove itself; several secrets at once while one is rotated. */
export type AppCredentials = {
  readonly secrets: Set<string>;
  /** Public keys of registered certificates. */
  readonly certificateKeys: JWK[];
  readonly federated: FederatedCredential[];
};

const FEDERATED_AUDIENCE = 'api://AzureADTokenExchange';

/** Why the app is not believed to be itself; undefined when it is. */
export async function refuseClient(
  form: URLSearchParams,
  authorization: string | undefined,
  check: { readonly appId: string; readonly credentials: AppCredentials; readonly now: Date },
): Promise<TokenErrorName | undefined> {
  const basic = readBasic(authorization);
  const clientId = form.get('client_id') ?? basic?.id;
  if (clientId?.toLowerCase() !== check.appId.toLowerCase()) return 'unknown-app';
  const assertion = form.get('client_assertion');
  if (assertion !== null) {
    return (await isGoodAssertion(assertion, check)) ? undefined : 'assertion-of-client-wrong';
  }
  const secret = form.get('client_secret') ?? basic?.secret ?? '';
  return check.credentials.secrets.has(secret) ? undefined : 'invalid-client';
}

/** A client assertion is signed by a registered certificate, or by a federated issuer. */
async function isGoodAssertion(
  assertion: string,
  { appId, credentials, now }: { appId: string; credentials: AppCredentials; now: Date },
): Promise<boolean> {
  const issuer = issuerOf(assertion);
  const federated = credentials.federated.find((known) => known.issuer === issuer);
  const keys = federated ? [federated.publicKey] : credentials.certificateKeys;
  const expected = federated
    ? { issuer: federated.issuer, subject: federated.subject, audience: FEDERATED_AUDIENCE }
    : { issuer: appId, subject: appId };
  for (const key of keys) {
    const set = createLocalJWKSet({ keys: [{ ...key, kid: undefined, alg: undefined }] });
    try {
      const { payload } = await jwtVerify(assertion, set, {
        ...expected,
        currentDate: now,
        clockTolerance: 300,
      });
      return federated !== undefined || isTokenEndpoint(payload.aud);
    } catch {
      // The next key may fit.
    }
  }
  return false;
}

function isTokenEndpoint(audience: string | string[] | undefined): boolean {
  return typeof audience === 'string' && /\/oauth2\/v2\.0\/token$/.test(audience);
}

function issuerOf(assertion: string): string | undefined {
  try {
    return decodeJwt(assertion).iss;
  } catch {
    return undefined;
  }
}

function readBasic(authorization: string | undefined): { id: string; secret: string } | undefined {
  const encoded = /^Basic (\S+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [id = '', secret = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return { id: decodeURIComponent(id), secret: decodeURIComponent(secret) };
}
