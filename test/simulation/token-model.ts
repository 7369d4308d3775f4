import type { ExecutorToken, ExecutorTokens } from '../../src/fulfilment/executor-tokens.ts';
import { type PersonId, personKey } from '../../src/requests/person.ts';
import type { Ledger } from './ledger.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import type { Weather } from './weather.ts';

type Account = {
  /** Whether Entra ID gives tokens without a new sign-in. */
  isSignedIn: boolean;
  /** The token that is kept. */
  serial: number;
  /** Tokens before this one are refused by Partner Center. */
  goodFrom: number;
  hasMfa: boolean;
  readonly withoutRoleAt: Set<string>;
};

const DIRECTORY = 'directory';

type TokenModelDependencies = {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly ledger: Ledger;
  readonly weather: () => Weather;
};

/** Entra ID and the vault: who has a token, whose it is, and whether Partner Center takes it. */
export class TokenModel implements ExecutorTokens {
  readonly #deps: TokenModelDependencies;
  readonly #accounts = new Map<string, Account>();
  /** Whether an account is connected that reads the directory. */
  hasDirectoryAccount = true;

  constructor(deps: TokenModelDependencies) {
    this.#deps = deps;
  }

  async acquire(
    person: PersonId,
    {
      forceRefresh = false,
      afterMfaRefusal = false,
    }: { readonly forceRefresh?: boolean; readonly afterMfaRefusal?: boolean } = {},
  ): Promise<ExecutorToken> {
    const { random, ledger, weather, scheduler } = this.#deps;
    const fate = random.weighted(weather().tokens) ?? 'given';
    if (fate !== 'given') ledger.fault(fate);
    await scheduler.sleep(random.chance(0.2) ? random.between(50, 8000) : 1);
    if (fate === 'entra-away') return { kind: 'unavailable', code: 'entra-unavailable', isTransient: true };
    if (fate === 'registration-refused') {
      return { kind: 'unavailable', code: 'our-registration', isTransient: false };
    }
    const account = this.#accountOf(person);
    if (afterMfaRefusal) {
      account.isSignedIn = false;
      return { kind: 'sign-in', why: 'mfa', claims: '{}' };
    }
    if (!account.isSignedIn) return { kind: 'sign-in', why: 'expired', claims: null };
    if (forceRefresh) account.serial += 1;
    const expiresAt = new Date(scheduler.now + 3_600_000).toISOString();
    return { kind: 'token', accessToken: `${personKey(person)}#${account.serial}`, expiresAt };
  }

  async acquireForReading(): Promise<string | null> {
    return this.hasDirectoryAccount ? DIRECTORY : null;
  }

  /** Whose token it is, in lower case; undefined for one that is no good. */
  whose(accessToken: string): string | undefined {
    if (accessToken === DIRECTORY) return DIRECTORY;
    const [person = '', serial = '0'] = accessToken.split('#');
    const account = this.#accounts.get(person);
    return account && Number(serial) >= account.goodFrom ? person : undefined;
  }

  /** How Partner Center refuses a token for a license update; undefined when it takes it. */
  refusal(accessToken: string, customerId: string) {
    const person = this.whose(accessToken);
    const account = this.#accounts.get(person ?? '');
    if (!person || !account) return { status: 401, code: '400' } as const;
    if (!account.hasMfa) return { status: 401, code: '900421' } as const;
    if (account.withoutRoleAt.has(customerId)) return { status: 403, code: '900308' } as const;
    return undefined;
  }

  hasMfa(accessToken: string): boolean {
    return this.#accounts.get(this.whose(accessToken) ?? '')?.hasMfa ?? false;
  }

  signIn(person: PersonId, hasMfa: boolean): void {
    const account = this.#accountOf(person);
    account.isSignedIn = true;
    account.hasMfa = hasMfa;
    account.serial += 1;
  }

  /** The refresh token is revoked: a new sign-in is needed. */
  revoke(person: PersonId): void {
    this.#accountOf(person).isSignedIn = false;
  }

  /** Tokens given so far are refused from now on; new ones can be had. */
  spoil(person: PersonId): void {
    const account = this.#accountOf(person);
    account.goodFrom = account.serial + 1;
  }

  setRole(person: PersonId, customerId: string, has: boolean): void {
    const { withoutRoleAt } = this.#accountOf(person);
    if (has) withoutRoleAt.delete(customerId);
    else withoutRoleAt.add(customerId);
  }

  #accountOf(person: PersonId): Account {
    const key = personKey(person);
    const known = this.#accounts.get(key);
    if (known) return known;
    const account = {
      isSignedIn: false,
      serial: 1,
      goodFrom: 0,
      hasMfa: true,
      withoutRoleAt: new Set<string>(),
    };
    this.#accounts.set(key, account);
    return account;
  }
}
