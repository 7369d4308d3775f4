import assert from 'node:assert/strict';
import { createHealth } from '../src/health.ts';

const NOW = new Date('2026-11-20T10:00:00Z');
const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1000);

function healthOf({
  lookedAt = ago(10),
  dueSince = null,
  isDatabaseDown = false,
  isDraining = false,
}: {
  readonly lookedAt?: Date | null;
  readonly dueSince?: string | null;
  readonly isDatabaseDown?: boolean;
  readonly isDraining?: boolean;
}) {
  return createHealth({
    state: {
      requests: async () => [],
      outbox: async () => {
        if (isDatabaseDown) throw new Error('closed');
        return { depth: 1, dueSince };
      },
    },
    isDraining: () => isDraining,
    workers: () => ({ fulfilment: ago(1), outbox: lookedAt }),
    clock: () => NOW,
  });
}

describe('the readiness of an instance', () => {
  it('is given while the database answers and the workers look for work', async () => {
    assert.deepEqual(await healthOf({}).ready(), {
      isOk: true,
      parts: { database: 'ok', workers: 'ok', outbox: 'ok' },
    });
  });

  it('ends when the database does not answer', async () => {
    const report = await healthOf({ isDatabaseDown: true }).ready();
    assert.deepEqual(report, { isOk: false, parts: { database: 'failing' } });
  });

  it('ends first when the instance is about to stop', async () => {
    const report = await healthOf({ isDraining: true }).ready();
    assert.deepEqual(report, { isOk: false, parts: { instance: 'stopping' } });
  });

  it('ends when a worker no longer looks, or never did', async () => {
    for (const lookedAt of [ago(200), null]) {
      const { isOk, parts } = await healthOf({ lookedAt }).ready();
      assert(!isOk);
      assert.equal(parts?.['workers'], 'stuck: outbox');
    }
  });

  it('stays when only Teams is slow to take messages, and says since when', async () => {
    const { isOk, parts } = await healthOf({ dueSince: ago(400).toISOString() }).ready();
    assert(isOk);
    assert.equal(parts?.['outbox'], 'late: 400 s');
  });

  it('has nothing to do with being alive', async () => {
    assert.deepEqual(await healthOf({ isDatabaseDown: true }).live(), { isOk: true });
  });
});
