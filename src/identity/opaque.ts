import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const OPAQUE = /^[A-Za-z0-9_-]{43}$/;

/** A new unguessable value of 256 bits. */
export function newOpaque(): string {
  return randomBytes(32).toString('base64url');
}

/** Whether a text that came from outside has the form of our opaque values. */
export function isOpaque(text: string | null | undefined): text is string {
  return typeof text === 'string' && OPAQUE.test(text);
}

/** What is stored in place of an opaque value. */
export function hashOpaque(value: string): string {
  return createHash('sha256').update(value).digest('base64url');
}

/** Compares an opaque value with a stored hash, taking the same time whatever they are. */
export function matchesHash(value: string, hash: string): boolean {
  const left = Buffer.from(hashOpaque(value));
  const right = Buffer.from(hash);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** The PKCE challenge (S256) of a verifier, RFC 7636 section 4.2. */
export const pkceChallenge = hashOpaque;
