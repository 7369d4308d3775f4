import { type ChangeFacts, type FoundFacts, UNKNOWN } from './change-facts.ts';
import { findingsOf } from './change-findings.ts';
import { freeSeats } from './free-seats.ts';
import type { LicenseChange, SkuReference } from './license-change.ts';
import { type LicenseRequest, OPEN_STATUSES } from './license-request.ts';
import {
  isSettled,
  type PreflightFact,
  type PreflightFinding,
  type PreflightReport,
} from './preflight-report.ts';
import type { RequestStore } from './request-store.ts';

/** Finds out before anybody decides whether a change can work. */
export interface Preflight {
  /** Never throws, and takes two seconds at most unless it is told otherwise. */
  check(change: LicenseChange, options?: PreflightOptions): Promise<PreflightReport>;
}

export type PreflightOptions = {
  readonly timeLimitMs?: number;
  /** The request that asks for the change: it is no rival of itself, nor of the others of its bundle. */
  readonly besides?: Pick<LicenseRequest, 'id' | 'bundle'>;
  /** Whether a check of the same change a moment ago will do, as of the review before a request is sent. */
  readonly mayBeRecent?: boolean;
};

export type ChangePreflightDependencies = {
  readonly facts: ChangeFacts;
  readonly requests: Pick<RequestStore, 'list'>;
  readonly clock: () => Date;
};

const TIME_LIMIT_MS = 2000;
const RECENT_MS = 30_000;
const MOST_OPEN = 50;
const MOST_WAITING = 500;

/** Checks a change against the directory and the other requests; what is not known in time is said to be unknown. */
export class ChangePreflight implements Preflight {
  readonly #deps: ChangePreflightDependencies;
  /** Good reports that nobody has relied on yet, by their change. */
  readonly #recent = new Map<string, PreflightReport>();

  constructor(dependencies: ChangePreflightDependencies) {
    this.#deps = dependencies;
  }

  async check(
    change: LicenseChange,
    { timeLimitMs = TIME_LIMIT_MS, besides, mayBeRecent = false }: PreflightOptions = {},
  ): Promise<PreflightReport> {
    const recent = mayBeRecent && this.#takeRecent(change);
    if (recent) return recent;
    const facts = await this.#find(change, { timeLimitMs, besides });
    const now = this.#deps.clock();
    const findings = findingsOf(change, facts, now);
    const report = {
      checkedAt: now.toISOString(),
      findings,
      planNames: planNamesOf(findings, facts),
      unknown: unknownOf(facts),
      seats: freeSeats(change, facts),
      held: facts.held === UNKNOWN ? null : facts.held.map(referenceOf),
      tries: 0,
    };
    if (!isSettled(report)) return { ...report, tries: 1 };
    if (!mayBeRecent) this.#recent.set(JSON.stringify(change), report);
    return report;
  }

  /** Each is relied on once: whoever asks for the same a second time wants to know how things stand now. */
  #takeRecent(change: LicenseChange): PreflightReport | undefined {
    const oldest = this.#deps.clock().getTime() - RECENT_MS;
    for (const [key, { checkedAt }] of this.#recent) {
      if (checkedAt === null || Date.parse(checkedAt) < oldest) this.#recent.delete(key);
    }
    const key = JSON.stringify(change);
    const report = this.#recent.get(key);
    this.#recent.delete(key);
    return report;
  }

  async #find(
    change: LicenseChange,
    { timeLimitMs, besides }: { readonly timeLimitMs: number; readonly besides: PreflightOptions['besides'] },
  ): Promise<FoundFacts> {
    const { facts } = this.#deps;
    const { customer, user } = change;
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<typeof UNKNOWN>((resolve) => {
      timer = setTimeout(() => resolve(UNKNOWN), timeLimitMs);
    });
    const inTime = <Fact>(fact: Promise<Fact>) =>
      Promise.race([fact.catch((): typeof UNKNOWN => UNKNOWN), tooLate]);
    try {
      const [found, skus, held, open, waiting] = await Promise.all([
        inTime(facts.user(customer.id, user.id)),
        inTime(facts.skus(customer.id)),
        inTime(facts.licensesOf(customer.id, user.id)),
        inTime(this.#openRequests(change)),
        inTime(this.#waitingForSeats(change)),
      ]);
      const others = open === UNKNOWN ? [] : open.filter((one) => !isTogether(one, besides));
      const promised = waiting === UNKNOWN ? [] : waiting.filter(({ id }) => id !== besides?.id);
      return { user: found, skus, held, open: others, promised: promised.map((one) => one.change) };
    } finally {
      clearTimeout(timer);
    }
  }

  #openRequests({ customer, user }: LicenseChange) {
    return this.#deps.requests.list({
      customerId: customer.id,
      userId: user.id,
      statuses: OPEN_STATUSES,
      limit: MOST_OPEN,
    });
  }

  #waitingForSeats({ customer }: LicenseChange) {
    const query = { customerId: customer.id, statuses: ['awaiting_seats'], limit: MOST_WAITING } as const;
    return this.#deps.requests.list(query);
  }
}

function isTogether(
  { id, bundle }: Pick<LicenseRequest, 'id' | 'bundle'>,
  besides: PreflightOptions['besides'],
): boolean {
  return id === besides?.id || (bundle !== null && bundle.id === besides?.bundle?.id);
}

function unknownOf({ user, skus, held }: FoundFacts): readonly PreflightFact[] {
  const facts: readonly (readonly [PreflightFact, unknown])[] = [
    ['user', user],
    ['seats', skus],
    ['licenses', held],
  ];
  return facts.flatMap(([fact, value]) => (value === UNKNOWN ? [fact] : []));
}

/** Partner Center's remarks name service plans by their service names: people know the other ones. */
function planNamesOf(
  findings: readonly PreflightFinding[],
  { skus }: FoundFacts,
): Readonly<Record<string, string>> {
  if (skus === UNKNOWN) return {};
  const told = new Set(findings.flatMap(({ plans }) => plans));
  const plans = skus.skus.flatMap(({ servicePlans }) => servicePlans).filter(({ name }) => told.has(name));
  return Object.fromEntries(plans.map(({ serviceName, name }) => [serviceName.toUpperCase(), name]));
}

function referenceOf({ id, name, partNumber }: SkuReference): SkuReference {
  return { id, name, partNumber };
}
