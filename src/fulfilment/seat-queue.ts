import type { LicenseRequest, RequestStatus } from '../requests/license-request.ts';
import type { RequestStore } from '../requests/request-store.ts';
import { touchedSkus } from './touched-skus.ts';

/** Tells how many seats of a SKU a customer has free; null when it cannot be known now. */
export interface SeatCounter {
  free(customerId: string, skuId: string): Promise<number | null>;
}

/** Those who were refused for want of a seat: waiting, or trying again now. */
const IN_QUEUE: readonly RequestStatus[] = ['awaiting_seats', 'approved', 'executing'];
const MOST = 500;

/** Whether a request was refused for want of a seat and has not succeeded since. */
export function isWaitingForSeat(request: LicenseRequest): boolean {
  return IN_QUEUE.includes(request.status) && request.problem?.meaning === 'no-seats';
}

/** What somebody who waits for a seat is to do now. */
export type Turn = 'no-seat' | 'others-turn' | 'try';

/**
 * Who gets a seat that became free: one request at a time per customer and SKU, the one that was approved first. Seats
 * are seen by the directory, which may be late; Partner Center alone decides.
 */
export class SeatQueue {
  readonly #store: Pick<RequestStore, 'list'>;
  readonly #seats: SeatCounter;

  constructor(store: Pick<RequestStore, 'list'>, seats: SeatCounter) {
    this.#store = store;
    this.#seats = seats;
  }

  /** Whether the free seats are all spoken for by those who wait, so that a new approval need not try. */
  async isSpokenFor(request: LicenseRequest): Promise<boolean> {
    const rivals = await this.#rivalsOf(request);
    if (rivals.length === 0) return false;
    const claims = await Promise.all(
      skusOf(request).map(async (sku) => {
        const waiting = rivals.filter((rival) => skusOf(rival).includes(sku)).length;
        const free = waiting > 0 ? await this.#seats.free(request.change.customer.id, sku) : null;
        return free !== null && free <= waiting;
      }),
    );
    return claims.some(Boolean);
  }

  /** Looks whether it is a waiting request's turn to try. Whoever waits for another SKU as well holds up nobody. */
  async turnOf(request: LicenseRequest, now: string): Promise<Turn> {
    const free = this.#oneReading(request.change.customer.id);
    if (!(await hasSeats(request, free))) return 'no-seat';
    for (const rival of await this.#rivalsOf(request)) {
      if (rival.status !== 'awaiting_seats') return 'others-turn';
      if (!isBefore(rival, request) || rival.validUntil <= now) continue;
      if (await hasSeats(rival, free)) return 'others-turn';
    }
    return 'try';
  }

  /** Who may look first after this change was made. */
  async nextAfter({ id, change }: LicenseRequest): Promise<LicenseRequest | undefined> {
    const queue = await this.#queueFor(change.customer.id, touchedSkus(change));
    const waiting = queue.filter((other) => other.id !== id && other.status === 'awaiting_seats');
    return waiting.toSorted((one, other) => (isBefore(one, other) ? -1 : 1))[0];
  }

  async #rivalsOf(request: LicenseRequest): Promise<readonly LicenseRequest[]> {
    const queue = await this.#queueFor(request.change.customer.id, skusOf(request));
    return queue.filter((other) => other.id !== request.id);
  }

  async #queueFor(customerId: string, skus: readonly string[]): Promise<readonly LicenseRequest[]> {
    const all = await this.#store.list({ customerId, statuses: IN_QUEUE, limit: MOST });
    return all.filter((one) => isWaitingForSeat(one) && skusOf(one).some((sku) => skus.includes(sku)));
  }

  /** The free seats of a customer as one look sees them: between two readings a seat may come or go. */
  #oneReading(customerId: string): SeatReading {
    const counts = new Map<string, Promise<number | null>>();
    return (sku) => {
      const count = counts.get(sku) ?? this.#seats.free(customerId, sku);
      counts.set(sku, count);
      return count;
    };
  }
}

type SeatReading = (sku: string) => Promise<number | null>;

/** Whether a free seat is seen of everything that is to be assigned. */
async function hasSeats(request: LicenseRequest, free: SeatReading): Promise<boolean> {
  const counts = await Promise.all(skusOf(request).map(free));
  return counts.every((count) => count !== null && count > 0);
}

/** Since when a request could have had its seat: its last decision. */
export function approvedAt({ decisions, createdAt }: LicenseRequest): string {
  return decisions.at(-1)?.at ?? createdAt;
}

function isBefore(one: LicenseRequest, other: LicenseRequest): boolean {
  return `${approvedAt(one)} ${one.id}` < `${approvedAt(other)} ${other.id}`;
}

function skusOf({ change }: LicenseRequest): readonly string[] {
  return change.assign.map(({ sku }) => sku.id.toLowerCase());
}
