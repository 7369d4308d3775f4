import assert from 'node:assert/strict';
import sinon from 'sinon';
import { DueWorker } from '../../src/requests/due-worker.ts';

type Item = { readonly key: string; readonly dueAt: number };

/** A store of items in memory; handling one takes it away unless told otherwise. */
function aRig(options: { readonly batch?: number; readonly mostAtOnce?: number } = {}) {
  const items = new Map<string, Item>();
  const rig = {
    items,
    begun: [] as string[],
    ended: [] as string[],
    faults: [] as unknown[],
    takes: 0,
    plans: 0,
    /** What handling does; by default it is over at once. */
    handle: async (_key: string): Promise<void> => {},
    failTake: undefined as Error | undefined,
  };
  const byTime = () => [...items.values()].toSorted((one, other) => one.dueAt - other.dueAt);
  const worker = new DueWorker<Item>({
    mostAtOnce: options.mostAtOnce ?? 32,
    take: async (now) => {
      rig.takes += 1;
      if (rig.failTake) throw rig.failTake;
      return byTime()
        .filter(({ dueAt }) => dueAt <= now.getTime())
        .slice(0, options.batch ?? 16);
    },
    keyOf: ({ key }) => key,
    handle: async ({ key }) => {
      rig.begun.push(key);
      await rig.handle(key);
      items.delete(key);
      rig.ended.push(key);
    },
    nextDueAt: async () => {
      rig.plans += 1;
      const [first] = byTime();
      return first ? new Date(first.dueAt).toISOString() : null;
    },
    clock: () => new Date(),
    onFault: (error) => rig.faults.push(error),
  });
  return Object.assign(rig, { worker });
}

describe('a worker for what falls due', () => {
  let clock: sinon.SinonFakeTimers;
  let rig: ReturnType<typeof aRig>;
  const put = (key: string, inMs = 0) => rig.items.set(key, { key, dueAt: Date.now() + inMs });

  beforeEach(() => {
    clock = sinon.useFakeTimers({ now: 1_700_000_000_000, toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    rig = aRig();
  });

  afterEach(async () => {
    await rig.worker.stop();
    clock.restore();
  });

  it('does nothing before it is started', async () => {
    put('a');
    rig.worker.wake();
    await rig.worker.idle();
    assert.deepEqual(rig.begun, []);
  });

  it('takes up at once what an earlier run left behind', async () => {
    put('a', -1000);
    put('b');
    rig.worker.start();
    await rig.worker.idle();
    assert.deepEqual(rig.ended, ['a', 'b']);
  });

  it('sleeps until the next item is due, and not longer', async () => {
    put('a', 10_000);
    rig.worker.start();
    await clock.tickAsync(9999);
    assert.deepEqual(rig.begun, []);
    await clock.tickAsync(1);
    assert.deepEqual(rig.ended, ['a']);
  });

  it('looks when it is woken', async () => {
    rig.worker.start();
    await rig.worker.idle();
    put('a');
    await clock.tickAsync(100);
    assert.deepEqual(rig.begun, []);
    rig.worker.wake();
    await rig.worker.idle();
    assert.deepEqual(rig.ended, ['a']);
  });

  it('is woken by what falls due before it would look in any case, and by nothing else', async () => {
    rig.worker.start();
    await rig.worker.idle();
    const { takes } = rig;
    for (const dueAt of [null, new Date(Date.now() + 30_000).toISOString()]) rig.worker.wakeBy(dueAt);
    await rig.worker.idle();
    assert.equal(rig.takes, takes);
    put('a', 20_000);
    rig.worker.wakeBy(new Date(Date.now() + 20_000).toISOString());
    await clock.tickAsync(20_000);
    assert.deepEqual(rig.ended, ['a']);
  });

  it('looks every half minute even if nobody wakes it: another instance may have written', async () => {
    rig.worker.start();
    await rig.worker.idle();
    put('a');
    await clock.tickAsync(30_000);
    assert.deepEqual(rig.ended, ['a']);
  });

  it('handles several items side by side, each once at a time', async () => {
    const gates = new Map<string, () => void>();
    rig.handle = (key) => new Promise((resolve) => gates.set(key, resolve));
    put('a');
    put('b');
    rig.worker.start();
    await clock.tickAsync(500);
    rig.worker.wake();
    await clock.tickAsync(500);
    assert.deepEqual(rig.begun, ['a', 'b']);
    assert.equal(rig.worker.isBusy, true);
    for (const open of gates.values()) open();
    await rig.worker.idle();
    assert.deepEqual(rig.ended, ['a', 'b']);
    assert.equal(rig.worker.isBusy, false);
  });

  it('asks the store nothing while it has its hands full', async () => {
    rig = aRig({ mostAtOnce: 2 });
    const gates = new Map<string, () => void>();
    rig.handle = (key) => new Promise((resolve) => gates.set(key, resolve));
    for (const key of ['a', 'b', 'c']) put(key);
    rig.worker.start();
    await clock.tickAsync(1000);
    for (let wakes = 0; wakes < 5; wakes += 1) {
      rig.worker.wake();
      await clock.tickAsync(100);
    }
    assert.deepEqual([rig.begun, rig.takes, rig.plans], [['a', 'b'], 1, 0]);
    gates.get('a')?.();
    await clock.tickAsync(0);
    assert.deepEqual(rig.begun, ['a', 'b', 'c']);
    for (const open of gates.values()) open();
    await rig.worker.idle();
  });

  it('goes on to what did not fit into one handful', async () => {
    rig = aRig({ batch: 2 });
    for (const key of ['a', 'b', 'c', 'd', 'e']) put(key);
    rig.worker.start();
    await rig.worker.idle();
    assert.deepEqual(rig.ended.toSorted(), ['a', 'b', 'c', 'd', 'e']);
  });

  it('does not spin over an item that stays due', async () => {
    let open = () => {};
    rig.handle = () => new Promise((resolve) => (open = resolve));
    put('a');
    rig.worker.start();
    await clock.tickAsync(1000);
    assert(rig.takes <= 1000 / 50 + 2, `${rig.takes} looks in a second`);
    open();
    await rig.worker.idle();
  });

  it('does not lose a wake that comes while it looks', async () => {
    rig.worker.start();
    put('a');
    rig.worker.wake();
    await rig.worker.idle();
    assert.deepEqual(rig.ended, ['a']);
  });

  it('tells of a fault in handling, goes on with the others, and leaves the item alone for five seconds', async () => {
    rig.handle = async (key) => {
      if (key === 'a' && rig.faults.length === 0) throw new Error('bad item');
    };
    put('a');
    put('b');
    rig.worker.start();
    await rig.worker.idle();
    assert.match(String(rig.faults[0]), /bad item/);
    assert.deepEqual(rig.ended, ['b']);
    await clock.tickAsync(4999);
    assert.deepEqual(rig.begun, ['a', 'b']);
    await clock.tickAsync(1);
    assert.deepEqual(rig.ended, ['b', 'a']);
  });

  it('forgets the rest of a faulty item when it stops', async () => {
    rig.handle = async () => {
      throw new Error('bad item');
    };
    put('a');
    rig.worker.start();
    await rig.worker.idle();
    await rig.worker.stop();
    assert.equal(clock.countTimers(), 0);
  });

  it('pauses for five seconds when the store fails, then looks again', async () => {
    rig.failTake = new Error('database locked');
    put('a');
    rig.worker.start();
    await rig.worker.idle();
    assert.deepEqual([rig.takes, rig.faults.length], [1, 1]);
    rig.failTake = undefined;
    await clock.tickAsync(4999);
    assert.equal(rig.takes, 1);
    await clock.tickAsync(1);
    assert.deepEqual(rig.ended, ['a']);
  });

  it('stops after what is under way, and takes nothing more', async () => {
    let open = () => {};
    rig.handle = () => new Promise((resolve) => (open = resolve));
    put('a');
    rig.worker.start();
    await clock.tickAsync(1);
    put('b');
    let isStopped = false;
    const stopping = rig.worker.stop().then(() => {
      isStopped = true;
    });
    await clock.tickAsync(10);
    assert.equal(isStopped, false);
    open();
    await stopping;
    assert.deepEqual(rig.ended, ['a']);
    await clock.tickAsync(60_000);
    assert.deepEqual(rig.begun, ['a']);
    assert.equal(clock.countTimers(), 0);
  });
});
