import type { RequestStatus } from '../../src/requests/license-request.ts';
import { Crowd, Happenings } from './crowd.ts';
import { MemoryDatabase } from './memory-database.ts';
import { checkMessages } from './message-checks.ts';
import { openSqlDatabase } from './sql-database.ts';
import { describe } from './weather.ts';
import { World } from './world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MOST_STEPS = 300_000;

/** What became of one seed. */
export type SeedReport = {
  readonly seed: number;
  readonly steps: number;
  readonly requests: number;
  readonly effects: number;
  readonly ends: Readonly<Partial<Record<RequestStatus, number>>>;
  /** Moves between statuses, by kind. */
  readonly moves: Readonly<Record<string, number>>;
  /** Decisions that were made in the place of somebody else. */
  readonly decidedForOthers: number;
  readonly faults: Readonly<Record<string, number>>;
  /** Messages that may stand twice, and were counted as such. */
  readonly maybeTwice: number;
  readonly violations: readonly string[];
  readonly trace: readonly string[];
};

export type SimulationOptions = {
  readonly isTraced?: boolean;
  /** The program's own stores on SQLite, or their likeness in memory. */
  readonly store?: 'memory' | 'sqlite';
};

/** Plays one seed: a time of trouble, then calm until everything has come to rest. The same seed is the same world. */
export async function simulate(
  seed: number,
  { isTraced = false, store = 'memory' }: SimulationOptions = {},
): Promise<SeedReport> {
  const openDatabase = store === 'sqlite' ? openSqlDatabase : async () => new MemoryDatabase();
  const world = await World.open({ seed, isTraced, openDatabase });
  const giveBack = world.scheduler.takeTimers();
  try {
    await play(world);
    return await report(world, seed);
  } finally {
    giveBack();
    await world.database.close();
  }
}

async function play(world: World): Promise<void> {
  const { scheduler, random, ledger } = world;
  ledger.note(describe(world.storm));
  const trouble = random.between(5, 60) * MINUTE;
  const crowd = new Crowd(world);
  for (let count = world.choice.requests; count > 0; count--) {
    scheduler.after(random.between(0, trouble * (world.isCrowded ? 0.1 : 0.7)), () => crowd.ask());
  }
  crowd.beBusy(trouble, { least: 1000, most: random.pick([1, 5, 15]) * MINUTE });
  new Happenings(world).beBusy(trouble, random.pick([1, 5, 30]) * MINUTE);
  world.startInstance();
  world.startInstance();
  await scheduler.run(scheduler.now + trouble, MOST_STEPS);
  world.calmDown();
  crowd.beBusy(HOUR, { least: MINUTE, most: 20 * MINUTE });
  const end = await scheduler.run(scheduler.now + 200 * HOUR, MOST_STEPS);
  ledger.must(end === 'quiet', () => `the world does not come to rest (${end})`);
}

async function report(world: World, seed: number): Promise<SeedReport> {
  const { checks, ledger, scheduler } = world;
  checks.atRest();
  await checkMessages(world);
  const ends: Partial<Record<RequestStatus, number>> = {};
  for (const { status } of checks.records.values()) ends[status] = (ends[status] ?? 0) + 1;
  return {
    seed,
    steps: scheduler.steps,
    requests: checks.records.size,
    effects: [...checks.effects.values()].reduce((sum, count) => sum + count, 0),
    ends,
    moves: checks.moves,
    decidedForOthers: checks.decidedForOthers,
    faults: ledger.faults,
    maybeTwice: [...checks.maybeTwice.values()].reduce((sum, count) => sum + count, 0),
    violations: ledger.violations,
    trace: ledger.trace,
  };
}
