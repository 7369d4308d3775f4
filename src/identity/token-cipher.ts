import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Seals texts so that they can be read only with our keys and only in the place they were sealed for. */
export interface TokenCipher {
  /** `place` names the row; a sealed text moved to another row does not open. */
  seal(text: string, place: string): string;
  /** Throws `CipherError`. */
  open(sealed: string, place: string): string;
  /** Whether a sealed text was made with an older key than the first. */
  isOutdated(sealed: string): boolean;
}

/** A key of the ring; `id` is stored beside what it sealed, `bytes` are 32. */
export type TokenKey = { readonly id: string; readonly bytes: Uint8Array };

/** Why a sealed text does not open: its key is not configured, or it is not what was sealed in this place. */
export class CipherError extends Error {
  readonly code: 'unknown-key' | 'not-authentic';

  constructor(code: CipherError['code']) {
    super(code);
    this.name = 'CipherError';
    this.code = code;
  }
}

const VERSION = 'v1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** AES-256-GCM over a ring of keys: the first seals, all open; key id and place are authenticated. */
export function createTokenCipher(keys: readonly [TokenKey, ...TokenKey[]]): TokenCipher {
  const [current] = keys;
  const byId = new Map(keys.map((key) => [key.id, key.bytes]));
  return {
    seal(text, place) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', current.bytes, nonce);
      cipher.setAAD(boundTo(current.id, place));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      const packed = Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
      return `${VERSION}.${current.id}.${packed}`;
    },
    open(sealed, place) {
      const [version, id, packed] = sealed.split('.');
      if (version !== VERSION || id === undefined || packed === undefined)
        throw new CipherError('not-authentic');
      const key = byId.get(id);
      if (!key) throw new CipherError('unknown-key');
      return unpack(Buffer.from(packed, 'base64url'), key, boundTo(id, place));
    },
    isOutdated: (sealed) => sealed.split('.')[1] !== current.id,
  };
}

/**
 * Reads `TOKEN_KEYS`: `id:base64key`, separated by commas or blanks, the newest first. Throws an `Error` that says
 * what is wrong and never shows a key.
 */
export function parseTokenKeys(text: string): readonly [TokenKey, ...TokenKey[]] {
  const [first, ...rest] = text
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map(parseKey);
  if (!first) throw new Error('no key is given; expected id:base64key');
  const ids = [first, ...rest].map((key) => key.id);
  if (new Set(ids).size < ids.length) throw new Error('two keys have the same id');
  return [first, ...rest];
}

/** A key that dies with the process, for an installation that keeps tokens in memory only. */
export function passingTokenKey(): TokenKey {
  return { id: 'memory', bytes: randomBytes(KEY_BYTES) };
}

function parseKey(part: string, index: number): TokenKey {
  const [id = '', encoded = '', ...more] = part.split(':');
  const which = `key ${index + 1}`;
  if (more.length > 0 || encoded === '') throw new Error(`${which} is not of the form id:base64key`);
  if (!/^[A-Za-z0-9_-]{1,32}$/.test(id))
    throw new Error(`${which} has an id with other signs than A-Z a-z 0-9 _ -`);
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.length !== KEY_BYTES)
    throw new Error(`${which} has ${bytes.length} bytes; ${KEY_BYTES} are needed`);
  return { id, bytes };
}

function boundTo(keyId: string, place: string): Buffer {
  return Buffer.from(JSON.stringify([VERSION, keyId, place]));
}

function unpack(packed: Buffer, key: Uint8Array, aad: Buffer): string {
  if (packed.length < NONCE_BYTES + TAG_BYTES) throw new CipherError('not-authentic');
  const decipher = createDecipheriv('aes-256-gcm', key, packed.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(aad);
  decipher.setAuthTag(packed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    const body = packed.subarray(NONCE_BYTES + TAG_BYTES);
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
  } catch {
    throw new CipherError('not-authentic');
  }
}
