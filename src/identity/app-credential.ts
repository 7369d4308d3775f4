import type { Configuration } from '@azure/msal-node';
import { IdentityUnavailable } from './identity-unavailable.ts';

/** How our app registration proves itself to Entra ID; a further secret is tried when one is refused (rotation). */
export type AppCredential =
  | { readonly secret: string }
  | { readonly secrets: readonly string[] }
  | { readonly certificate: AppCertificate }
  | { readonly assertion: () => Promise<string> };

/** A certificate registered with the app; `x5c` is the PEM chain where subject-name trust is used. */
export type AppCertificate = {
  readonly thumbprintSha256: string;
  readonly privateKey: string;
  readonly x5c?: string;
};

type Proof = Pick<Configuration['auth'], 'clientSecret' | 'clientCertificate' | 'clientAssertion'>;

/** The credential as MSAL takes it, in the order in which to try; never empty. Throws `RangeError` without a secret. */
export function proofsOf(credential: AppCredential): readonly Proof[] {
  if ('secret' in credential) return proofsOf({ secrets: [credential.secret] });
  if ('secrets' in credential) {
    const secrets = credential.secrets.filter((secret) => secret !== '');
    if (secrets.length === 0) throw new RangeError('the app registration needs a client secret');
    return secrets.map((clientSecret) => ({ clientSecret }));
  }
  if ('certificate' in credential) {
    const { thumbprintSha256, privateKey, x5c } = credential.certificate;
    return [{ clientCertificate: { thumbprintSha256, privateKey, ...(x5c === undefined ? {} : { x5c }) } }];
  }
  return [{ clientAssertion: () => assertionOf(credential.assertion) }];
}

async function assertionOf(assertion: () => Promise<string>): Promise<string> {
  try {
    return await assertion();
  } catch (cause) {
    throw new IdentityUnavailable('our-registration', { cause });
  }
}
