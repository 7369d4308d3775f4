import { type CryptoKey, importJWK, type JWK } from 'jose';
import type { Logger } from 'pino';
import { z } from 'zod';

/** A key that signs the channel's tokens, and the channels that it may sign for. */
export type ChannelKey = { readonly key: CryptoKey; readonly endorsements: ReadonlySet<string> };

/** The keys by which the channel signs what it sends us. */
export interface ChannelKeys {
  /**
   * The key of that id; undefined when the channel does not have it.
   * @throws ChannelKeysUnavailable when no keys could be fetched so far.
   */
  find(keyId: string): Promise<ChannelKey | undefined>;
}

/** No key set could be fetched since the start, so nothing can be checked. */
export class ChannelKeysUnavailable extends Error {
  readonly code = 'channel-keys-unavailable';

  constructor(options?: ErrorOptions) {
    super('The keys of the channel could not be fetched', options);
    this.name = 'ChannelKeysUnavailable';
  }
}

/** What the key set needs; `timeoutMs` bounds each of its two calls. */
export type ChannelKeysDeps = {
  readonly openIdMetadataUrl: string;
  readonly fetch: typeof fetch;
  readonly clock: () => Date;
  readonly log: Logger;
  readonly timeoutMs: number;
};

const KEPT_FOR_MS = 24 * 3_600_000;
// Who sends us made-up key ids can cause no more than one call in this time.
const REFETCH_AFTER_MS = 5 * 60_000;
const FIRST_FETCH_AGAIN_AFTER_MS = 5_000;

const metadataShape = z.object({ jwks_uri: z.url({ protocol: /^https?$/ }) });
const keySetShape = z.object({ keys: z.array(z.looseObject({})) });
const keyShape = z.looseObject({
  kty: z.literal('RSA'),
  kid: z.string().min(1),
  n: z.string(),
  e: z.string(),
  use: z.literal('sig').optional(),
  alg: z.literal('RS256').optional(),
  endorsements: z.array(z.string()).default([]),
});

/**
 * Keeps the channel's keys for a day. Callers who need them at the same time share one fetch, an unknown key id causes
 * at most one fetch in five minutes, and keys that are too old stay in use while new ones cannot be had.
 */
export class FetchedChannelKeys implements ChannelKeys {
  readonly #deps: ChannelKeysDeps;
  #keys: ReadonlyMap<string, ChannelKey> = new Map();
  #fetchedAt: number | undefined;
  #triedAt = Number.NEGATIVE_INFINITY;
  #fetching: Promise<void> | undefined;

  constructor(deps: ChannelKeysDeps) {
    this.#deps = deps;
  }

  async find(keyId: string): Promise<ChannelKey | undefined> {
    const now = this.#deps.clock().getTime();
    const isOld = this.#fetchedAt === undefined || now - this.#fetchedAt >= KEPT_FOR_MS;
    if (isOld || !this.#keys.has(keyId)) await this.#refresh(now);
    if (this.#fetchedAt === undefined) throw new ChannelKeysUnavailable();
    return this.#keys.get(keyId);
  }

  async #refresh(now: number): Promise<void> {
    const pause = this.#fetchedAt === undefined ? FIRST_FETCH_AGAIN_AFTER_MS : REFETCH_AFTER_MS;
    if (!this.#fetching && now - this.#triedAt >= pause) {
      this.#triedAt = now;
      this.#fetching = this.#fetchAll(now).finally(() => {
        this.#fetching = undefined;
      });
    }
    await this.#fetching;
  }

  /** Never rejects: without new keys the old ones stay. */
  async #fetchAll(now: number): Promise<void> {
    const { openIdMetadataUrl, log } = this.#deps;
    try {
      const metadata = metadataShape.parse(await this.#getJson(openIdMetadataUrl));
      if (openIdMetadataUrl.startsWith('https:') && !metadata.jwks_uri.startsWith('https:'))
        throw new Error('the key set is not offered over https');
      const { keys } = keySetShape.parse(await this.#getJson(metadata.jwks_uri));
      const read = await Promise.all(keys.map(readKey));
      const usable = read.filter((entry) => entry !== undefined);
      if (usable.length === 0) throw new Error('the key set holds no usable key');
      this.#keys = new Map(usable);
      this.#fetchedAt = now;
    } catch (err) {
      log.warn({ err, hasOldKeys: this.#fetchedAt !== undefined }, 'channel keys could not be fetched');
    }
  }

  async #getJson(url: string): Promise<unknown> {
    const response = await this.#deps.fetch(url, {
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(this.#deps.timeoutMs),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${new URL(url).host} answered ${response.status}`);
    return JSON.parse(text);
  }
}

/** One key of the set; undefined for a key that is not an RSA signing key or cannot be read. */
async function readKey(jwk: JWK): Promise<readonly [string, ChannelKey] | undefined> {
  const shape = keyShape.safeParse(jwk);
  if (!shape.success) return undefined;
  const { kty, kid, n, e, endorsements } = shape.data;
  try {
    const key = await importJWK({ kty, n, e }, 'RS256');
    // Keys below 2048 bits are ones that jose would refuse at every use.
    const isUsable = !(key instanceof Uint8Array) && Buffer.from(n, 'base64url').length >= 256;
    return isUsable ? [kid, { key, endorsements: new Set(endorsements) }] : undefined;
  } catch {
    return undefined;
  }
}
