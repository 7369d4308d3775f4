import { licenseUpdateOf } from '../../src/fulfilment/license-reader.ts';
import { touchedSkus } from '../../src/fulfilment/touched-skus.ts';
import type { LicenseRequest } from '../../src/requests/license-request.ts';
import { personKey } from '../../src/requests/person.ts';
import { type Ledger, nameOf } from './ledger.ts';
import type { SentUpdate } from './partner-center-model.ts';
import type { Scheduler } from './scheduler.ts';

type SendChecksDependencies = {
  readonly scheduler: Scheduler;
  readonly ledger: Ledger;
  /** Every request as it was written last. */
  readonly records: ReadonlyMap<string, LicenseRequest>;
};

/** What is known of the sends under one id. */
type Key = {
  readonly requestId: string;
  sends: number;
  refusals: number;
  isSettled: boolean;
  isApplied: boolean;
};

/** A send and its save, with pauses between. */
const SLACK_MS = 15_000;
/** How long a repeat is trusted to be recognised, with the time that a send may take to leave. */
const TRUSTED_MS = 120_000 + SLACK_MS;
const CLIENT_TIMEOUT_MS = 60_000;

/** Looks at everything that leaves for Partner Center. */
export class SendChecks {
  readonly #deps: SendChecksDependencies;
  readonly #keys = new Map<string, Key>();
  /** The id that a request was sent under last, when, and how many instances had died by then. */
  readonly #last = new Map<string, { key: string; at: number; deaths: number; isAnswered: boolean }>();
  readonly #readAt = new Map<string, number>();

  constructor(deps: SendChecksDependencies) {
    this.#deps = deps;
  }

  /** The id under which a request will be sent was saved. */
  saved(request: LicenseRequest): void {
    const key = request.attempt?.idempotencyKey;
    if (!key || this.#keys.has(key)) return;
    const unknown = { sends: 0, refusals: 0, isSettled: false, isApplied: false };
    this.#keys.set(key, { requestId: request.id, ...unknown });
  }

  requestOf({ options }: SentUpdate): string {
    return this.#keys.get(options.idempotencyKey)?.requestId ?? '?';
  }

  /** Something leaves: it was saved before, by whom it may be sent, under the id it must have. */
  sent(sent: SentUpdate): void {
    const { ledger, records, scheduler } = this.#deps;
    const { idempotencyKey, accessToken } = sent.options;
    const key = this.#keys.get(idempotencyKey);
    const request = records.get(key?.requestId ?? '');
    if (!key || !request) {
      ledger.violation(`something is sent under the unsaved id ${idempotencyKey}`);
      return;
    }
    ledger.note(`${request.id} is sent (${request.attempt?.sends}) as ${accessToken}`);
    this.#checkSaved(request, sent);
    this.#checkSender(request, accessToken);
    this.#checkAlone(request);
    this.#checkRepeat(request, sent);
    key.sends += 1;
    const deaths = ledger.faults['crash'] ?? 0;
    this.#last.set(request.id, { key: idempotencyKey, at: scheduler.now, deaths, isAnswered: false });
  }

  /** An answer, or the certainty that there will be none. A refusal that proves that nothing was made settles its send. */
  answered({ options }: SentUpdate, isRefusal: boolean): void {
    const key = this.#keys.get(options.idempotencyKey);
    if (!key) return;
    if (isRefusal) key.refusals += 1;
    const last = this.#last.get(key.requestId);
    if (last?.key === options.idempotencyKey) last.isAnswered = true;
  }

  /** Partner Center has carried out an update for the first time under its id, whether or not it changed anything. */
  applied(sent: SentUpdate): void {
    const key = this.#keys.get(sent.options.idempotencyKey);
    if (!key) return;
    key.isApplied = true;
    this.#deps.ledger.must(
      !key.isSettled,
      () => `${key.requestId} was proven not to be made, and is made after that`,
    );
  }

  /** Somebody saw a user's licenses. */
  read(customerId: string, userId: string): void {
    this.#readAt.set(`${customerId} ${userId}`, this.#deps.scheduler.now);
  }

  /** The program holds that nothing came of an attempt. `isProven`: because it looked, and not because a person says so. */
  settled(request: LicenseRequest, isProven: boolean): void {
    const key = this.#keys.get(request.attempt?.idempotencyKey ?? '');
    if (!key) return;
    key.isSettled = isProven;
    // What a person gives up may have been made.
    key.refusals = key.sends;
    this.#deps.ledger.must(
      !isProven || !key.isApplied,
      () => `${request.id} is proven not to be made, and was`,
    );
  }

  #checkSaved({ id, attempt, status, change, validUntil }: LicenseRequest, sent: SentUpdate): void {
    const { ledger, scheduler } = this.#deps;
    const { idempotencyKey } = sent.options;
    ledger.must(status === 'executing', () => `${id} is sent while it is ${status}`);
    ledger.must(
      attempt?.idempotencyKey === idempotencyKey && attempt.isUnderWay,
      () => `${id} is sent without being saved as under way`,
    );
    ledger.must(Date.parse(validUntil) > scheduler.now - SLACK_MS, () => `${id} is sent too late`);
    ledger.must(
      JSON.stringify(licenseUpdateOf(change)) === JSON.stringify(sent.update),
      () => `${id} is sent with another body`,
    );
  }

  #checkSender({ id, executor, requester }: LicenseRequest, accessToken: string): void {
    const { ledger } = this.#deps;
    const [owner = ''] = accessToken.split('#');
    ledger.must(
      executor !== null && owner === personKey(executor),
      () => `${id} is sent with the token of ${owner}, its executor is ${nameOf(executor)}`,
    );
    ledger.must(owner !== personKey(requester), () => `${id} is carried out by its requester`);
  }

  #checkAlone({ id, change }: LicenseRequest): void {
    const { ledger, records, scheduler } = this.#deps;
    for (const other of records.values()) {
      const isRival =
        other.id !== id &&
        (other.status === 'executing' || other.status === 'unconfirmed') &&
        other.change.customer.id === change.customer.id &&
        other.change.user.id === change.user.id &&
        touchedSkus(other.change).some((sku) => touchedSkus(change).includes(sku));
      ledger.must(!isRival, () => `${id} is sent while ${other.id} of the same user and SKU is open`);
    }
    const last = this.#last.get(id);
    const isWaitedFor =
      last !== undefined &&
      !last.isAnswered &&
      scheduler.now - last.at < CLIENT_TIMEOUT_MS &&
      last.deaths === (ledger.faults['crash'] ?? 0);
    ledger.must(!isWaitedFor, () => `${id} is sent twice at the same time`);
  }

  #checkRepeat({ id, attempt, change }: LicenseRequest, { options }: SentUpdate): void {
    const { ledger, scheduler } = this.#deps;
    const last = this.#last.get(id);
    if (!last) return;
    const before = this.#keys.get(last.key);
    const isInDoubt = before !== undefined && before.refusals < before.sends;
    ledger.must(
      last.key === options.idempotencyKey || !isInDoubt,
      () => `${id} is sent under a new id while the last one is in doubt`,
    );
    const isOld = attempt !== null && scheduler.now - Date.parse(attempt.startedAt) > TRUSTED_MS;
    const readAt = this.#readAt.get(`${change.customer.id} ${change.user.id}`) ?? 0;
    ledger.must(
      !attempt?.isAmbiguous || !isOld || readAt >= last.at,
      () => `${id} is sent again, long after the first time, without a look`,
    );
  }
}
