import { type ChangeFacts, type FoundFacts, UNKNOWN } from './change-facts.ts';
import { findingsOf } from './change-findings.ts';
import { isSameSku, type LicenseChange, type SkuReference } from './license-change.ts';
import { type LicenseRequest, OPEN_STATUSES } from './license-request.ts';
import { isSettled, type PreflightFact, type PreflightReport } from './preflight-report.ts';
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
    const report = {
      checkedAt: now.toISOString(),
      findings: findingsOf(change, facts, now),
      unknown: unknownOf(facts),
      seats: seatsOf(change, facts),
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
      const [found, skus, held, open] = await Promise.all([
        inTime(facts.user(customer.id, user.id)),
        inTime(facts.skus(customer.id)),
        inTime(facts.licensesOf(customer.id, user.id)),
        inTime(this.#openRequests(change)),
      ]);
      const others = open === UNKNOWN ? [] : open.filter((one) => !isTogether(one, besides));
      return { user: found, skus, held, open: others };
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

/** Only of SKUs of which the change takes or frees a seat, as far as that is known. */
function seatsOf(
  { assign, remove }: LicenseChange,
  { skus, held }: FoundFacts,
): Readonly<Record<string, number>> {
  if (skus === UNKNOWN) return {};
  const mayHold = (sku: SkuReference, isHeld: boolean) =>
    held === UNKNOWN || held.some((one) => isSameSku(one, sku)) === isHeld;
  const taken = assign.map(({ sku }) => sku).filter((sku) => mayHold(sku, false));
  const touched = [...taken, ...remove.filter((sku) => mayHold(sku, true))];
  const known = skus.skus.filter((one) => touched.some((sku) => isSameSku(sku, one)));
  return Object.fromEntries(known.map((sku) => [sku.id.toLowerCase(), Math.max(sku.availableUnits, 0)]));
}

function referenceOf({ id, name, partNumber }: SkuReference): SkuReference {
  return { id, name, partNumber };
}
