import type { JWK } from 'jose';
import { personOf } from '../world.ts';
import type { FederatedCredential } from './client-authentication.ts';
import type { EntraDesk } from './entra-desk.ts';

/** What a person or a test can change at the emulated Entra ID besides faults. People are named by their key. */
export class EntraSwitches {
  readonly #desk: EntraDesk;

  constructor(desk: EntraDesk) {
    this.#desk = desk;
  }

  /** How the rules stand, also those that an earlier run left. */
  get standing() {
    const { books } = this.#desk;
    const { isMfaRequired, isConsentRequired, skewMilliseconds } = books.kept;
    const hasMfa = (key: string) => books.canDoMfa(personOf(books.world, key));
    return { isMfaRequired, isConsentRequired, skewMilliseconds, hasMfa };
  }

  /** Lets the app send people back to this address. */
  registerRedirectUri(address: string): void {
    this.#desk.books.redirectUris.add(address);
  }

  /** Adds a client secret; several are good at once while one is rotated. */
  addClientSecret(secret: string): void {
    this.#desk.credentials.secrets.add(secret);
  }

  /** Takes a client secret away. */
  removeClientSecret(secret: string): void {
    this.#desk.credentials.secrets.delete(secret);
  }

  /** Registers the public key of a certificate by which the app may prove itself. */
  addCertificateKey(publicKey: JWK): void {
    this.#desk.credentials.certificateKeys.push(publicKey);
  }

  /** Registers a federated credential by which the app may prove itself. */
  addFederatedCredential(credential: FederatedCredential): void {
    this.#desk.credentials.federated.push(credential);
  }

  /**
   * From now on every sign-in happens by itself as this person, without the page; null brings the page back.
   * `withMfa` is true unless told, and has effect only for people who have a second factor.
   */
  signInAs(person: string | null, { withMfa = true }: { withMfa?: boolean } = {}): void {
    this.#desk.automatic.next = person === null ? null : { person, withMfa };
  }

  /** Makes every refresh token of a person useless. */
  revokeRefreshTokens(person: string): void {
    this.#desk.books.revoke((entry) => entry.person === person);
  }

  /** Whether a person can use a second factor; tokens that exist keep what they say. */
  setMfa(person: string, canDoMfa: boolean): void {
    this.#desk.books.change(({ mfa }) => ({ mfa: { ...mfa, [person]: canDoMfa ? 'yes' : 'no' } }));
  }

  /** Whether the tenant insists on MFA for Partner Center (50076 where a sign-in had none). */
  requireMfa(isRequired: boolean): void {
    this.#desk.books.change(() => ({ isMfaRequired: isRequired }));
  }

  /** Whether everybody must consent again before a token for Partner Center (65001 until then). */
  requireConsent(isRequired: boolean): void {
    this.#desk.books.change(() => ({ isConsentRequired: isRequired, consents: [] }));
  }

  /** Challenges a person: refresh and on-behalf-of fail with claims until a sign-in has answered them. */
  requireClaims(person: string): void {
    this.#desk.books.change(({ challenged }) => ({
      challenged: [...challenged.filter((key) => key !== person), person],
    }));
  }

  /** Whether a refresh token is good only once; at Entra ID the old one stays good. */
  rotateStrictly(isStrict: boolean): void {
    this.#desk.books.change(() => ({ isRotationStrict: isStrict }));
  }

  /** How far the emulator's clock is ahead of the true one, in milliseconds; it shows in tokens. */
  setClockSkew(milliseconds: number): void {
    this.#desk.books.change(() => ({ skewMilliseconds: milliseconds }));
  }

  /** How long access tokens live. */
  setTokenLifetime(seconds: number): void {
    this.#desk.books.change(() => ({ lifetimeSeconds: seconds }));
  }
}
