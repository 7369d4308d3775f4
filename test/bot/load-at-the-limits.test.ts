import assert from 'node:assert/strict';
import { pino } from 'pino';
import sinon from 'sinon';
import { createOutbox } from '../../src/bot/outbox.ts';
import { createPacedConnector } from '../../src/bot/paced-connector.ts';
import { SendingPace } from '../../src/bot/sending-pace.ts';
import type { Note, Notice, Recipient } from '../../src/requests/notice.ts';
import { SendLimits } from '../../src/sandbox/teams/send-limits.ts';
import { type Database, migrate, openDatabase } from '../../src/storage/database.ts';
import { createOutboxStore } from '../../src/storage/outbox-store.ts';
import { createRequestStore } from '../../src/storage/request-store.ts';
import { aLicenseRequest, aPlace, NOW } from '../support/builders.ts';
import { aConnectorError, FakeConnector } from '../support/fake-connector.ts';
import { slowIt } from '../support/slow-it.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** How long Teams takes to answer. */
const ANSWER_MS = 80;
const CHANNEL = '19:helpdesk@thread.tacv2';

type Load = {
  /** Conversations that are written to. */
  readonly conversations: readonly string[];
  /** Messages for each. */
  readonly messages: number;
  /** Each has an outbox and a pace of its own. */
  readonly instances?: number;
  /** For how long the rate is measured. */
  readonly measuredMs: number;
};

describe('the outbox at the limits of Teams', () => {
  let clock: sinon.SinonFakeTimers;
  let database: Database;

  beforeEach(async () => {
    database = openDatabase(':memory:');
    await migrate(database);
    clock = sinon.useFakeTimers({ now: Date.parse(NOW), toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  });

  afterEach(async () => {
    clock.restore();
    await database.destroy();
  });

  it('loses nothing and repeats nothing in one chat, and uses the rate of half a minute', async () => {
    const load = { conversations: ['a:sarah'], messages: 260, measuredMs: 2 * MINUTE };
    assertKept(await run(load));
  });

  it('counts all threads of a channel as the one conversation that they are', async () => {
    const conversations = Array.from({ length: 130 }, (_, number) => `${CHANNEL};messageid=${number}`);
    const report = await run({ conversations, messages: 2, measuredMs: 2 * MINUTE });
    assertKept(report);
    assert.equal(report.refused, 0);
  });

  it('uses the rate of a tenant with many chats', async () => {
    const conversations = Array.from({ length: 300 }, (_, number) => `a:person ${number}`);
    assertKept(await run({ conversations, messages: 2, measuredMs: 10 * SECOND }));
  });

  it('loses nothing and repeats nothing where two instances know nothing of each other', async () => {
    const conversations = Array.from({ length: 130 }, (_, number) => `${CHANNEL};messageid=${number}`);
    const report = await run({ conversations, messages: 2, instances: 2, measuredMs: 2 * MINUTE });
    assertKept(report);
    assert(report.refused > 0, 'Teams had to refuse some');
  });

  slowIt('uses the rate of an hour', async function hour() {
    this.timeout(5 * MINUTE);
    assertKept(await run({ conversations: ['a:sarah'], messages: 1900, measuredMs: HOUR }));
  });

  /** Lets the queue run dry, and reports what arrived. */
  async function run({ conversations, messages, instances = 1, measuredMs }: Load) {
    const expected = await fill(conversations, messages);
    const teams = new FakeConnector();
    const limits = new SendLimits(() => clock.now);
    const arrived: { readonly text: string; readonly at: number }[] = [];
    let refused = 0;
    teams.beforeAnswer = async ({ conversationId, activity }) => {
      const [subject = ''] = conversationId.split(';');
      const waitMs = limits.take({ tenantId: 'tenant', subject, kind: 'send' });
      const at = clock.now;
      await passed(ANSWER_MS);
      if (waitMs === null) return void arrived.push({ text: `${conversationId} ${activity?.text}`, at });
      refused += 1;
      // HTTP speaks of whole seconds.
      throw aConnectorError(429, 'POST', { retryAfterMs: Math.ceil(waitMs / SECOND) * SECOND });
    };
    const repeated: string[] = [];
    const outboxes = Array.from({ length: instances }, () => {
      const pace = new SendingPace({ now: () => clock.now, wait: passed });
      const connector = createPacedConnector(teams, pace);
      return createOutbox({
        store: createOutboxStore(database),
        deliver: async (notice) => {
          const text = notice.kind === 'line' ? notice.text : '';
          await connector.send(aPlace(placeOf(notice)), { text });
        },
        onMaybeTwice: ({ id }) => repeated.push(id),
        clock: () => new Date(clock.now),
        random: () => 0.5,
        log: pino({ level: 'silent' }),
      });
    });
    const beganAt = clock.now;
    for (const outbox of outboxes) outbox.start();
    while (arrived.length < expected.length && clock.now < beganAt + 3 * HOUR) await clock.tickAsync(SECOND);
    await Promise.all(outboxes.map((outbox) => outbox.stop()));
    return {
      expected,
      arrived: arrived.map(({ text }) => text),
      inTime: arrived.filter(({ at }) => at < beganAt + measuredMs).length,
      permitted: permittedWithin(measuredMs, conversations),
      repeated,
      refused,
    };
  }

  const passed = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      setTimeout(resolve, milliseconds);
    });

  /** Puts messages into the queue, for each conversation in an order; returns them. */
  async function fill(conversations: readonly string[], messages: number): Promise<readonly string[]> {
    const requests = createRequestStore(database);
    const texts = Array.from({ length: messages }, (_, number) => `message ${number}`);
    for (const [number, conversation] of conversations.entries()) {
      const id = `N${number}`;
      const to: Recipient = { kind: 'thread' };
      const notices = texts.map((text): Notice => ({ kind: 'line', requestId: id, to, text, values: {} }));
      const request = aLicenseRequest({ id, thread: { key: conversation, reference: null } });
      const event = { requestId: id, at: NOW, kind: 'test', actor: null, facts: {} };
      await requests.insert(request, { event, notices });
      places.set(id, conversation);
    }
    return conversations.flatMap((conversation) => texts.map((text) => `${conversation} ${text}`));
  }

  const places = new Map<string, string>();
  const placeOf = ({ requestId }: Pick<Notice | Note, 'requestId'>) => places.get(requestId ?? '') ?? '';
});

/** How many messages somebody who knows Teams' books could send in a time. */
function permittedWithin(milliseconds: number, conversations: readonly string[]): number {
  let now = 0;
  let count = 0;
  const limits = new SendLimits(() => now);
  const subjects = [...new Set(conversations.map((conversation) => conversation.split(';')[0] ?? ''))];
  for (let turn = 0; now < milliseconds; turn += 1) {
    const subject = subjects[turn % subjects.length] ?? '';
    const waitMs = limits.take({ tenantId: 'tenant', subject, kind: 'send' });
    if (waitMs === null) count += 1;
    else now += waitMs;
  }
  return count;
}

function assertKept(report: {
  readonly expected: readonly string[];
  readonly arrived: readonly string[];
  readonly inTime: number;
  readonly permitted: number;
  readonly repeated: readonly string[];
  readonly refused: number;
}): void {
  const { expected, arrived, inTime, permitted, repeated, refused } = report;
  const twice = arrived.length - new Set(arrived).size;
  const lost = expected.filter((text) => !arrived.includes(text)).length;
  const percent = ((inTime / permitted) * 100).toFixed(1);
  console.log(
    `      ${expected.length} messages: ${lost} lost, ${twice} twice; in the time measured ${inTime} of ${permitted} ` +
      `permitted (${percent} %), ${refused} refused with 429`,
  );
  assert.equal(lost, 0);
  assert.equal(twice, 0);
  assert.deepEqual(repeated, [], 'throttling alone makes nothing doubtful');
  assert(inTime >= 0.95 * permitted);
  // Within a conversation the order is kept.
  for (const conversation of new Set(expected.map((text) => text.split(' message ')[0]))) {
    const those = (text: string) => text.startsWith(`${conversation} message `);
    assert.deepEqual(arrived.filter(those), expected.filter(those));
  }
}
