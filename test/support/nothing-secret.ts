import assert from 'node:assert/strict';

/** Shapes in which the emulated Entra ID hands out what nobody else may see. */
const SHAPES: readonly (readonly [string, RegExp])[] = [
  ['a signed token', /eyJ[\w-]{10,}\.eyJ[\w-]{10,}/],
  ['a code or refresh token', /\b1\.A[\w-]{60,}/],
  ['a client secret in a form', /client_secret=/],
];

/** Throws when a secret stands in anything that was written; the texts are named by what they are. */
export function assertNothingSecret(
  secrets: { readonly clientSecret: string; readonly tokenKeys: string },
  written: Readonly<Record<string, string>>,
): void {
  const key = secrets.tokenKeys.split(':')[1] ?? secrets.tokenKeys;
  for (const [place, text] of Object.entries(written)) {
    for (const [what, shape] of SHAPES) assert(!shape.test(text), `${what} stands in the ${place}`);
    assert(!text.includes(secrets.clientSecret), `the client secret stands in the ${place}`);
    assert(!text.includes(key), `the key of the vault stands in the ${place}`);
  }
}
