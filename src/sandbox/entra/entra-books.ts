import { z } from 'zod';
import { isSame } from '../is-same.ts';
import { personOf, type SandboxPerson, type World } from '../world.ts';
import type { SignIn } from './claims.ts';

const refreshToken = z.object({
  token: z.string(),
  person: z.string(),
  hasMfa: z.boolean(),
  contexts: z.array(z.string()),
  isRevoked: z.boolean(),
});

const snapshot = z.object({
  version: z.literal(1),
  signingKey: z.looseObject({ kty: z.string().optional() }).nullable(),
  refreshTokens: z.array(refreshToken),
  /** People whose MFA is not as the world says. */
  mfa: z.record(z.string(), z.enum(['yes', 'no'])),
  isConsentRequired: z.boolean(),
  consents: z.array(z.string()),
  /** People who must answer a claims challenge. */
  challenged: z.array(z.string()),
  isMfaRequired: z.boolean(),
  isRotationStrict: z.boolean(),
  lifetimeSeconds: z.number(),
  skewMilliseconds: z.number(),
});

/** Everything the emulator remembers, as plain JSON; it holds a private key and refresh tokens of the sandbox. */
export type EntraSnapshot = z.infer<typeof snapshot>;

/** A refresh token and the sign-in behind it. */
export type RefreshToken = z.infer<typeof refreshToken>;

/** An authorization code and the request it was given for. */
export type AuthorizationCode = {
  readonly signIn: SignIn;
  readonly redirectUri: string;
  readonly scope: string;
  readonly nonce: string | null;
  readonly challenge: string | null;
  readonly issuedAt: number;
  readonly isRedeemed: boolean;
};

const first: EntraSnapshot = {
  version: 1,
  signingKey: null,
  refreshTokens: [],
  mfa: {},
  isConsentRequired: false,
  consents: [],
  challenged: [],
  isMfaRequired: false,
  isRotationStrict: false,
  lifetimeSeconds: 3600,
  skewMilliseconds: 0,
};

const REFRESH_TOKENS_KEPT = 500;
const CODES_KEPT_MS = 60 * 60 * 1000;

/** The memory of the emulated Entra ID. */
export class EntraBooks {
  readonly world: World;
  readonly codes = new Map<string, AuthorizationCode>();
  readonly redirectUris = new Set<string>();
  readonly #listeners = new Set<() => void>();
  #kept: EntraSnapshot;

  constructor(world: World, kept?: unknown) {
    this.world = world;
    this.#kept = kept === undefined ? first : snapshot.parse(kept);
  }

  /** What is remembered now. */
  get kept(): EntraSnapshot {
    return this.#kept;
  }

  /** Changes what is remembered and tells the listeners. */
  change(next: (kept: EntraSnapshot) => Partial<EntraSnapshot>): void {
    this.#kept = { ...this.#kept, ...next(this.#kept) };
    for (const listener of this.#listeners) listener();
  }

  /** Goes back to a kept snapshot; throws when it is not one. */
  restore(kept: unknown): void {
    this.#kept = snapshot.parse(structuredClone(kept));
  }

  /** Calls back after every change; the answer ends it. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A tenant by id or domain, in any case. */
  tenantId(segment: string): string | undefined {
    return this.world.tenants.find(({ id, domain }) => isSame(id, segment) || isSame(domain, segment))?.id;
  }

  /** The people who can sign in at a tenant. */
  peopleOf(tenantId: string): readonly SandboxPerson[] {
    return this.world.people.filter((person) => isSame(person.tenantId, tenantId));
  }

  /** Somebody by the claims of a token. */
  personWith(objectId: string, tenantId: string): SandboxPerson | undefined {
    return this.world.people.find(
      (person) => isSame(person.objectId, objectId) && isSame(person.tenantId, tenantId),
    );
  }

  /** Whether a person can confirm a sign-in with a second factor. */
  canDoMfa(person: SandboxPerson): boolean {
    return (this.#kept.mfa[person.key] ?? person.mfa) === 'yes';
  }

  /** Whether Partner Center must still be consented to by or for this person. */
  lacksConsent(person: SandboxPerson): boolean {
    return this.#kept.isConsentRequired && !this.#kept.consents.includes(person.key);
  }

  /** Keeps a code; those older than an hour are dropped. */
  keepCode(text: string, code: AuthorizationCode): void {
    for (const [known, { issuedAt }] of this.codes) {
      if (issuedAt < code.issuedAt - CODES_KEPT_MS) this.codes.delete(known);
    }
    this.codes.set(text, code);
  }

  /** Keeps a refresh token for a sign-in. */
  keepRefreshToken(token: string, signIn: SignIn): void {
    const entry: RefreshToken = {
      token,
      person: signIn.person.key,
      hasMfa: signIn.hasMfa,
      contexts: [...signIn.contexts],
      isRevoked: false,
    };
    this.change(({ refreshTokens }) => ({
      refreshTokens: [...refreshTokens, entry].slice(-REFRESH_TOKENS_KEPT),
    }));
  }

  /** The sign-in behind a refresh token. */
  signInOf(entry: RefreshToken): SignIn {
    return { person: personOf(this.world, entry.person), hasMfa: entry.hasMfa, contexts: entry.contexts };
  }

  /** Revokes the refresh tokens that match. */
  revoke(matches: (entry: RefreshToken) => boolean): void {
    this.change(({ refreshTokens }) => ({
      refreshTokens: refreshTokens.map((entry) => (matches(entry) ? { ...entry, isRevoked: true } : entry)),
    }));
  }
}
