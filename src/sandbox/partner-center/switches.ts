import { isSame } from '../is-same.ts';
import type { EffectiveUpdate } from './snapshot.ts';
import type { SeatCount, TenantBooks } from './tenant-books.ts';

/** What a person or a test can change at the emulated Partner Center besides faults. Ids are taken in any case. */
export class PartnerCenterSwitches {
  readonly #books: TenantBooks;

  constructor(books: TenantBooks) {
    this.#books = books;
  }

  /** Buys (or with a negative number gives back) seats. */
  addSeats(customerId: string, skuId: string, count: number): void {
    const customer = this.#customer(customerId);
    const sku = skuId.toLowerCase();
    this.#books.change(({ seats }) => {
      const ofCustomer = seats[customer.id] ?? {};
      return { seats: { ...seats, [customer.id]: { ...ofCustomer, [sku]: (ofCustomer[sku] ?? 0) + count } } };
    });
  }

  /** Takes a license from somebody who holds it, as if it had been done elsewhere; null when nobody holds one. */
  freeSeat(customerId: string, skuId: string): string | null {
    const customer = this.#customer(customerId);
    const held = this.#books.snapshot().licenses[customer.id] ?? {};
    const holder = Object.keys(held).find((userId) => held[userId]?.some((one) => isSame(one.skuId, skuId)));
    if (holder === undefined) return null;
    const kept = (held[holder] ?? []).filter((one) => !isSame(one.skuId, skuId));
    this.#books.change(({ licenses }) => ({
      licenses: { ...licenses, [customer.id]: { ...held, [holder]: kept } },
    }));
    return holder;
  }

  /** Lets the customer's Conditional Access keep service providers out, or in. */
  blockPartners(customerId: string, isBlocked: boolean): void {
    this.#books.change(({ customersBlockingPartners: ids }) => ({
      customersBlockingPartners: withId(ids, customerId, isBlocked),
    }));
  }

  /** Ends the partner's relationship with a customer, or resumes it. */
  endRelationship(customerId: string, hasEnded = true): void {
    this.#books.change(({ endedRelationships: ids }) => ({
      endedRelationships: withId(ids, customerId, hasEnded),
    }));
  }

  /** Sets a user's usage location; null takes it away. */
  setUsageLocation(customerId: string, userId: string, country: string | null): void {
    const customer = this.#customer(customerId);
    const user = this.#books.user(customer, userId);
    if (!user) throw new Error(`The customer has no user '${userId}'.`);
    this.#books.change(({ usageLocations }) => ({
      usageLocations: {
        ...usageLocations,
        [customer.id]: { ...usageLocations[customer.id], [user.id]: country },
      },
    }));
  }

  /** Forgets all answered request ids: a repeat is then carried out again. */
  forgetRequestIds(): void {
    this.#books.change(() => ({ answers: [] }));
  }

  /** How long an answered request id is remembered. */
  setRequestIdRetention(seconds: number): void {
    this.#books.change(() => ({ requestIdRetentionSeconds: seconds }));
  }

  /** Whether an assignment warns of service plans that the user has twice. */
  warnOfOverlap(isOn: boolean): void {
    this.#books.change(() => ({ warnsOfOverlap: isOn }));
  }

  /** The customer's seats as they are now. */
  seatsOf(customerId: string): readonly SeatCount[] {
    return this.#books.seatCounts(this.#customer(customerId));
  }

  /** The SKU ids that a user holds now. */
  skusOf(customerId: string, userId: string): readonly string[] {
    const customer = this.#customer(customerId);
    const user = this.#books.user(customer, userId);
    return user ? this.#books.licensesOf(customer, user).map(({ product }) => product.skuId) : [];
  }

  /** Updates that were carried out, oldest first; of one user and one SKU when they are named. */
  effectiveUpdates(of: { userId?: string; skuId?: string } = {}): readonly EffectiveUpdate[] {
    return this.#books.updates().filter(({ userId, assigned, removed }) => {
      const isUser = of.userId === undefined || isSame(of.userId, userId);
      const sku = of.skuId?.toLowerCase();
      return isUser && (sku === undefined || assigned.includes(sku) || removed.includes(sku));
    });
  }

  #customer(customerId: string) {
    const found = this.#books.customer(customerId);
    if (!found) throw new Error(`There is no customer '${customerId}'.`);
    return found;
  }
}

function withId(ids: readonly string[], id: string, isIn: boolean): string[] {
  const others = ids.filter((known) => !isSame(known, id));
  return isIn ? [...others, id.toLowerCase()] : others;
}
