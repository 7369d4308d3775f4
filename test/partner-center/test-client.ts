import { randomUUID } from 'node:crypto';
import type { CallOptions } from '../../src/partner-center/call-options.ts';
import {
  createPartnerCenterClient,
  type PartnerCenterClient,
  type PartnerCenterSettings,
} from '../../src/partner-center/client.ts';

/** The token that must never show up anywhere but in the Authorization header. */
export const TOKEN = 'eyJ0eXAi.c2VjcmV0LXRva2Vu.c2lnbmF0dXJl';

/** The least that a call needs. */
export const asAda: CallOptions = { accessToken: TOKEN };

/** Ids of a license update. */
export const updateIds = {
  ...asAda,
  idempotencyKey: '0a0a0a0a-0a0a-4a0a-8a0a-0a0a0a0a0a0a',
  correlationId: '0b0b0b0b-0b0b-4b0b-8b0b-0b0b0b0b0b0b',
};

/** A customer, a user and a change that every test of an update can use. */
export const CUSTOMER = '0c39d6d5-c70d-4c55-bc02-f620844f3fd1';
export const USER = '554526aa-cf5e-46fa-95df-98dbc55d8a1e';
export const assignPowerBi = {
  licensesToAssign: [{ skuId: 'f8a1db68-be16-40ed-86d5-cb42ce701560', excludedPlans: [] }],
  licensesToRemove: [],
};

/** A client with a clock that only moves when the client sleeps, and without chance. */
export type TestClient = { readonly client: PartnerCenterClient; readonly slept: readonly number[] };

/** Makes a client of a peer at `baseUrl`. */
export function aClient(baseUrl: string, settings: Partial<PartnerCenterSettings> = {}): TestClient {
  const slept: number[] = [];
  let now = Date.parse('2026-03-02T10:00:00Z');
  const client = createPartnerCenterClient({
    baseUrl,
    fetch,
    newId: randomUUID,
    application: 'License Desk',
    timeoutMs: 5_000,
    clock: () => new Date(now),
    random: () => 1,
    sleep: async (ms) => {
      slept.push(ms);
      now += ms;
    },
    ...settings,
  });
  return { client, slept };
}

/** Reads a list to its end. */
export async function allItems<T>(pages: AsyncIterable<{ readonly items: readonly T[] }>): Promise<T[]> {
  const items: T[] = [];
  for await (const page of pages) items.push(...page.items);
  return items;
}

/** The first page of a list. */
export async function firstPage<T>(pages: AsyncIterable<T>): Promise<T> {
  for await (const page of pages) return page;
  throw new Error('the list has no page');
}

/** What a promise was rejected with; fails when it was not. */
export async function rejection(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => {
      throw new Error('it succeeded');
    },
    (error: unknown) => error,
  );
}
