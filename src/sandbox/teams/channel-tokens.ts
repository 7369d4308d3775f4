import { exportJWK, generateKeyPair, type JWK, SignJWT, UnsecuredJWT } from 'jose';

/** How a token is made wrong on purpose. */
export type ChannelTokenOverrides = {
  readonly audience?: string;
  readonly issuer?: string;
  /** The `serviceurl` claim; null leaves it out. */
  readonly serviceUrl?: string | null;
  /** Seconds from now; negative for an expired token. 3600 unless given. */
  readonly expiresInSeconds?: number;
  readonly notBeforeInSeconds?: number;
  /** `none` is unsigned; `bad` has a signature of another key under our key id. */
  readonly signature?: 'good' | 'bad' | 'none';
  /** Key id in the header. */
  readonly keyId?: string;
};

type EndorsedKey = JWK & { readonly endorsements: readonly string[] };
/** An RSA key pair for RS256; the public half can be exported. */
export type ChannelKeys = Awaited<ReturnType<typeof generateKeyPair>>;

/** Issuer of the tokens that Teams puts on its calls to a bot. */
const channelTokenIssuer = 'https://api.botframework.com';

/**
 * The key with which the local Teams signs its calls to the bot. Token times are the machine's, not the injected
 * clock's, because the bot's library compares them with the machine's.
 */
export class ChannelTokens {
  readonly #botAppId: string;
  readonly #keyId: string;
  #keys: Promise<ChannelKeys> | undefined;

  /** Makes a key when one is first needed, unless it gets one. */
  constructor(botAppId: string, keyId: string, keys?: ChannelKeys) {
    this.#botAppId = botAppId;
    this.#keyId = keyId;
    if (keys) this.#keys = Promise.resolve(keys);
  }

  /** The public key, endorsed for Teams as the Bot Framework does it. */
  async keySet(): Promise<{ keys: EndorsedKey[] }> {
    const { publicKey } = await this.#keyPair();
    const key = await exportJWK(publicKey);
    return { keys: [{ ...key, kid: this.#keyId, use: 'sig', alg: 'RS256', endorsements: ['msteams'] }] };
  }

  /** A token for calls with this service URL; overrides make it wrong. */
  async mint(serviceUrl: string, overrides: ChannelTokenOverrides = {}): Promise<string> {
    const claims = overrides.serviceUrl === null ? {} : { serviceurl: overrides.serviceUrl ?? serviceUrl };
    if (overrides.signature === 'none')
      return fillIn(new UnsecuredJWT(claims), this.#times(overrides)).encode();
    const signer = overrides.signature === 'bad' ? await generateKeyPair('RS256') : await this.#keyPair();
    return fillIn(new SignJWT(claims), this.#times(overrides))
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: overrides.keyId ?? this.#keyId })
      .sign(signer.privateKey);
  }

  #times(overrides: ChannelTokenOverrides): TokenFrame {
    const now = Math.floor(Date.now() / 1000);
    return {
      issuer: overrides.issuer ?? channelTokenIssuer,
      audience: overrides.audience ?? this.#botAppId,
      notBefore: now + (overrides.notBeforeInSeconds ?? -60),
      expires: now + (overrides.expiresInSeconds ?? 3600),
    };
  }

  #keyPair(): Promise<ChannelKeys> {
    this.#keys ??= createChannelKeys();
    return this.#keys;
  }
}

/** A key pair as the local Teams makes it. */
export function createChannelKeys(): Promise<ChannelKeys> {
  return generateKeyPair('RS256', { extractable: true });
}

type TokenFrame = { issuer: string; audience: string; notBefore: number; expires: number };

function fillIn<T extends SignJWT | UnsecuredJWT>(token: T, frame: TokenFrame): T {
  token
    .setIssuer(frame.issuer)
    .setAudience(frame.audience)
    .setNotBefore(frame.notBefore)
    .setExpirationTime(frame.expires);
  return token;
}
