import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { SharedTurns } from '../../src/bot/shared-turns.ts';
import type { TurnLeaseStore } from '../../src/bot/turn-lease-store.ts';
import { TurnQueueTimeout } from '../../src/bot/turns.ts';
import { StillClock } from '../support/still-clock.ts';

/** The row that instances share, in memory. */
class Leases implements TurnLeaseStore {
  readonly held = new Map<string, { readonly holder: string; readonly heldUntil: Date }>();
  isDown = false;

  async take(conversation: string, { holder, now, heldUntil }: Parameters<TurnLeaseStore['take']>[1]) {
    const held = this.held.get(conversation);
    if (held && held.heldUntil > now) return false;
    this.held.set(conversation, { holder, heldUntil });
    return true;
  }

  async release(conversation: string, holder: string) {
    if (this.isDown) throw new Error('no database');
    if (this.held.get(conversation)?.holder === holder) this.held.delete(conversation);
  }
}

describe('turns of several instances', () => {
  let store: Leases;
  let clock: StillClock;
  let ids: number;

  beforeEach(() => {
    store = new Leases();
    clock = new StillClock();
    ids = 0;
  });

  const anInstance = (longestWaitMs = 2000) =>
    new SharedTurns({
      store,
      newId: () => {
        ids += 1;
        return `turn ${ids}`;
      },
      clock: clock.read,
      sleep,
      longestWaitMs,
      log: pino({ level: 'silent' }),
    });

  it('of one conversation never overlap, whichever instance gets them', async () => {
    const instances = [anInstance(), anInstance(), anInstance()];
    let running = 0;
    let done = 0;
    const turn = async () => {
      running += 1;
      assert.equal(running, 1);
      await sleep(1);
      running -= 1;
      done += 1;
    };
    await Promise.all(instances.flatMap((one) => [1, 2, 3, 4].map(() => one.run('chat', turn))));
    assert.equal(done, 12);
    assert.equal(store.held.size, 0);
  });

  it('of different conversations run side by side', async () => {
    const [one, two] = [anInstance(), anInstance()];
    let reached: () => void = () => {};
    const other = new Promise<void>((resolve) => {
      reached = resolve;
    });
    await Promise.all([one.run('chat', () => other), two.run('channel', async () => reached())]);
  });

  it('give what the turn gave, or threw, and free the conversation in both cases', async () => {
    const one = anInstance();
    assert.equal(await one.run('chat', async () => 'answer'), 'answer');
    await assert.rejects(
      one.run('chat', async () => {
        throw new Error('no');
      }),
      /^Error: no$/,
    );
    assert.equal(store.held.size, 0);
  });

  it('do not wait for ever: the turn is refused without being run', async () => {
    const [one, two] = [anInstance(), anInstance(40)];
    let finish: () => void = () => {};
    const long = one.run(
      'chat',
      () =>
        new Promise<void>((resolve) => {
          finish = resolve;
        }),
    );
    let isRun = false;
    const refused = two.run('chat', async () => {
      isRun = true;
    });
    await assert.rejects(refused, TurnQueueTimeout);
    assert.equal(isRun, false);
    finish();
    await long;
  });

  it('go on when an instance died in a turn, as soon as its lease is over', async () => {
    await store.take('chat', {
      holder: 'a dead one',
      now: clock.read(),
      heldUntil: new Date(clock.read().getTime() + 30_000),
    });
    await assert.rejects(
      anInstance(20).run('chat', async () => {}),
      TurnQueueTimeout,
    );
    clock.advance(30_000);
    assert.equal(await anInstance().run('chat', async () => 'on'), 'on');
  });

  it('are not failed by a lease that cannot be given back', async () => {
    store.isDown = true;
    assert.equal(await anInstance().run('chat', async () => 'done'), 'done');
  });
});
