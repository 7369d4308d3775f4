import { isSame } from '../is-same.ts';
import type { SandboxCustomer, SandboxProduct, SandboxSubscription, SandboxUser, World } from '../world.ts';
import type { LicenseUpdate } from './license-update.ts';
import {
  type EffectiveUpdate,
  firstSnapshot,
  type LicenseBook,
  type PartnerCenterSnapshot,
  parseSnapshot,
  type StoredAnswer,
} from './snapshot.ts';

/** Seats of one product at one customer. */
export type SeatCount = {
  readonly product: SandboxProduct;
  readonly subscription: SandboxSubscription;
  readonly bought: number;
  readonly consumed: number;
  /** Free now; never below zero. */
  readonly available: number;
};

/** A license that a user holds. */
export type HeldLicense = { readonly product: SandboxProduct; readonly excludedPlans: readonly string[] };

const UPDATES_KEPT = 2000;

/** The memory of the emulated Partner Center: seats, assignments, switches and answered request ids. */
export class TenantBooks {
  readonly #world: World;
  #kept: PartnerCenterSnapshot;
  /** How the assignments stood before the latest update: what a stale read still shows. */
  #before: LicenseBook;
  readonly #listeners = new Set<() => void>();

  constructor(world: World, kept?: unknown) {
    this.#world = world;
    this.#kept = kept === undefined ? firstSnapshot(world) : parseSnapshot(kept, world);
    this.#before = this.#kept.licenses;
  }

  /** A copy of everything remembered, as plain JSON. */
  snapshot(): PartnerCenterSnapshot {
    return structuredClone(this.#kept);
  }

  /** Goes back to a kept snapshot; throws when it is not one. */
  restore(kept: unknown): void {
    this.#kept = parseSnapshot(structuredClone(kept), this.#world);
    this.#before = this.#kept.licenses;
  }

  /** Changes switches and counts; everything that the sandbox page can turn goes through here. */
  change(next: (kept: PartnerCenterSnapshot) => Partial<PartnerCenterSnapshot>): void {
    this.#kept = { ...this.#kept, ...next(this.#kept) };
    for (const listener of this.#listeners) listener();
  }

  /** Calls back after every change; the answer ends it. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The partner's customers, without those whose relationship has ended. */
  customers(): readonly SandboxCustomer[] {
    return this.#world.customers.filter(({ id }) => !this.hasEndedRelationship(id));
  }

  /** A customer by id in any case. */
  customer(id: string): SandboxCustomer | undefined {
    return this.#world.customers.find((customer) => isSame(customer.id, id));
  }

  /** A customer's user by id or user principal name in any case, with the present usage location. */
  user(customer: SandboxCustomer, idOrUpn: string): SandboxUser | undefined {
    const found = customer.users.find(({ id, upn }) => isSame(id, idOrUpn) || isSame(upn, idOrUpn));
    return found && this.#withUsageLocation(customer, found);
  }

  /** A customer's users with their present usage locations. */
  users(customer: SandboxCustomer): readonly SandboxUser[] {
    return customer.users.map((user) => this.#withUsageLocation(customer, user));
  }

  /** A product of the customer's subscriptions by SKU id in any case. */
  subscribedProduct(customer: SandboxCustomer, skuId: string): SandboxProduct | undefined {
    return this.seatCounts(customer).find(({ product }) => isSame(product.skuId, skuId))?.product;
  }

  /** The seats of everything the customer has subscribed to; `stale` shows them before the latest update. */
  seatCounts(customer: SandboxCustomer, stale = false): readonly SeatCount[] {
    const holders = Object.values((stale ? this.#before : this.#kept.licenses)[customer.id] ?? {});
    return customer.subscriptions.flatMap((subscription) => {
      const product = this.#world.products.find(({ skuId }) => skuId === subscription.skuId);
      if (!product) return [];
      const bought = this.#kept.seats[customer.id]?.[product.skuId] ?? 0;
      const consumed = holders.filter((held) => held.some(({ skuId }) => skuId === product.skuId)).length;
      const usable = subscription.capabilityStatus === 'Enabled' ? bought : 0;
      return [{ product, subscription, bought, consumed, available: Math.max(0, usable - consumed) }];
    });
  }

  /** What a user holds; `stale` shows it before the latest update. */
  licensesOf(customer: SandboxCustomer, user: SandboxUser, stale = false): readonly HeldLicense[] {
    const held = (stale ? this.#before : this.#kept.licenses)[customer.id]?.[user.id] ?? [];
    return held.flatMap(({ skuId, excludedPlans }) => {
      const product = this.#world.products.find((known) => known.skuId === skuId);
      return product ? [{ product, excludedPlans }] : [];
    });
  }

  /** Carries out an update that has been checked: removes, then assigns, all in one step. */
  apply(
    update: LicenseUpdate,
    effect: Omit<EffectiveUpdate, 'changedAnything' | 'assigned' | 'removed'>,
  ): void {
    const { customerId, userId } = effect;
    const removed = (update.remove ?? []).map((skuId) => skuId.toLowerCase());
    const assigned = (update.assign ?? []).map(({ skuId, excludedPlans }) => ({
      skuId: skuId.toLowerCase(),
      excludedPlans: (excludedPlans ?? []).map((plan) => plan.toLowerCase()),
    }));
    const replaced = new Set([...removed, ...assigned.map(({ skuId }) => skuId)]);
    const held = this.#kept.licenses[customerId]?.[userId] ?? [];
    const after = [...held.filter(({ skuId }) => !replaced.has(skuId)), ...assigned];
    this.#before = structuredClone(this.#kept.licenses);
    const ofCustomer = { ...this.#kept.licenses[customerId], [userId]: after };
    const done: EffectiveUpdate = {
      ...effect,
      assigned: assigned.map(({ skuId }) => skuId),
      removed,
      changedAnything: canonical(held) !== canonical(after),
    };
    this.change(({ licenses, updates }) => ({
      licenses: { ...licenses, [customerId]: ofCustomer },
      updates: [...updates, done].slice(-UPDATES_KEPT),
    }));
  }

  /** Updates that were carried out, oldest first. */
  updates(): readonly EffectiveUpdate[] {
    return this.#kept.updates;
  }

  /** Whether the customer's Conditional Access keeps service providers out. */
  blocksPartners(customerId: string): boolean {
    return this.#kept.customersBlockingPartners.some((id) => isSame(id, customerId));
  }

  /** Whether the partner has lost this customer. */
  hasEndedRelationship(customerId: string): boolean {
    return this.#kept.endedRelationships.some((id) => isSame(id, customerId));
  }

  /** Whether updates warn of service plans that the user has twice. */
  warnsOfOverlap(): boolean {
    return this.#kept.warnsOfOverlap;
  }

  /** The answer kept for a repeated request, unless its time is over. */
  storedAnswer(key: string, now: Date): StoredAnswer | undefined {
    const oldest = now.getTime() - this.#kept.requestIdRetentionSeconds * 1000;
    return this.#kept.answers.find((answer) => answer.key === key && Date.parse(answer.at) >= oldest);
  }

  /** Keeps an answer for repeats of its request. */
  storeAnswer(answer: StoredAnswer): void {
    this.change(({ answers }) => ({
      answers: [...answers.filter(({ key }) => key !== answer.key), answer].slice(-1000),
    }));
  }

  #withUsageLocation(customer: SandboxCustomer, user: SandboxUser): SandboxUser {
    const usageLocation = this.#kept.usageLocations[customer.id]?.[user.id];
    return usageLocation === undefined ? user : { ...user, usageLocation };
  }
}

type Held = LicenseBook[string][string];

function canonical(held: Held): string {
  const sorted = held.map(({ skuId, excludedPlans }) => [skuId, [...excludedPlans].sort()]);
  return JSON.stringify(sorted.sort((a, b) => String(a[0]).localeCompare(String(b[0]))));
}
