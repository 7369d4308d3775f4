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
    | 'plans-covered'
    | 'all-plans-covered'
    | 'plans-twice';
  readonly severity: 'warning' | 'stop';
  /** The SKU it is about; null when it is about the user or the whole change. */
  readonly sku: string | null;
  /** What else its sentence names: the SKU that covers this one, or the number of another request. */
  readonly other: string | null;
  /** Names of the service plans it is about. */
  readonly plans: readonly string[];
};

/** What was found out about a change before anybody decides. */
export type PreflightReport = {
  /** When this was asked (ISO time); null for a request that nobody has checked yet. */
  readonly checkedAt: string | null;
  readonly findings: readonly PreflightFinding[];
  /** What could not be found out. */
  readonly unknown: readonly PreflightFact[];
  /** Free licenses of the SKUs that the change takes a seat of, or frees one, by lower-case id. */
  readonly seats: Readonly<Record<string, number>>;
  /** What the user holds; null while it is unknown. */
  readonly held: readonly SkuReference[] | null;
};

/** The report on a request that nobody has checked yet. */
export const UNCHECKED: PreflightReport = {
  checkedAt: null,
  findings: [],
  unknown: ['user', 'seats', 'licenses'],
  seats: {},
  held: null,
};

/** What stands in the way of a change, so that nobody should be asked to approve it yet. */
export function blockersOf({ findings }: PreflightReport): readonly PreflightFinding[] {
  return findings.filter(({ severity }) => severity === 'stop');
}
