import type { PartnerCenterClient } from '../../src/partner-center/client.ts';
import { PartnerCenterError, PartnerCenterUnreachable } from '../../src/partner-center/errors.ts';
import type {
  LicenseUpdate,
  LicenseUpdateAnswer,
  LicenseWarning,
  UserLicense,
} from '../../src/partner-center/resources.ts';
import { guidOf } from './builders.ts';
import type { StillClock } from './still-clock.ts';

/** What becomes of one send. "Before" and "after" say whether the change was made when the answer failed. */
export type Fate =
  | 'carried-out'
  | 'not-connected'
  | 'cut-before'
  | 'cut-after'
  | '503-before'
  | '503-after'
  | 'hangs-before'
  | 'hangs-after'
  | { readonly status: number; readonly code?: string | null; readonly retryAfterMs?: number };

/** One call as it arrived. */
export type SentUpdate = {
  readonly at: string;
  readonly customerId: string;
  readonly userId: string;
  readonly update: LicenseUpdate;
  readonly idempotencyKey: string;
  readonly correlationId: string;
  readonly accessToken: string;
};

type Stored = { readonly at: number; readonly refusal: { status: number; code: string } | null };

/**
 * A Partner Center in memory that counts its effects: it remembers `MS-RequestId` for as long as it is told, shows
 * changes late if it is told, and loses answers before or after it made the change.
 */
export class FakeLicenseUpdates
  implements Pick<PartnerCenterClient, 'updateLicenses' | 'listUserLicenses' | 'validateMfa'>
{
  readonly sent: SentUpdate[] = [];
  /** What becomes of the next sends; after them every one is carried out. */
  fates: Fate[] = [];
  /** How often a send changed what a user has. */
  effects = 0;
  warnings: readonly LicenseWarning[] = [];
  /** Free seats by SKU id; a SKU that is not named has plenty. */
  readonly seats = new Map<string, number>();
  /** For how long a repeat is recognised by its id. */
  remembersForMs = Number.POSITIVE_INFINITY;
  /** How late a read shows a change. */
  readLagMs = 0;
  isReadable = true;
  /** What the MFA probe says of every token. */
  mfaVerdict: boolean | null = false;
  reads = 0;
  readonly #clock: StillClock;
  readonly #memory = new Map<string, Stored>();
  /** What a user has had since when, newest last. */
  readonly #licenses = new Map<string, { readonly since: number; readonly skus: ReadonlySet<string> }[]>();

  constructor(clock: StillClock) {
    this.#clock = clock;
  }

  async validateMfa(): Promise<boolean | null> {
    return this.mfaVerdict;
  }

  /** Gives a user licenses from the beginning. */
  give(userId: string, ...skuIds: readonly string[]): void {
    this.#licenses.set(userId, [{ since: 0, skus: new Set(skuIds) }]);
  }

  /** What a user has in truth. */
  licensesOf(userId: string): ReadonlySet<string> {
    return this.#licenses.get(userId)?.at(-1)?.skus ?? new Set();
  }

  async updateLicenses(
    customerId: string,
    userId: string,
    update: LicenseUpdate,
    options: {
      readonly idempotencyKey: string;
      readonly correlationId: string;
      readonly accessToken: string;
    },
  ): Promise<LicenseUpdateAnswer> {
    const { idempotencyKey, correlationId, accessToken } = options;
    this.sent.push({
      at: this.#clock.iso,
      customerId,
      userId,
      update,
      idempotencyKey,
      correlationId,
      accessToken,
    });
    const fate = this.fates.shift() ?? 'carried-out';
    if (typeof fate === 'object') throw aRefusal(fate, correlationId);
    switch (fate) {
      case 'not-connected':
        throw unreachable(false);
      case 'cut-before':
        throw unreachable(true);
      case '503-before':
        throw aRefusal({ status: 503 }, correlationId);
      case 'hangs-before':
        return new Promise(() => {});
    }
    const refusal = this.#carryOut(idempotencyKey, userId, update);
    switch (fate) {
      case 'cut-after':
        throw unreachable(true);
      case '503-after':
        throw aRefusal({ status: 503 }, correlationId);
      case 'hangs-after':
        return new Promise(() => {});
      case 'carried-out':
        if (refusal) throw aRefusal(refusal, correlationId);
        return {
          status: 201,
          requestId: idempotencyKey,
          correlationId,
          cv: 'cv',
          warnings: this.warnings,
          digest: 'digest',
          bodyState: 'read',
          ...update,
        };
    }
  }

  async listUserLicenses(_customerId: string, userId: string): Promise<readonly UserLicense[]> {
    this.reads += 1;
    if (!this.isReadable) throw unreachable(false);
    const seenAt = this.#clock.read().getTime() - this.readLagMs;
    const states = this.#licenses.get(userId) ?? [];
    const skus = states.findLast(({ since }) => since <= seenAt)?.skus ?? new Set<string>();
    return [...skus].map((id) => ({
      sku: { id, name: id, partNumber: id, licenseGroup: 'group1' },
      servicePlans: [],
    }));
  }

  /** Does what is asked once for each id that is remembered; returns the refusal, if it is one. */
  #carryOut(key: string, userId: string, update: LicenseUpdate): Stored['refusal'] {
    const now = this.#clock.read().getTime();
    const stored = this.#memory.get(key);
    if (stored && now - stored.at <= this.remembersForMs) return stored.refusal;
    const refusal = this.#refusalOf(userId, update);
    this.#memory.set(key, { at: now, refusal });
    if (!refusal) this.#apply(now, userId, update);
    return refusal;
  }

  #refusalOf(userId: string, { licensesToAssign }: LicenseUpdate): Stored['refusal'] {
    const isShort = ({ skuId }: { readonly skuId: string }) =>
      !this.licensesOf(userId).has(skuId) && this.seats.get(skuId) === 0;
    return licensesToAssign.some(isShort) ? { status: 400, code: '60012' } : null;
  }

  #apply(now: number, userId: string, { licensesToAssign, licensesToRemove }: LicenseUpdate): void {
    const before = this.licensesOf(userId);
    const skus = new Set(before);
    for (const { skuId } of licensesToAssign) skus.add(skuId);
    for (const skuId of licensesToRemove) skus.delete(skuId);
    const isChanged = skus.size !== before.size || [...skus].some((sku) => !before.has(sku));
    if (!isChanged) return;
    this.effects += 1;
    for (const [sku, free] of this.seats) {
      this.seats.set(sku, free - Number(skus.has(sku)) + Number(before.has(sku)));
    }
    const states = this.#licenses.get(userId) ?? [];
    this.#licenses.set(userId, [...states, { since: now, skus }]);
  }
}

const TRACE = {
  method: 'POST',
  path: '/v1/customers/…/licenseupdates',
  requestId: guidOf('request'),
  cv: 'cv',
};

/** A "no" of Partner Center. */
export function aRefusal(
  {
    status,
    code = null,
    retryAfterMs = null,
  }: { status: number; code?: string | null; retryAfterMs?: number | null },
  correlationId = guidOf('correlation'),
): PartnerCenterError {
  const refusal = { httpStatus: status, code, description: 'Their words.', data: [], retryAfterMs };
  return new PartnerCenterError({ ...TRACE, correlationId }, refusal);
}

function unreachable(mayHaveBeenApplied: boolean): PartnerCenterUnreachable {
  const code = mayHaveBeenApplied ? 'timed-out' : 'not-connected';
  return new PartnerCenterUnreachable(
    { ...TRACE, correlationId: guidOf('correlation') },
    { code, mayHaveBeenApplied },
  );
}
