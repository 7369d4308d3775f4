import { randomInt } from 'node:crypto';

/** Letters and digits without those that are mistaken for others when read out (I, L, O, U). */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Makes a request id of six characters: short enough for a phone call, 2^30 in all; the store refuses a repeat. */
export function newRequestId(): string {
  return Array.from({ length: 6 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}
