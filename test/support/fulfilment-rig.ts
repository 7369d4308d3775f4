import assert from 'node:assert/strict';
import { pino } from 'pino';
import type { ExecutorToken, ExecutorTokens } from '../../src/fulfilment/executor-tokens.ts';
import { Fulfilment } from '../../src/fulfilment/fulfilment.ts';
import { LicenseReader } from '../../src/fulfilment/license-reader.ts';
import type { PreflightOptions } from '../../src/requests/change-preflight.ts';
import type { LicenseRequest } from '../../src/requests/license-request.ts';
import type { Person, PersonId } from '../../src/requests/person.ts';
import { personKey } from '../../src/requests/person.ts';
import type { PreflightReport } from '../../src/requests/preflight-report.ts';
import { RequestWriter } from '../../src/requests/request-writer.ts';
import { aReport, guidOf } from './builders.ts';
import { FakeLicenseUpdates } from './fake-license-updates.ts';
import { FixedPolicy } from './fixed-policy.ts';
import { MemoryRequestStore } from './memory-request-store.ts';
import { StillClock } from './still-clock.ts';

/** Tokens of everybody, unless another answer was laid down. */
export class FakeTokens implements ExecutorTokens {
  readonly #answers = new Map<string, ExecutorToken[]>();
  /** Who was asked for, and how. */
  readonly asked: { readonly person: PersonId; readonly options: object }[] = [];
  /** The directory account's; null for none. */
  reading: string | null = 'token of the directory account';
  /** Awaited before each answer. */
  beforeAnswer: () => Promise<void> = async () => {};

  /** Answers the next questions for a person with these, the last one for ever. */
  answer(person: Person, ...answers: readonly ExecutorToken[]): void {
    this.#answers.set(personKey(person), [...answers]);
  }

  async acquire(person: PersonId, options: object = {}): Promise<ExecutorToken> {
    this.asked.push({ person, options });
    await this.beforeAnswer();
    const answers = this.#answers.get(personKey(person)) ?? [];
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    return answer ?? aToken(`token of ${person.objectId}`);
  }

  async acquireForReading(): Promise<string | null> {
    return this.reading;
  }
}

export function aToken(accessToken: string): ExecutorToken {
  return { kind: 'token', accessToken, expiresAt: '2026-03-02T10:00:00.000Z' };
}

/** The worker's rules with everything around them in memory and a clock that is moved. */
export function aFulfilmentRig() {
  const clock = new StillClock();
  const store = new MemoryRequestStore();
  const policy = new FixedPolicy();
  const tokens = new FakeTokens();
  const partnerCenter = new FakeLicenseUpdates(clock);
  const writer = new RequestWriter(store, policy, () => {});
  /** What further checks find, the last one for ever. */
  const reports: PreflightReport[] = [];
  const checks: PreflightOptions[] = [];
  let ids = 0;
  const fulfilment = new Fulfilment({
    store,
    client: partnerCenter,
    reader: new LicenseReader(partnerCenter, tokens),
    writer,
    tokens,
    policy,
    reachability: { unreachable: async () => [] },
    preflight: {
      check: async (_change, options) => {
        checks.push(options ?? {});
        return reports.length > 1 ? (reports.shift() ?? aReport()) : (reports[0] ?? aReport());
      },
    },
    seats: { free: async (_customerId, skuId) => partnerCenter.seats.get(skuId) ?? 100 },
    clock: clock.read,
    newId: () => guidOf(`id ${++ids}`),
    random: () => 0,
    log: pino({ level: 'silent' }),
  });

  const advance = async (id: string) => fulfilment.advance(store.now(id));

  /** Advances what is due until nothing is. */
  async function run(): Promise<void> {
    for (let steps = 0; ; steps++) {
      const [due] = await store.due(clock.iso, 1);
      if (!due) return;
      assert(steps < 200, `request ${due.id} stays due while it is ${due.status}`);
      await fulfilment.advance(due);
    }
  }

  /** Lets time go by; whatever falls due meanwhile is done at its time. */
  async function pass(milliseconds: number): Promise<void> {
    const end = new Date(clock.read().getTime() + milliseconds).toISOString();
    for (;;) {
      await run();
      const next = await store.nextDueAt();
      if (next === null || next > end) break;
      clock.moveTo(next);
    }
    clock.moveTo(end);
  }

  return {
    clock,
    store,
    policy,
    tokens,
    partnerCenter,
    fulfilment,
    reports,
    /** How it was checked again. */
    checks,
    advance,
    run,
    pass,
    put: (request: LicenseRequest) => store.put(request),
    now: (id = 'K7M2QX') => store.now(id),
    /** Kinds of the audit events, oldest first. */
    kinds: () => store.events.map(({ kind }) => kind),
    /** Sentences that were told, with where. */
    lines: () =>
      store.notices.flatMap((notice) => (notice.kind === 'line' ? [`${notice.to.kind} ${notice.text}`] : [])),
    statuses: () => store.history.map(({ status }) => status),
  };
}
