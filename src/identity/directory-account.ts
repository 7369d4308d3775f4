import type { Logger } from 'pino';
import type { PersonId } from '../requests/person.ts';
import { type AcquireOptions, MFA_CLAIMS } from './approver-tokens.ts';
import type { DirectoryAccountRecord, DirectoryAccountStore } from './directory-account-store.ts';
import type { Grant } from './grant.ts';
import { IdentityUnavailable } from './identity-unavailable.ts';
import type { SignInStore } from './sign-in-store.ts';
import { SingleFlight } from './single-flight.ts';
import type { TokenAnswer } from './token-answer.ts';
import type { VaultTokens } from './vault-tokens.ts';
import { directorySlot, isPerson, whose } from './whose.ts';

/** How the account that reads the directory is doing. */
export type DirectoryHealth = {
  readonly state: 'not-connected' | 'connected' | 'needs-sign-in' | 'failing';
  readonly account: PersonId | null;
  readonly connectedAt: string | null;
  readonly lastSuccessAt: string | null;
  readonly lastFailure: { readonly at: string; readonly code: string } | null;
};

/** The partner account with which customers, users and SKUs are read; connected by signing in with purpose `directory`. */
export interface DirectoryAccount {
  /** Answers `sign-in` / `no-token` while none is connected; throws `IdentityUnavailable` as `ApproverTokens` does. */
  acquire(options?: AcquireOptions): Promise<TokenAnswer>;
  /** Forgets the account and its tokens; returns whose it was, or null when none was connected. */
  disconnect(): Promise<PersonId | null>;
  health(): Promise<DirectoryHealth>;
}

/** A failure's code when the account's owner has to sign in again: `sign-in:<why>`. */
const SIGN_IN = 'sign-in:';

/** A success is noted at most this often: it is asked for at every read. */
const NOTE_SUCCESS_MS = 60_000;

type Deps = {
  readonly store: DirectoryAccountStore;
  readonly signIns: SignInStore;
  readonly tokens: VaultTokens;
  readonly clock: () => Date;
  readonly log: Logger;
};

/** The directory account over its store and the vault; `connect` is for the sign-in flow. */
export function createDirectoryAccount({ store, signIns, tokens, clock, log }: Deps): DirectoryAccount & {
  connect(person: PersonId, grant: Grant): Promise<void>;
} {
  const flights = new SingleFlight<TokenAnswer>();
  const now = () => clock().toISOString();

  async function ask(record: DirectoryAccountRecord, forceRefresh: boolean): Promise<TokenAnswer> {
    try {
      const answer = await tokens.acquire(directorySlot(record.account), forceRefresh);
      return await noted(record, answer);
    } catch (error) {
      if (error instanceof IdentityUnavailable) await noteFailure(record, error.code);
      throw error;
    }
  }

  async function noted(record: DirectoryAccountRecord, answer: TokenAnswer): Promise<TokenAnswer> {
    if (answer.kind === 'token') {
      await noteSuccess(record);
      return answer;
    }
    await noteFailure(record, `${SIGN_IN}${answer.why}`);
    const { claims } = answer;
    if (claims !== null && !(await signIns.stepUp(record.account))) {
      await signIns.setStepUp(record.account, { claims, since: now(), isTokenUseless: false });
    }
    return answer;
  }

  async function noteSuccess({ account, lastSuccessAt, lastFailure }: DirectoryAccountRecord): Promise<void> {
    const age = lastSuccessAt ? clock().getTime() - Date.parse(lastSuccessAt) : Number.POSITIVE_INFINITY;
    if (lastFailure === null && age < NOTE_SUCCESS_MS) return;
    await store.note(account, { lastSuccessAt: now(), lastFailure: null });
  }

  async function noteFailure({ account, lastFailure }: DirectoryAccountRecord, code: string): Promise<void> {
    if (lastFailure?.code !== code)
      log.warn({ account: whose(account), code }, 'the directory account fails');
    await store.note(account, { lastFailure: { at: now(), code } });
  }

  return {
    async acquire({ forceRefresh = false, afterMfaRefusal = false } = {}) {
      const record = await store.read();
      if (!record) return { kind: 'sign-in', why: 'no-token', claims: null };
      if (afterMfaRefusal) return noted(record, { kind: 'sign-in', why: 'mfa', claims: MFA_CLAIMS });
      return flights.run(`${whose(record.account)} ${forceRefresh}`, () => ask(record, forceRefresh));
    },
    async disconnect() {
      const record = await store.read();
      if (!record) return null;
      await tokens.remove(directorySlot(record.account));
      await store.write(null);
      log.info({ account: whose(record.account) }, 'the directory account is disconnected');
      return record.account;
    },
    async health() {
      const record = await store.read();
      if (!record) return NOT_CONNECTED;
      return { ...record, state: stateOf(record.lastFailure?.code ?? null) };
    },
    async connect(person, grant) {
      const before = await store.read();
      await tokens.keep(directorySlot(person), grant, null);
      await store.write({ account: person, connectedAt: now(), lastSuccessAt: now(), lastFailure: null });
      if (before && !isPerson(before.account, person)) await tokens.remove(directorySlot(before.account));
      log.info({ account: whose(person) }, 'the directory account is connected');
    },
  };
}

const NOT_CONNECTED: DirectoryHealth = {
  state: 'not-connected',
  account: null,
  connectedAt: null,
  lastSuccessAt: null,
  lastFailure: null,
};

function stateOf(failure: string | null): DirectoryHealth['state'] {
  if (failure === null) return 'connected';
  return failure.startsWith(SIGN_IN) ? 'needs-sign-in' : 'failing';
}
