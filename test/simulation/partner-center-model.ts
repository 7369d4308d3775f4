import type { PartnerCenterClient } from '../../src/partner-center/client.ts';
import { PartnerCenterError, PartnerCenterUnreachable } from '../../src/partner-center/errors.ts';
import type { LicenseUpdate, LicenseUpdateAnswer, UserLicense } from '../../src/partner-center/resources.ts';
import type { Ledger } from './ledger.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import type { TokenModel } from './token-model.ts';
import type { Weather } from './weather.ts';

type Options = Parameters<PartnerCenterClient['updateLicenses']>[3];
type State = { readonly skus: ReadonlySet<string>; readonly visibleAt: number };
type Refusal = { readonly status: number; readonly code: string | null; readonly retryAfterMs?: number };
type Remembered = { readonly at: number; readonly refusal: Refusal | null };

/** One call of `licenseupdates` as it left an instance. */
export type SentUpdate = {
  readonly customerId: string;
  readonly userId: string;
  readonly update: LicenseUpdate;
  readonly options: Options;
};

/** Who sees everything that Partner Center sees and does. */
export interface PartnerCenterWatch {
  sent(sent: SentUpdate): void;
  answered(sent: SentUpdate, isRefusal: boolean): void;
  /** Carried out for the first time under its id, whether or not it changed anything. */
  applied(sent: SentUpdate): void;
  read(customerId: string, userId: string): void;
  beforeEffect(sent: SentUpdate): void;
  onEffect(sent: SentUpdate): void;
}

/** Answers after which nothing of a send can have been made. */
const PROVING_STATUSES: readonly number[] = [400, 401, 403, 404, 429];

/** How long the client waits for an answer. */
const CLIENT_TIMEOUT_MS = 60_000;
/** An update whose connection is lost may still be carried out so much later. */
const LATEST_APPLICATION_MS = 90_000;

type PartnerCenterModelDependencies = {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly ledger: Ledger;
  readonly tokens: TokenModel;
  readonly weather: () => Weather;
  readonly watch: PartnerCenterWatch;
};

/** Partner Center as far as licenses go: what users hold is the truth that statuses are measured against. */
export class PartnerCenterModel
  implements Pick<PartnerCenterClient, 'updateLicenses' | 'listUserLicenses' | 'validateMfa'>
{
  readonly #deps: PartnerCenterModelDependencies;
  readonly #holdings = new Map<string, State[]>();
  readonly #units = new Map<string, number>();
  readonly #memory = new Map<string, Remembered>();
  /** Keys of updates that are still on their way. */
  readonly #late = new Map<string, number>();

  constructor(deps: PartnerCenterModelDependencies) {
    this.#deps = deps;
  }

  /** What a user holds in truth. */
  holds(customerId: string, userId: string): ReadonlySet<string> {
    return this.#holdings.get(`${customerId} ${userId}`)?.at(-1)?.skus ?? new Set();
  }

  give(customerId: string, userId: string, skus: readonly string[]): void {
    this.#holdings.set(`${customerId} ${userId}`, [{ skus: new Set(skus), visibleAt: 0 }]);
  }

  setUnits(customerId: string, skuId: string, units: number): void {
    this.#units.set(`${customerId} ${skuId}`, units);
  }

  free(customerId: string, skuId: string): number {
    let taken = 0;
    for (const [key, states] of this.#holdings) {
      if (key.startsWith(`${customerId} `) && states.at(-1)?.skus.has(skuId)) taken += 1;
    }
    return Math.max(0, (this.#units.get(`${customerId} ${skuId}`) ?? 0) - taken);
  }

  updateLicenses(
    customerId: string,
    userId: string,
    update: LicenseUpdate,
    options: Options,
  ): Promise<LicenseUpdateAnswer> {
    const { random, weather, ledger, scheduler, watch } = this.#deps;
    const sent: SentUpdate = { customerId, userId, update, options };
    watch.sent(sent);
    const fate = random.weighted(weather().updates) ?? 'carried-out';
    if (fate !== 'carried-out') ledger.fault(fate);
    return new Promise((resolve, reject) => {
      const arrival = random.between(20, 800);
      const answer = (refusal: Refusal | null, waitMs = 0) =>
        scheduler.after(waitMs, () => {
          watch.answered(sent, refusal !== null && PROVING_STATUSES.includes(refusal.status));
          if (refusal) reject(errorOf(refusal, sent));
          else resolve(answerOf(sent));
        });
      const noAnswer = (isCertain: boolean, waitMs = 0) =>
        scheduler.after(waitMs, () => {
          watch.answered(sent, isCertain);
          reject(unreachable(sent, isCertain));
        });
      const late = (leastMs: number) => this.#applyLate(sent, random.between(leastMs, LATEST_APPLICATION_MS));
      scheduler.after(arrival, () => {
        switch (fate) {
          case 'carried-out':
            return answer(this.#carryOut(sent), random.between(50, 900));
          case 'slow-answer':
            return answer(this.#carryOut(sent), random.between(1000, 55_000));
          case 'forgotten-key':
            if (!this.#late.has(options.idempotencyKey)) this.#memory.delete(options.idempotencyKey);
            return answer(this.#carryOut(sent), random.between(50, 900));
          case 'not-connected':
            return noAnswer(true);
          case 'throttled': {
            const retryAfterMs = random.chance(0.7) ? random.between(1, 120) * 1000 : undefined;
            return answer({ status: 429, code: null, retryAfterMs });
          }
          case 'unavailable-before':
            return answer({ status: 503, code: null });
          case 'unavailable-after':
            this.#carryOut(sent);
            return answer({ status: 503, code: null }, random.between(50, 5000));
          case 'service-error-before':
            return answer({ status: 500, code: '800003' });
          case 'request-timeout':
            return answer({ status: 408, code: null });
          case 'refused':
            return answer({ status: 400, code: '60000' });
          case 'cut-before':
            return noAnswer(false);
          case 'cut-after':
            this.#carryOut(sent);
            return noAnswer(false);
          case 'cut-and-applied-late':
            late(100);
            return noAnswer(false);
          case 'timed-out-before':
            return noAnswer(false, CLIENT_TIMEOUT_MS);
          case 'timed-out-after':
            this.#carryOut(sent);
            return noAnswer(false, CLIENT_TIMEOUT_MS);
          case 'timed-out-and-applied-late':
            late(CLIENT_TIMEOUT_MS);
            return noAnswer(false, CLIENT_TIMEOUT_MS);
        }
      });
    });
  }

  listUserLicenses(
    customerId: string,
    userId: string,
    { accessToken }: { readonly accessToken: string },
  ): Promise<readonly UserLicense[]> {
    const { random, weather, ledger, scheduler, tokens, watch } = this.#deps;
    const call = { customerId, userId, update: NOTHING, options: NO_IDS };
    const fate = random.weighted(weather().reads) ?? 'read';
    if (fate !== 'read') ledger.fault(fate);
    return new Promise((resolve, reject) => {
      scheduler.after(random.between(30, 1500), () => {
        if (fate === 'unreachable-read') return reject(unreachable(call, false));
        if (fate === 'forbidden-read') return reject(errorOf({ status: 403, code: '900308' }, call));
        if (!tokens.whose(accessToken)) return reject(errorOf({ status: 401, code: '400' }, call));
        const states = this.#holdings.get(`${customerId} ${userId}`) ?? [];
        const seen = states.findLast(({ visibleAt }) => visibleAt <= scheduler.now);
        if (seen !== states.at(-1)) ledger.fault('lagging-read');
        watch.read(customerId, userId);
        return resolve([...(seen?.skus ?? [])].map(licenseOf));
      });
    });
  }

  async validateMfa({ accessToken }: { readonly accessToken: string }): Promise<boolean> {
    return this.#deps.tokens.hasMfa(accessToken);
  }

  #applyLate(sent: SentUpdate, waitMs: number): void {
    const { idempotencyKey } = sent.options;
    this.#late.set(idempotencyKey, (this.#late.get(idempotencyKey) ?? 0) + 1);
    this.#deps.scheduler.after(waitMs, () => {
      const others = (this.#late.get(idempotencyKey) ?? 1) - 1;
      if (others > 0) this.#late.set(idempotencyKey, others);
      else this.#late.delete(idempotencyKey);
      this.#carryOut(sent);
    });
  }

  /** Answers a repeat as before; else checks and carries out. */
  #carryOut(sent: SentUpdate): Refusal | null {
    const { scheduler, weather, tokens } = this.#deps;
    const atTheDoor = tokens.refusal(sent.options.accessToken, sent.customerId);
    if (atTheDoor) return atTheDoor;
    const { idempotencyKey } = sent.options;
    const known = this.#memory.get(idempotencyKey);
    if (known && scheduler.now - known.at <= weather().rememberedMs) return known.refusal;
    const refusal = this.#refusalOf(sent, known !== undefined);
    this.#memory.set(idempotencyKey, { at: scheduler.now, refusal });
    if (!refusal) {
      this.#deps.watch.applied(sent);
      this.#apply(sent);
    }
    return refusal;
  }

  #refusalOf({ customerId, userId, update }: SentUpdate, isForgottenRepeat: boolean): Refusal | null {
    const held = this.holds(customerId, userId);
    for (const { skuId } of update.licensesToAssign) {
      // Whether a forgotten repeat of a success is taken for a new one is not documented.
      if (held.has(skuId) && (!isForgottenRepeat || this.#deps.random.chance(0.5))) continue;
      if (held.has(skuId) || this.free(customerId, skuId) === 0) return { status: 400, code: '60012' };
    }
    const isMissing = update.licensesToRemove.some((skuId) => !held.has(skuId));
    return isMissing ? { status: 400, code: '800002' } : null;
  }

  #apply(sent: SentUpdate): void {
    const { customerId, userId, update } = sent;
    const { scheduler, random, weather, watch } = this.#deps;
    const held = this.holds(customerId, userId);
    const skus = new Set(held);
    for (const { skuId } of update.licensesToAssign) skus.add(skuId);
    for (const skuId of update.licensesToRemove) skus.delete(skuId);
    if (skus.size === held.size && [...skus].every((sku) => held.has(sku))) return;
    watch.beforeEffect(sent);
    const visibleAt = scheduler.now + random.number() * weather().readLagMs;
    const states = this.#holdings.get(`${customerId} ${userId}`) ?? [];
    this.#holdings.set(`${customerId} ${userId}`, [...states.slice(-8), { skus, visibleAt }]);
    watch.onEffect(sent);
  }
}

const NOTHING: LicenseUpdate = { licensesToAssign: [], licensesToRemove: [] };
const NO_IDS: Options = { accessToken: '', idempotencyKey: 'none', correlationId: 'none' };

function licenseOf(id: string): UserLicense {
  return { sku: { id, name: id, partNumber: id, licenseGroup: 'group1' }, servicePlans: [] };
}

function traceOf({ options }: SentUpdate) {
  const { idempotencyKey: requestId, correlationId } = options;
  return { method: 'POST', path: '/v1/customers/…', requestId, correlationId, cv: null };
}

function errorOf({ status, code, retryAfterMs = undefined }: Refusal, sent: SentUpdate): PartnerCenterError {
  const refusal = {
    httpStatus: status,
    code,
    description: null,
    data: [],
    retryAfterMs: retryAfterMs ?? null,
  };
  return new PartnerCenterError(traceOf(sent), refusal);
}

function unreachable(sent: SentUpdate, isCertain: boolean): PartnerCenterUnreachable {
  const code = isCertain ? 'not-connected' : 'cut-off';
  return new PartnerCenterUnreachable(traceOf(sent), { code, mayHaveBeenApplied: !isCertain });
}

function answerOf({ update, options }: SentUpdate): LicenseUpdateAnswer {
  const { idempotencyKey: requestId, correlationId } = options;
  return {
    ...update,
    status: 201,
    requestId,
    correlationId,
    cv: null,
    warnings: [],
    digest: 'digest',
    bodyState: 'read',
  };
}
