import type { SkuReference } from './license-change.ts';

/** What the directory is asked about a change. */
export type PreflightFact = 'user' | 'seats' | 'licenses';

/** One thing found out before anybody decides; `severity: 'stop'` means that the change cannot work as it stands. */
export type PreflightFinding = {
  readonly kind:
    | 'no-seats'
    | 'no-usage-location'
    | 'nothing-to-change'
    | 'already-held'
    | 'not-held'
    | 'sku-not-subscribed'
    | 'sku-not-assignable'
    | 'license-groups'
    | 'user-gone'
    | 'user-inactive'
    | 'already-open'
    | 'other-open'
    | 'license-asked'
    | 'seats-promised'
    | 'last-license'
    | 'plans-covered'
    | 'suites-overlap'
    | 'all-plans-covered'
    | 'plans-twice';
  readonly severity: 'warning' | 'stop';
  /** The SKU it is about; null when it is about the user or the whole change. */
  readonly sku: string | null;
  /** What else its sentence names: the SKU that covers this one, the number of another request, or how many seats. */
  readonly other: string | null;
  /** Names of the service plans it is about. */
  readonly plans: readonly string[];
};

/** A finding with what its sentence names. */
export function findingOf(
  kind: PreflightFinding['kind'],
  severity: PreflightFinding['severity'],
  about: Partial<Pick<PreflightFinding, 'sku' | 'other' | 'plans'>> = {},
): PreflightFinding {
  return { kind, severity, sku: null, other: null, plans: [], ...about };
}

/** What was found out about a change before anybody decides. */
export type PreflightReport = {
  /** When this was asked (ISO time); null for a request that nobody has checked yet. */
  readonly checkedAt: string | null;
  readonly findings: readonly PreflightFinding[];
  /** What could not be found out. */
  readonly unknown: readonly PreflightFact[];
  /** Names of the service plans that its findings are about, by Microsoft's service names; old records lack it. */
  readonly planNames?: Readonly<Record<string, string>>;
  /** Free licenses of the SKUs that the change takes a seat of, or frees one, by lower-case id; promised ones are not free. */
  readonly seats: Readonly<Record<string, number>>;
  /** What the user holds; null while it is unknown. */
  readonly held: readonly SkuReference[] | null;
  /** How often it was checked in vain: something stayed unknown, or stood in the way. */
  readonly tries: number;
};

/** The report on a request that nobody has checked yet. */
export const UNCHECKED: PreflightReport = {
  checkedAt: null,
  findings: [],
  unknown: ['user', 'seats', 'licenses'],
  seats: {},
  held: null,
  tries: 0,
};

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** Waits before a pending request is checked again; the last one holds for all that follow. */
const DELAYS_MS = [5 * SECOND, 20 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE] as const;
const MOST_TRIES = 24;

/** When a pending request is checked again (ISO time): while something is unknown or in the way, for about a day. */
export function checkDueAt(report: PreflightReport): string | null {
  const { checkedAt, tries } = report;
  if (checkedAt === null || isSettled(report) || isGivenUp(report)) return null;
  const delay = DELAYS_MS[Math.min(tries, DELAYS_MS.length) - 1] ?? DELAYS_MS[0];
  return new Date(Date.parse(checkedAt) + delay).toISOString();
}

/** Whether nothing is unknown and nothing stands in the way. */
export function isSettled(report: PreflightReport): boolean {
  return report.unknown.length === 0 && blockersOf(report).length === 0;
}

/** Whether it was checked in vain so often that nobody looks any more. */
export function isGivenUp({ tries }: Pick<PreflightReport, 'tries'>): boolean {
  return tries >= MOST_TRIES;
}

/** The report on one more check of the same request. */
export function nextReport(before: PreflightReport, found: PreflightReport): PreflightReport {
  return { ...found, tries: isSettled(found) ? 0 : before.tries + 1 };
}

/** Whether two reports tell a reader the same. */
export function tellsTheSame(one: PreflightReport, other: PreflightReport): boolean {
  const told = (report: PreflightReport) =>
    JSON.stringify({ ...report, checkedAt: null, tries: isGivenUp(report) });
  return told(one) === told(other);
}

/** What stands in the way of a change, so that nobody should be asked to approve it yet. */
export function blockersOf({ findings }: PreflightReport): readonly PreflightFinding[] {
  return findings.filter(({ severity }) => severity === 'stop');
}
