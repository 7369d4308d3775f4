import {
  exportJWK,
  generateKeyPair,
  importJWK,
  type JSONWebKeySet,
  type JWK,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose';

type Loaded = {
  readonly privateJwk: JWK;
  readonly publicJwk: JWK;
  readonly privateKey: Awaited<ReturnType<typeof importJWK>>;
  readonly publicKey: Awaited<ReturnType<typeof importJWK>>;
};

/** The RSA key with which the emulated Entra ID signs; made when it is first needed. */
export class SigningKey {
  #loaded: Promise<Loaded> | null;

  constructor(privateJwk?: JWK) {
    this.#loaded = privateJwk ? load(privateJwk) : null;
  }

  /** Signs claims as they are; nothing is added. */
  async sign(claims: JWTPayload): Promise<string> {
    const { privateKey, privateJwk } = await this.#key();
    const kid = privateJwk.kid ?? '';
    return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid }).sign(privateKey);
  }

  /** The claims of a token of this key that is valid at `now`; throws jose's errors otherwise. */
  async verify(token: string, now: Date): Promise<JWTPayload> {
    const { publicKey } = await this.#key();
    const { payload } = await jwtVerify(token, publicKey, {
      algorithms: ['RS256'],
      currentDate: now,
      clockTolerance: 300,
      requiredClaims: ['exp'],
    });
    return payload;
  }

  /** The published half. */
  async publicKeys(): Promise<JSONWebKeySet> {
    const { publicJwk } = await this.#key();
    return { keys: [publicJwk] };
  }

  /** The whole key as JSON, to be kept over a restart. */
  async exported(): Promise<JWK> {
    return (await this.#key()).privateJwk;
  }

  #key(): Promise<Loaded> {
    this.#loaded ??= generate();
    return this.#loaded;
  }
}

async function generate(): Promise<Loaded> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  return load({ ...jwk, kid: (jwk.n ?? '').slice(0, 16) });
}

async function load(privateJwk: JWK): Promise<Loaded> {
  const { kty, n, e, kid } = privateJwk;
  const publicJwk: JWK = { kty, n, e, kid, alg: 'RS256', use: 'sig' };
  return {
    privateJwk,
    publicJwk,
    privateKey: await importJWK(privateJwk, 'RS256'),
    publicKey: await importJWK(publicJwk, 'RS256'),
  };
}
