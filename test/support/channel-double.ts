import { createSecretKey, type KeyObject } from 'node:crypto';
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { type LoopbackPeer, startLoopbackPeer } from './loopback-peer.ts';

export const APP_ID = '0b6e3d0c-7a54-4c3e-9c4c-2a6c1a3a9d10';
export const PARTNER_TENANT = '5f7c1a10-0000-4000-8000-00000000c0de';
export const ISSUER = 'https://api.botframework.com';

/** How a channel token differs from a good one; null leaves a claim or header field out. */
export type TokenTwist = {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly audience?: string;
  readonly issuer?: string;
  /** Seconds from now. */
  readonly expiresIn?: number | null;
  readonly notBefore?: number;
  readonly keyId?: string | null;
  readonly signedBy?: 'own key' | 'another key' | 'nobody' | 'the public key as a secret';
};

/** The channel's side: a key server and a connector on loopback, and tokens as the channel mints them. */
export type ChannelDouble = {
  readonly peer: LoopbackPeer;
  readonly serviceUrl: string;
  readonly openIdMetadataUrl: string;
  /** Calls to the connector, without those for keys. */
  connectorCalls(): LoopbackPeer['received'];
  keyCalls(): number;
  /** Adds a key to the set under a new id; tokens of that id are then good. */
  addKey(keyId: string, entry?: Readonly<Record<string, unknown>>): Promise<void>;
  mint(twist?: TokenTwist): Promise<string>;
  /** Decides what the connector answers; 201 with an id unless told. */
  answerWith(connector: Parameters<LoopbackPeer['behave']>[0]): void;
  /** Decides what the key server answers instead of the keys; nothing restores it. */
  breakKeys(keys: Parameters<LoopbackPeer['behave']>[0] | undefined): void;
  close(): Promise<void>;
};

/** Starts the channel's side with one key (`k1`) that is endorsed for Teams. */
export async function startChannelDouble(): Promise<ChannelDouble> {
  const peer = await startLoopbackPeer();
  const keys = new Map<string, CryptoKey>();
  const entries: object[] = [];
  const stranger = (await generateKeyPair('RS256')).privateKey;
  let firstPublicKey = '';
  let connector: Parameters<LoopbackPeer['behave']>[0] = () => json(201, { id: '1790000000001' });
  let brokenKeys: typeof connector | undefined;

  const isKeyCall = ({ url }: { readonly url: URL }) => url.pathname.startsWith('/.well-known/');
  peer.behave((request, response) => {
    if (!isKeyCall(request)) return connector(request, response);
    if (brokenKeys) return brokenKeys(request, response);
    const isMetadata = request.url.pathname.endsWith('/openidconfiguration');
    return json(200, isMetadata ? { jwks_uri: `${peer.url}/.well-known/keys` } : { keys: entries });
  });

  async function addKey(keyId: string, entry: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
    if (firstPublicKey === '') firstPublicKey = await exportSPKI(publicKey);
    keys.set(keyId, privateKey);
    const endorsements = ['msteams', 'webchat'];
    entries.push({ ...(await exportJWK(publicKey)), kid: keyId, use: 'sig', endorsements, ...entry });
  }
  await addKey('k1');

  const serviceUrl = `${peer.url}/emea/`;
  return {
    peer,
    serviceUrl,
    openIdMetadataUrl: `${peer.url}/.well-known/openidconfiguration`,
    connectorCalls: () => peer.received.filter((request) => !isKeyCall(request)),
    keyCalls: () => peer.received.filter(isKeyCall).length,
    addKey,
    mint: (twist = {}) => {
      const signing = { key: keys.get(twist.keyId ?? 'k1') ?? stranger, stranger, firstPublicKey };
      return mint(serviceUrl, twist, signing);
    },
    answerWith: (next) => {
      connector = next;
    },
    breakKeys: (next) => {
      brokenKeys = next;
    },
    close: peer.close,
  };
}

/** An answer with a JSON body. */
export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

/** An activity as Teams sends it to our bot; `twist` replaces fields at the top. */
export function anActivity(serviceUrl: string, twist: Readonly<Record<string, unknown>> = {}) {
  return {
    type: 'message',
    id: '1790000000000',
    timestamp: '2026-11-20T10:00:00.000Z',
    channelId: 'msteams',
    serviceUrl,
    from: { id: '29:ada', name: 'Ada', aadObjectId: 'e0a1c7ee-0000-4000-8000-000000000001' },
    recipient: { id: `28:${APP_ID}`, name: 'License Desk' },
    conversation: { id: 'a:chat', conversationType: 'personal', tenantId: PARTNER_TENANT },
    channelData: { tenant: { id: PARTNER_TENANT } },
    text: 'help',
    locale: 'en-GB',
    ...twist,
  };
}

type Signing = { readonly key: CryptoKey; readonly stranger: CryptoKey; readonly firstPublicKey: string };

async function mint(serviceUrl: string, twist: TokenTwist, signing: Signing): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    serviceurl: serviceUrl,
    iss: twist.issuer ?? ISSUER,
    aud: twist.audience ?? APP_ID,
    nbf: now + (twist.notBefore ?? 0),
    ...(twist.expiresIn === null ? {} : { exp: now + (twist.expiresIn ?? 3600) }),
    ...twist.claims,
  };
  const { signedBy = 'own key' } = twist;
  if (signedBy === 'nobody') return new UnsecuredJWT(claims).encode();
  const isForgedHmac = signedBy === 'the public key as a secret';
  const kid = twist.keyId === null ? {} : { kid: twist.keyId ?? 'k1' };
  const token = new SignJWT(claims).setProtectedHeader({ alg: isForgedHmac ? 'HS256' : 'RS256', ...kid });
  return token.sign(signingKey(signedBy, signing));
}

function signingKey(signedBy: TokenTwist['signedBy'], signing: Signing): CryptoKey | KeyObject {
  if (signedBy === 'the public key as a secret') return createSecretKey(Buffer.from(signing.firstPublicKey));
  return signedBy === 'another key' ? signing.stranger : signing.key;
}
