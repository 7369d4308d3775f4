import assert from 'node:assert/strict';
import sinon from 'sinon';
import { TurnQueue } from '../../src/bot/turn-queue.ts';
import { TurnQueueTimeout } from '../../src/bot/turns.ts';

/** A turn that goes on until it is let go. */
function aTurn(log: string[], name: string) {
  let letGo = () => {};
  const until = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const run = async () => {
    log.push(`${name} begins`);
    await until;
    log.push(`${name} ends`);
    return name;
  };
  return { run, letGo: () => letGo() };
}

describe('the turns of a conversation', () => {
  let clock: sinon.SinonFakeTimers;
  let log: string[];
  let queue: TurnQueue;
  beforeEach(() => {
    clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    log = [];
    queue = new TurnQueue(5000);
  });
  afterEach(() => clock.restore());

  it('run one after the other, in the order of their arrival', async () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => aTurn(log, name));
    const all = Promise.all([a, b, c].map((turn) => queue.run('one', turn?.run ?? (async () => ''))));
    await clock.tickAsync(10);
    assert.deepEqual(log, ['a begins']);
    a?.letGo();
    b?.letGo();
    c?.letGo();
    assert.deepEqual(await all, ['a', 'b', 'c']);
    assert.deepEqual(log, ['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  it('do not wait for those of another conversation', async () => {
    const slow = aTurn(log, 'slow');
    const first = queue.run('one', slow.run);
    assert.equal(await queue.run('two', async () => 'quick'), 'quick');
    slow.letGo();
    await first;
  });

  it('go on after one that failed', async () => {
    const failed = queue.run('one', async () => {
      throw new Error('bad turn');
    });
    const next = queue.run('one', async () => 'next');
    await assert.rejects(failed, /bad turn/);
    assert.equal(await next, 'next');
  });

  it('are refused, and never run, when they would wait too long', async () => {
    const slow = aTurn(log, 'slow');
    const first = queue.run('one', slow.run);
    const late = queue.run('one', aTurn(log, 'late').run);
    const refused = assert.rejects(late, TurnQueueTimeout);
    await clock.tickAsync(5000);
    await refused;
    slow.letGo();
    await first;
    assert.deepEqual(log, ['slow begins', 'slow ends']);
  });

  it('keep their order behind one that was refused', async () => {
    const slow = aTurn(log, 'slow');
    const first = queue.run('one', slow.run);
    const refused = assert.rejects(queue.run('one', aTurn(log, 'late').run), TurnQueueTimeout);
    await clock.tickAsync(4000);
    const third = queue.run('one', async () => log.push('third'));
    await clock.tickAsync(1000);
    await refused;
    assert.deepEqual(log, ['slow begins']);
    slow.letGo();
    await Promise.all([first, third]);
    assert.deepEqual(log, ['slow begins', 'slow ends', 'third']);
  });

  it('leave no timer behind', async () => {
    await queue.run('one', async () => {});
    assert.equal(clock.countTimers(), 0);
  });
});
