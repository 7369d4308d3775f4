import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fillDatabase } from './fill-database.ts';
import type { Stretch, StretchResult, TurnKind } from './generator.ts';
import type { Noise } from './machine.ts';
import { type Started, startProcess, type Usage } from './processes.ts';
import { percentile, spread, table } from './spread.ts';
import type { CallCounts, Surroundings } from './surroundings.ts';
import type { SubjectReady } from './turns/subject.ts';

/** The programs under comparison. */
export const SUBJECTS = ['desk', 'samples', 'bare'] as const;
export type SubjectName = (typeof SUBJECTS)[number];

/** The most first: their connections are open then, as those of Teams are. */
const IN_FLIGHT = [32, 8, 1] as const;

export type TurnsOptions = {
  readonly folder: string;
  readonly rounds: number;
  /** The most milliseconds, and the most turns, of each stretch of load. */
  readonly stretchMs: number;
  readonly turns: number;
  readonly requests: number;
  readonly noise: Noise;
  /** Options of Node for License Desk, as `npm start` sets them. */
  readonly deskOptions: readonly string[];
};

/** What one program did in one round. */
type Run = {
  readonly firstBody: string;
  readonly loaded: Usage;
  readonly cpuPerTurn: number;
  readonly stretches: ReadonlyMap<number, StretchResult>;
};

const PEOPLE = 2000;

/**
 * While presses are measured the connector takes its time: what License Desk tells after a decision, and the others do
 * not, then waits until the measurement is over. Growth is measured with all that follows.
 */
const SLOW_CONNECTOR_MS = 6000;

/** Measures both turns in all programs, round by round, and prints ratios. */
export async function benchTurns(options: TurnsOptions): Promise<void> {
  const surroundings = await startProcess<Surroundings>('surroundings.ts', { connectorMs: 0 });
  const generator = await startProcess('generator.ts', surroundings.ready);
  try {
    const template = join(options.folder, 'turns.db');
    const { connector } = surroundings.ready;
    await fillDatabase(template, { connector, requests: options.requests, people: PEOPLE });
    for (const kind of ['press', 'message'] as const) {
      const runs: Record<SubjectName, Run[]> = { desk: [], samples: [], bare: [] };
      await surroundings.ask({ connectorMs: kind === 'press' ? SLOW_CONNECTOR_MS : 0 });
      for (let round = 0; round < options.rounds; round += 1) {
        options.noise.sample();
        // Each goes first in turn.
        const order = SUBJECTS.map((_, at) => SUBJECTS[(at + round) % SUBJECTS.length] ?? 'desk');
        for (const name of order) {
          const run = await runOnce(name, kind, { options, surroundings, generator, template });
          runs[name].push(run);
        }
      }
      assertSameAnswers(runs);
      printTurns(kind, runs);
    }
  } finally {
    await Promise.all([generator.stop(), surroundings.stop()]);
  }
}

type Bench = {
  readonly options: TurnsOptions;
  readonly surroundings: Started<Surroundings>;
  readonly generator: Started<unknown>;
  readonly template: string;
};

/** One program from its start to its end, on a database of its own. */
async function runOnce(name: SubjectName, kind: TurnKind, bench: Bench): Promise<Run> {
  const { options, surroundings, generator, template } = bench;
  const folder = join(options.folder, 'subject');
  mkdirSync(folder);
  const database = join(folder, 'subject.db');
  copyFileSync(template, database);
  const orders = { surroundings: surroundings.ready, database, folder, isPaced: kind === 'press' };
  const subject = await startProcess<SubjectReady>(`turns/${name}.ts`, orders, {
    execArgv: name === 'desk' ? options.deskOptions : [],
  });
  const sentBefore = (await surroundings.ask<CallCounts>('counts')).connector;
  let from = 0;
  const load = async (inFlight: number, milliseconds: number, most = options.turns) => {
    const { port } = subject.ready;
    const stretch: Stretch = {
      ...{ port, kind, inFlight, milliseconds, from, people: PEOPLE, requests: options.requests },
      most,
    };
    const result = await generator.ask<StretchResult>(stretch);
    from += result.turns;
    return result;
  };
  try {
    const { firstBody } = await load(1, 60_000, 1);
    await load(32, options.stretchMs);
    const warm = await subject.usage();
    const warmTurns = from;
    const stretches = new Map<number, StretchResult>();
    for (const inFlight of IN_FLIGHT) stretches.set(inFlight, await load(inFlight, options.stretchMs));
    const loaded = await subject.usage();
    assertWritten(database, kind, from);
    if (kind === 'message') await assertSent(surroundings, sentBefore + from);
    return { firstBody, loaded, cpuPerTurn: (loaded.cpuMs - warm.cpuMs) / (from - warmTurns), stretches };
  } finally {
    await subject.stop();
    rmSync(folder, { recursive: true });
  }
}

/** Every turn that was answered stands in the database. */
function assertWritten(file: string, kind: TurnKind, turns: number): void {
  const database = new DatabaseSync(file, { readOnly: true });
  const table = kind === 'press' ? `audit_events WHERE kind = 'approved-stage'` : 'seen_activities';
  const row = database.prepare(`SELECT count(*) AS n FROM ${table}`).get();
  database.close();
  assert.equal(Number(row?.['n']), turns);
}

/** All three answer with the same card; only the moment of the decision differs. */
function assertSameAnswers(runs: Readonly<Record<SubjectName, readonly Run[]>>): void {
  const answers = SUBJECTS.flatMap((name) =>
    runs[name].map(({ firstBody }) => firstBody.replace(/\{\{(DATE|TIME)\([^)]*\)\}\}|· \d+ \w+ ago/g, '')),
  );
  assert.equal(new Set(answers).size, 1, 'the cards differ');
}

/** Every message was answered by a card. */
async function assertSent(surroundings: Started<Surroundings>, sent: number): Promise<void> {
  assert.equal((await surroundings.ask<CallCounts>('counts')).connector, sent);
}

function printTurns(kind: TurnKind, runs: Readonly<Record<SubjectName, readonly Run[]>>): void {
  const title =
    kind === 'press'
      ? 'Invoke turn: an approver presses Approve'
      : 'Message turn: a requester asks for the status';
  console.log(`\n${title}\n`);
  const perSecond = (run: Run, inFlight: number) => {
    const { turns, milliseconds } = stretchOf(run, inFlight);
    return (turns * 1000) / milliseconds;
  };
  const late = (run: Run, inFlight: number, share: number) =>
    percentile(stretchOf(run, inFlight).latencies, share);
  const rows = SUBJECTS.flatMap((name) =>
    IN_FLIGHT.map((inFlight) => [
      name,
      String(inFlight),
      spread(
        runs[name].map((run) => perSecond(run, inFlight)),
        0,
      ),
      spread(runs[name].map((run) => late(run, inFlight, 0.5))),
      spread(runs[name].map((run) => late(run, inFlight, 0.99))),
      inFlight === 32 ? spread(runs[name].map((run) => run.cpuPerTurn)) : '',
      inFlight === 32
        ? spread(
            runs[name].map((run) => run.loaded.peakRssMb),
            0,
          )
        : '',
    ]),
  );
  console.log(table(['', 'in flight', 'turns/s', 'p50 ms', 'p99 ms', 'CPU ms/turn', 'peak MB'], rows));
  const versus = (other: SubjectName, of: (run: Run) => number) =>
    spread(runs.desk.map((run, round) => of(run) / of(runs[other][round] ?? run)));
  console.log(
    `\n${table(
      ['License Desk', 'to the samples', 'to the bare server'],
      [
        ...IN_FLIGHT.map((inFlight) => [
          `turns/s, ${inFlight} in flight`,
          versus('samples', (run) => perSecond(run, inFlight)),
          versus('bare', (run) => perSecond(run, inFlight)),
        ]),
        [
          'p99, 32 in flight',
          versus('samples', (run) => late(run, 32, 0.99)),
          versus('bare', (run) => late(run, 32, 0.99)),
        ],
        ['CPU per turn', versus('samples', (run) => run.cpuPerTurn), versus('bare', (run) => run.cpuPerTurn)],
        [
          'peak memory under load',
          versus('samples', (run) => run.loaded.peakRssMb),
          versus('bare', (run) => run.loaded.peakRssMb),
        ],
      ],
    )}`,
  );
}

function stretchOf(run: Run, inFlight: number): StretchResult {
  const stretch = run.stretches.get(inFlight);
  if (!stretch) throw new Error(`nothing was measured with ${inFlight} in flight`);
  return stretch;
}
