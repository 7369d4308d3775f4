import assert from 'node:assert/strict';
import fc from 'fast-check';
import sinon from 'sinon';
import { ConnectorError } from '../../src/bot/connector-error.ts';
import { createPacedConnector } from '../../src/bot/paced-connector.ts';
import {
  CONVERSATION_LIMITS,
  type SendingLimit,
  SendingPace,
  TENANT_LIMITS,
} from '../../src/bot/sending-pace.ts';
import { aPlace } from '../support/builders.ts';
import { aConnectorError, FakeConnector } from '../support/fake-connector.ts';

const HOUR = 3_600_000;

/** A pace on a clock that only waiting moves. */
function aPace() {
  const rig = { now: 0, waits: [] as number[] };
  const pace = new SendingPace({
    now: () => rig.now,
    wait: async (milliseconds) => {
      rig.waits.push(milliseconds);
      rig.now += milliseconds;
    },
  });
  return Object.assign(rig, { pace });
}

/** Sends as fast as the pace allows for some time; whoever is told to come back does so in time. */
async function sendFor(
  duration: number,
  rig: ReturnType<typeof aPace>,
  conversationOf: (n: number) => string,
) {
  const times: number[] = [];
  for (let n = 0; rig.now < duration; ) {
    try {
      await rig.pace.admit(conversationOf(n), 'tenant');
      if (rig.now < duration) times.push(rig.now);
      n++;
    } catch (error) {
      assert(error instanceof ConnectorError && error.code === 'paced' && error.retryAfterMs);
      rig.now += error.retryAfterMs;
    }
  }
  return times;
}

/** Throws when more than `count` fall into any window. */
function assertWithin(times: readonly number[], { count, windowMs }: SendingLimit) {
  for (const [index, time] of times.entries()) {
    const later = times[index + count];
    if (later !== undefined)
      assert(later - time >= windowMs, `${count + 1} within ${later - time} ms of ${windowMs}`);
  }
}

describe('the pace of sending', () => {
  it('never exceeds a limit of a conversation, and uses 95 % of what is allowed in an hour', async () => {
    const times = await sendFor(HOUR, aPace(), () => 'a:sarah');
    for (const limit of CONVERSATION_LIMITS) assertWithin(times, limit);
    assert(times.length >= 0.95 * 1800, `${times.length} of 1800`);
  });

  it('uses 95 % of each shorter limit while the hour allows it', async () => {
    const times = await sendFor(HOUR / 4, aPace(), () => 'a:sarah');
    assert(times.filter((time) => time < 600_000).length >= 0.95 * 20 * 60);
    assert(times.filter((time) => time < 1000).length >= 7);
  });

  it('never exceeds the limit of a tenant, and uses 95 % of it, with many conversations', async () => {
    const times = await sendFor(60_000, aPace(), (n) => `conversation ${n % 500}`);
    for (const limit of TENANT_LIMITS) assertWithin(times, limit);
    assert(times.length >= 0.95 * 50 * 60, `${times.length} of 3000`);
  });

  it('never exceeds a limit, whatever the rhythm of the senders', async () => {
    const burst = fc.record({ pause: fc.nat(4000), many: fc.integer({ min: 1, max: 12 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(burst, { maxLength: 30 }), async (bursts) => {
        const clock = sinon.useFakeTimers({ toFake: ['setTimeout'] });
        try {
          const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
          const pace = new SendingPace({ now: () => clock.now, wait });
          const times: number[] = [];
          for (const { pause, many } of bursts) {
            await clock.tickAsync(pause);
            for (let n = 0; n < many; n++) {
              const sending = pace.admit('a:sarah', 'tenant').then(() => times.push(clock.now));
              sending.catch((error) => assert.equal(error.code, 'paced'));
            }
          }
          await clock.runAllAsync();
          for (const limit of CONVERSATION_LIMITS) assertWithin(times, limit);
        } finally {
          clock.restore();
        }
      }),
      { numRuns: 60 },
    );
  });

  it('lets the first ones through at once', async () => {
    const rig = aPace();
    for (let n = 0; n < 7; n++) await rig.pace.admit('a:sarah', 'tenant');
    assert.deepEqual(rig.waits, []);
    await rig.pace.admit('a:sarah', 'tenant');
    assert.equal(rig.waits.length, 1);
  });

  it('waits for up to three seconds itself; beyond that it says when to come back', async () => {
    const rig = aPace();
    for (let n = 0; n < 60; n++) await rig.pace.admit('a:sarah', 'tenant').catch(() => {});
    assert(rig.waits.every((wait) => wait <= 3000));
    await assert.rejects(rig.pace.admit('a:sarah', 'tenant'), (error) => {
      assert(error instanceof ConnectorError);
      assert.deepEqual([error.code, error.mayHaveBeenSent], ['paced', false]);
      return (error.retryAfterMs ?? 0) > 3000;
    });
  });

  it('does not let one busy conversation hold up another', async () => {
    const rig = aPace();
    for (let n = 0; n < 10; n++) await rig.pace.admit('busy', 'tenant');
    rig.waits.length = 0;
    await rig.pace.admit('quiet', 'tenant');
    assert.deepEqual(rig.waits, []);
  });

  it('leaves a conversation in peace for as long as Teams asked, and no other', async () => {
    const rig = aPace();
    rig.pace.holdBack('a:sarah', 2000);
    rig.pace.holdBack('a:sarah', 500);
    await rig.pace.admit('a:grace', 'tenant');
    assert.equal(rig.now, 0);
    await rig.pace.admit('a:sarah', 'tenant');
    assert.equal(rig.now, 2000);
  });

  it('forgets conversations that have been quiet for an hour', async () => {
    const rig = aPace();
    for (let n = 0; n < 10_000; n++) {
      rig.now += 25;
      await rig.pace.admit(`conversation ${n}`, 'tenant');
    }
    rig.now += 2 * HOUR;
    await rig.pace.admit('new', 'tenant');
    await rig.pace.admit('conversation 1', 'tenant');
    assert.deepEqual(rig.waits, []);
  });
});

describe('a connector that is kept under the limits', () => {
  const place = aPlace('a:sarah');

  it('counts everything that is written into a conversation, the threads of a channel together, and no reads', async () => {
    const admitted: string[] = [];
    const pace = new SendingPace({ now: () => 0 });
    pace.admit = async (conversation) => void admitted.push(conversation);
    const connector = createPacedConnector(new FakeConnector(), pace);
    const { id } = await connector.send(place, { text: 'x' });
    await connector.reply(place, id ?? '', { text: 'y' });
    await connector.update(place, id ?? '', { text: 'z' });
    await connector.remove(place, id ?? '');
    const { serviceUrl } = place;
    await connector.createPersonal({ serviceUrl, tenantId: 't', memberId: '29:x' });
    await connector.createThread({ serviceUrl, tenantId: 't', channelId: '19:c' }, { text: 'thread' });
    await connector.send(aPlace('19:c;messageid=1'), { text: 'in the thread' });
    await connector.members(place);
    await connector.member(place, '29:x');
    await connector.teamChannels({ serviceUrl, teamId: 'team' });
    assert.deepEqual(admitted, ['a:sarah', 'a:sarah', 'a:sarah', 'a:sarah', '29:x', '19:c', '19:c']);
  });

  it('holds a conversation back when Teams throttles all the same', async () => {
    const rig = aPace();
    const inner = new FakeConnector();
    const connector = createPacedConnector(inner, rig.pace);
    inner.failures = [aConnectorError(429, 'POST', { retryAfterMs: 2500 })];
    await assert.rejects(connector.send(place, { text: 'x' }), { status: 429 });
    await connector.send(place, { text: 'x' });
    assert.equal(rig.now, 2500);
    assert.equal(inner.calls.length, 2);
  });
});
