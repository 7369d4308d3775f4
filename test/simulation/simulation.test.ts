import assert from 'node:assert/strict';
import { slowIt } from '../support/slow-it.ts';
import { playSeeds } from './many-seeds.ts';
import { type SeedReport, simulate } from './simulate.ts';
import { FAULT_KINDS } from './weather.ts';

async function assertKept(from: number, seeds: number, store: 'memory' | 'sqlite' = 'memory') {
  const reports: SeedReport[] = [];
  await playSeeds({ from, to: from + seeds }, { store }, (report) => reports.push(report));
  assert.equal(reports.length, seeds);
  const broken = reports.flatMap(({ seed, violations }) => violations.map((one) => `seed ${seed}: ${one}`));
  assert.deepEqual(broken, [], 'replay with: npm run simulate -- --seed <number>');
  return reports;
}

describe('the promises of License Desk in simulated worlds', () => {
  it('hold in some hundred of them, with every kind of trouble', async function () {
    this.timeout(300_000);
    const reports = await assertKept(1, 200);
    const met = new Set(reports.flatMap(({ faults }) => Object.keys(faults)));
    assert.deepEqual(
      FAULT_KINDS.filter((kind) => !met.has(kind)),
      [],
    );
    assert(reports.some(({ decidedForOthers }) => decidedForOthers > 0));
    const ends = new Set(reports.flatMap(({ ends }) => Object.keys(ends)));
    assert.deepEqual([...ends].toSorted(), ['cancelled', 'completed', 'expired', 'rejected']);
  });

  it('hold with the stores on SQLite', async function () {
    this.timeout(300_000);
    await assertKept(1, 1, 'sqlite');
  });

  it('are looked at the same way each time a seed is played', async () => {
    const [once, again] = [await simulate(7, { isTraced: true }), await simulate(7, { isTraced: true })];
    assert(once.trace.length > 100);
    assert.deepEqual(once, again);
  });

  slowIt('hold in some thousand of them', async function () {
    this.timeout(600_000);
    await assertKept(1000, 3000);
  });

  slowIt('hold with the stores on SQLite, longer', async function () {
    this.timeout(600_000);
    await assertKept(1000, 60, 'sqlite');
  });
});
