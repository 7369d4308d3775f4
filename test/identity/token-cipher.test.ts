import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  CipherError,
  createTokenCipher,
  parseTokenKeys,
  passingTokenKey,
  type TokenCipher,
} from '../../src/identity/token-cipher.ts';
import { tokenKey } from '../support/identity-rig.ts';

const cipherOf = (keys: string) => createTokenCipher(parseTokenKeys(keys));

const fails = (cipher: TokenCipher, sealed: string, place: string, code: CipherError['code']) =>
  assert.throws(
    () => cipher.open(sealed, place),
    (error) => error instanceof CipherError && error.code === code,
  );

describe('sealing a text', () => {
  const cipher = cipherOf(tokenKey('a', 1));

  it('opens in its own place, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, place) => {
        assert.equal(cipher.open(cipher.seal(text, place), place), Buffer.from(text).toString());
      }),
    );
  });

  it('opens in no other place', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (place, other) => {
        fc.pre(place !== other);
        fails(cipher, cipher.seal('text', place), other, 'not-authentic');
      }),
    );
  });

  it('does not open when any sign of it was changed', () => {
    const sealed = cipher.seal('a refresh token', 'place');
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`;
      // The last sign of base64 has bits that mean nothing.
      if (at === sealed.length - 1) continue;
      assert.throws(() => cipher.open(changed, 'place'), CipherError, `changed at ${at}`);
    }
  });

  it('does not open when it was cut', () => {
    const sealed = cipher.seal('a refresh token', 'place');
    for (const cut of [0, 1, 4, 5, 20, 40, sealed.length - 4]) {
      fails(cipher, sealed.slice(0, cut), 'place', 'not-authentic');
    }
  });

  it('never gives the same twice', () => {
    assert.notEqual(cipher.seal('text', 'place'), cipher.seal('text', 'place'));
  });

  it('opens with every key of the ring and seals with the first', () => {
    const old = cipher.seal('text', 'place');
    const rotated = cipherOf(`${tokenKey('b', 2)} ${tokenKey('a', 1)}`);
    assert.equal(rotated.open(old, 'place'), 'text');
    assert.ok(rotated.isOutdated(old));
    const renewed = rotated.seal('text', 'place');
    assert.ok(!rotated.isOutdated(renewed));
    fails(cipher, renewed, 'place', 'unknown-key');
  });

  it('does not take another key of the same name for the key', () => {
    fails(cipherOf(tokenKey('a', 9)), cipher.seal('text', 'place'), 'place', 'not-authentic');
  });

  it('has a passing key for installations without one', () => {
    const passing = createTokenCipher([passingTokenKey()]);
    assert.equal(passing.open(passing.seal('text', 'p'), 'p'), 'text');
  });
});

describe('reading TOKEN_KEYS', () => {
  const secret = Buffer.alloc(32, 7).toString('base64');
  const wrong: readonly (readonly [string, string, RegExp])[] = [
    ['nothing', ' , ', /no key/],
    ['a key without a name', secret, /id:base64key/],
    ['a name with other signs', `a.b:${secret}`, /id with other signs/],
    ['a short key', `a:${Buffer.alloc(16).toString('base64')}`, /16 bytes; 32 are needed/],
    ['two keys of one name', `a:${secret},a:${secret}`, /same id/],
    ['too many parts', `a:b:${secret}`, /id:base64key/],
  ];

  for (const [what, text, message] of wrong) {
    it(`refuses ${what} without showing it`, () => {
      assert.throws(
        () => parseTokenKeys(text),
        (error) => error instanceof Error && message.test(error.message) && !error.message.includes(secret),
      );
    });
  }

  it('takes commas, blanks and line ends between keys, the newest first', () => {
    const keys = parseTokenKeys(`new:${secret},\n old:${secret}`);
    assert.deepEqual(
      keys.map((key) => key.id),
      ['new', 'old'],
    );
  });
});
