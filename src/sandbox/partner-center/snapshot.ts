import { z } from 'zod';
import type { SandboxCustomer, World } from '../world.ts';

const license = z.object({ skuId: z.string(), excludedPlans: z.array(z.string()) });
const licenseBook = z.record(z.string(), z.record(z.string(), z.array(license)));

const storedAnswer = z.object({
  key: z.string(),
  at: z.string(),
  status: z.number(),
  body: z.unknown(),
});

const effectiveUpdate = z.object({
  at: z.string(),
  requestId: z.string(),
  correlationId: z.string(),
  customerId: z.string(),
  userId: z.string(),
  objectId: z.string().nullable(),
  body: z.string(),
  assigned: z.array(z.string()),
  removed: z.array(z.string()),
  changedAnything: z.boolean(),
});

const snapshot = z.object({
  version: z.literal(1),
  seats: z.record(z.string(), z.record(z.string(), z.number())),
  licenses: licenseBook,
  usageLocations: z.record(z.string(), z.record(z.string(), z.string().nullable())),
  customersBlockingPartners: z.array(z.string()),
  endedRelationships: z.array(z.string()),
  answers: z.array(storedAnswer),
  updates: z.array(effectiveUpdate),
  requestIdRetentionSeconds: z.number(),
  warnsOfOverlap: z.boolean(),
});

/** Who holds what: licenses by customer id and user id. */
export type LicenseBook = z.infer<typeof licenseBook>;

/** An answer kept so that a repeated `MS-RequestId` gets it again. */
export type StoredAnswer = z.infer<typeof storedAnswer>;

/**
 * A license update that was carried out; repeats of a request id and refusals are not among them.
 * `changedAnything` is false when the user already held just that.
 */
export type EffectiveUpdate = z.infer<typeof effectiveUpdate>;

/** Everything the emulator remembers, as plain JSON. */
export type PartnerCenterSnapshot = z.infer<typeof snapshot>;

/** What Partner Center knows before anybody has pressed anything. */
export function firstSnapshot(world: World): PartnerCenterSnapshot {
  const byCustomer = <Value>(value: (customer: SandboxCustomer) => Value): Record<string, Value> =>
    Object.fromEntries(world.customers.map((customer) => [customer.id, value(customer)]));
  return {
    version: 1,
    seats: byCustomer(({ subscriptions }) =>
      Object.fromEntries(subscriptions.map(({ skuId, seats }) => [skuId, seats])),
    ),
    licenses: byCustomer(({ users }) =>
      Object.fromEntries(
        users.map(({ id, licenses }) => [
          id,
          licenses.map(({ skuId, excludedPlans }) => ({ skuId, excludedPlans: [...excludedPlans] })),
        ]),
      ),
    ),
    usageLocations: byCustomer(({ users }) =>
      Object.fromEntries(users.map(({ id, usageLocation }) => [id, usageLocation])),
    ),
    customersBlockingPartners: world.customers
      .filter(({ blocksPartners }) => blocksPartners)
      .map(({ id }) => id),
    endedRelationships: [],
    answers: [],
    updates: [],
    requestIdRetentionSeconds: 24 * 60 * 60,
    warnsOfOverlap: true,
  };
}

/** Reads a snapshot that was kept in a file; throws when it is not one. Customers new to the world are added. */
export function parseSnapshot(kept: unknown, world: World): PartnerCenterSnapshot {
  const first = firstSnapshot(world);
  const parsed = snapshot.parse(kept);
  return {
    ...parsed,
    seats: { ...first.seats, ...parsed.seats },
    licenses: { ...first.licenses, ...parsed.licenses },
    usageLocations: { ...first.usageLocations, ...parsed.usageLocations },
  };
}
