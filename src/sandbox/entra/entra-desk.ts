import { personOf, type SandboxPerson } from '../world.ts';
import type { SignIn, TokenFacts } from './claims.ts';
import type { AppCredentials } from './client-authentication.ts';
import type { EntraBooks } from './entra-books.ts';
import type { EntraFaults, Grant } from './entra-faults.ts';
import type { SigningKey } from './signing-key.ts';

/** One call of the token endpoint, as the log keeps it: never with a token or a secret. */
export type TokenRequest = {
  readonly at: string;
  readonly grant: Grant;
  readonly tenantId: string;
  /** Key of the person whose token it was about; null for the app or nobody. */
  readonly person: string | null;
  readonly scope: string;
  /** `ok`, the name of the refusal, or the fault that stood in place of an answer. */
  readonly outcome: string;
};

/** A sign-in that happens without the page, for tests and the demo. */
export type AutomaticSignIn = { readonly person: string; readonly withMfa: boolean };

/** What the parts of the emulated Entra ID share. */
export type EntraDesk = {
  readonly books: EntraBooks;
  readonly faults: EntraFaults;
  readonly credentials: AppCredentials;
  readonly clock: () => Date;
  readonly newId: () => string;
  readonly signingKey: () => SigningKey;
  readonly log: TokenRequest[];
  readonly logListeners: Set<(request: TokenRequest) => void>;
  /** How often the token endpoint was called by grant, and the published keys were fetched. */
  readonly counts: Record<Grant | 'keys', number>;
  readonly automatic: { next: AutomaticSignIn | null };
};

/** What tokens are made from at this moment; a skewed clock shows in them. */
export function factsOf({ books, clock, newId }: EntraDesk): TokenFacts {
  const { skewMilliseconds, lifetimeSeconds } = books.kept;
  const now = new Date(clock().getTime() + skewMilliseconds);
  return { world: books.world, newId, now, lifetimeSeconds };
}

/** The sign-in of a person who uses a second factor if it is wished for and they have one. */
export function signInOf(
  { books }: EntraDesk,
  person: SandboxPerson | string,
  wish: { readonly withMfa?: boolean; readonly contexts?: readonly string[] } = {},
): SignIn {
  const found = typeof person === 'string' ? personOf(books.world, person) : person;
  const hasMfa = (wish.withMfa ?? true) && books.canDoMfa(found);
  return { person: found, hasMfa, contexts: hasMfa ? (wish.contexts ?? []) : [] };
}
