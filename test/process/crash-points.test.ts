import assert from 'node:assert/strict';
import { CRASH_PATHS, CrashLane, type CrashPath } from '../support/crash-lane.ts';
import type { Step } from '../support/crash-steps.ts';

/** Desks side by side: while one waits, another starts. */
const LANES = 3;
const LONG = 30 * 60_000;

type Task = { readonly path: CrashPath; readonly dieAt: number };
type Tally = { points: number; alive: number; repeated: number; readonly violations: string[] };

const describeSlow = process.env['TEST_ALL'] ? describe : describe.skip;

describeSlow('License Desk killed at any moment between the press of Approve and the last message', () => {
  let lanes: readonly CrashLane[] = [];

  before(async function open() {
    this.timeout(LONG);
    lanes = await Promise.all(Array.from({ length: LANES }, () => CrashLane.open()));
    // The first approval of a lane signs the approver in.
    for (const run of await Promise.all(lanes.map((lane) => lane.run('carried out', null)))) {
      assert.deepEqual(run.violations, []);
    }
  });

  after(async function close() {
    this.timeout(LONG);
    await Promise.all(lanes.map((lane) => lane.close()));
  });

  it('gives each license once, tells the truth, and brings every card to its outcome', async function tryAll() {
    this.timeout(LONG);
    const tasks: Task[] = [];
    for (const path of CRASH_PATHS) tasks.push(...(await count(path, lanes[0])));
    const tallies = new Map<CrashPath, Tally>();
    const since = performance.now();
    const work = async (lane: CrashLane) => {
      for (let task = tasks.shift(); task; task = tasks.shift()) {
        await tryOne(lane, task, tallyOf(tallies, task.path));
      }
    };
    await Promise.all(lanes.map(work));

    const all = [...tallies.values()];
    const points = all.reduce((sum, tally) => sum + tally.points, 0);
    const violations = all.flatMap((tally) => tally.violations);
    for (const [path, tally] of tallies) {
      console.log(
        `      ${path}: ${tally.points} points tried, ${tally.alive} not reached, ` +
          `${tally.repeated} times the outcome was told twice`,
      );
    }
    const seconds = Math.round((performance.now() - since) / 1000);
    console.log(`      points tried: ${points}, violations: ${violations.length} (${seconds} s)`);
    assert.deepEqual(violations, []);
    assert(points > 100, 'the moments are all there');
  });
});

/** Counts the steps of a path, and picks the moments to die at. */
async function count(path: CrashPath, lane: CrashLane | undefined): Promise<Task[]> {
  assert(lane);
  const { steps, violations } = await lane.run(path, null);
  assert.deepEqual(violations, []);
  return steps.flatMap((step, index) =>
    isOfItsOwn(step, steps[index - 1]) ? [{ path, dieAt: index + 1 }] : [],
  );
}

/** Right after one step and right before the next is the same moment: it is tried once. */
function isOfItsOwn(step: Step, last: Step | undefined): boolean {
  return !(step.startsWith('before') && last?.startsWith('after'));
}

async function tryOne(lane: CrashLane, { path, dieAt }: Task, tally: Tally): Promise<void> {
  const { diedAt, told, violations } = await lane.run(path, dieAt);
  if (diedAt === null) tally.alive += 1;
  else tally.points += 1;
  if (told > 1) tally.repeated += 1;
  const where = `${path}, step ${dieAt} (${diedAt ?? 'not reached'})`;
  for (const violation of violations) {
    console.log(`      ${where}: ${violation}`);
    tally.violations.push(`${where}: ${violation}`);
  }
}

function tallyOf(tallies: Map<CrashPath, Tally>, path: CrashPath): Tally {
  const tally = tallies.get(path) ?? { points: 0, alive: 0, repeated: 0, violations: [] };
  tallies.set(path, tally);
  return tally;
}
