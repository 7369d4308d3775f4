import type { LicenseChange } from './license-change.ts';
import type { PreflightFinding } from './license-request.ts';
import type { Preflight } from './request-service.ts';

/** What is asked of the directory before an approver is bothered. Each call may reject. */
export interface ChangeFacts {
  user(
    customerId: string,
    userId: string,
  ): Promise<{ usageLocation: string | null; isActive: boolean } | undefined>;
  /** Free seats by lower-case SKU id. */
  seats(customerId: string): Promise<ReadonlyMap<string, number>>;
  /** Lower-case ids of the SKUs that the user holds. */
  held(customerId: string, userId: string): Promise<ReadonlySet<string>>;
}

/** Checks a change against the directory, for at most two seconds; what is not known then is said to be unknown. */
export class SeatPreflight implements Preflight {
  readonly #facts: ChangeFacts;
  readonly #timeLimitMs: number;

  constructor(facts: ChangeFacts, timeLimitMs = 2000) {
    this.#facts = facts;
    this.#timeLimitMs = timeLimitMs;
  }

  async check(change: LicenseChange): Promise<readonly PreflightFinding[]> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<readonly PreflightFinding[]>((resolve) => {
      timer = setTimeout(() => resolve([UNAVAILABLE]), this.#timeLimitMs);
    });
    try {
      return await Promise.race([this.#findings(change), tooLate]);
    } catch {
      return [UNAVAILABLE];
    } finally {
      clearTimeout(timer);
    }
  }

  async #findings(change: LicenseChange): Promise<readonly PreflightFinding[]> {
    const { customer, user, assign, remove } = change;
    const [facts, seats, held] = await Promise.all([
      this.#facts.user(customer.id, user.id),
      this.#facts.seats(customer.id),
      this.#facts.held(customer.id, user.id),
    ]);
    const ofUser: (PreflightFinding | false)[] = [
      facts?.isActive === false && finding('user-inactive', 'warning'),
      assign.length > 0 &&
        facts !== undefined &&
        !facts.usageLocation &&
        finding('no-usage-location', 'stop'),
    ];
    const ofAssigned = assign.map(({ sku }) => {
      if (held.has(sku.id.toLowerCase())) return finding('already-held', 'warning', sku.id);
      const free = seats.get(sku.id.toLowerCase());
      if (free === undefined) return finding('sku-not-subscribed', 'stop', sku.id);
      return free > 0 ? finding('seats', 'info', sku.id, free) : finding('no-seats', 'warning', sku.id, 0);
    });
    const ofRemoved = remove.map(
      (sku) => !held.has(sku.id.toLowerCase()) && finding('not-held', 'warning', sku.id),
    );
    return [...ofUser, ...ofAssigned, ...ofRemoved].filter((one) => one !== false);
  }
}

const UNAVAILABLE = finding('directory-unavailable', 'warning');

function finding(
  kind: PreflightFinding['kind'],
  severity: PreflightFinding['severity'],
  sku: string | null = null,
  count: number | null = null,
): PreflightFinding {
  return { kind, severity, sku, count };
}
