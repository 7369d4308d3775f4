import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fillDatabase } from './fill-database.ts';
import type { Stretch, StretchResult, TurnKind } from './generator.ts';
import { type Started, startProcess } from './processes.ts';
import { percentile, spread, table } from './spread.ts';
import type { Surroundings } from './surroundings.ts';
import type { SubjectReady } from './turns/subject.ts';

export type GrowthOptions = {
  readonly folder: string;
  readonly rounds: number;
  /** Conversations and ended requests in the small database and in the large one. */
  readonly few: number;
  readonly many: number;
  /** Turns of one kind in one round. */
  readonly turns: number;
  readonly deskOptions: readonly string[];
};

/** One of the two databases with the program on it. */
type Desk = {
  readonly size: number;
  readonly startMs: number;
  readonly process: Started<SubjectReady>;
  /** Turns so far. */
  from: number;
};

type Sample = { readonly ms: number; readonly p50: number; readonly cpuMs: number };

const IN_FLIGHT = 4;

/** Compares a turn among many conversations and requests with one among few, round by round. */
export async function benchGrowth(options: GrowthOptions): Promise<void> {
  const surroundings = await startProcess<Surroundings>('surroundings.ts', { connectorMs: 0 });
  const generator = await startProcess('generator.ts', surroundings.ready);
  const sizes = [options.few, options.many];
  try {
    const pending = options.turns * (options.rounds + 2);
    for (const size of sizes) {
      const folder = folderOf(options, size);
      mkdirSync(folder);
      const { connector } = surroundings.ready;
      const at = performance.now();
      await fillDatabase(join(folder, 'desk.db'), {
        connector,
        requests: pending,
        people: size,
        ended: size,
      });
      const seconds = ((performance.now() - at) / 1000).toFixed(0);
      console.log(`${size} conversations and ended requests written in ${seconds} s`);
    }
    for (const kind of ['message', 'press'] as const) {
      const desks = await Promise.all(
        sizes.map((size) => startDesk(kind, size, { options, surroundings: surroundings.ready })),
      );
      try {
        await compare(kind, desks, { options, generator, pending });
      } finally {
        await Promise.all(desks.map((desk) => desk.process.stop()));
      }
    }
  } finally {
    await Promise.all([generator.stop(), surroundings.stop()]);
  }
}

async function startDesk(
  kind: TurnKind,
  size: number,
  { options, surroundings }: { readonly options: GrowthOptions; readonly surroundings: Surroundings },
): Promise<Desk> {
  const folder = folderOf(options, size);
  const orders = { surroundings, folder, database: join(folder, 'desk.db'), isPaced: kind === 'press' };
  const process = await startProcess<SubjectReady>('turns/desk.ts', orders, {
    execArgv: options.deskOptions,
  });
  return { size, startMs: process.startedInMs, process, from: 0 };
}

type Setting = {
  readonly options: GrowthOptions;
  readonly generator: Started<unknown>;
  readonly pending: number;
};

async function compare(kind: TurnKind, desks: readonly Desk[], setting: Setting): Promise<void> {
  const samples = new Map<Desk, Sample[]>(desks.map((desk) => [desk, []]));
  for (let round = -1; round < setting.options.rounds; round += 1) {
    const order = round % 2 === 0 ? desks : desks.toReversed();
    for (const desk of order) {
      const sample = await sampleOf(kind, desk, setting);
      // The first round warms up.
      if (round >= 0) samples.get(desk)?.push(sample);
    }
  }
  const [few = [], many = []] = desks.map((desk) => samples.get(desk) ?? []);
  const ratio = (of: (sample: Sample) => number) =>
    spread(many.map((sample, round) => of(sample) / of(few[round] ?? sample)));
  console.log(
    `\n${kind === 'press' ? 'Invoke turn' : 'Message turn'} among many to one among few\n\n${table(
      ['', ...desks.map(({ size }) => `${size}`), 'ratio'],
      [
        ['start, ms', ...desks.map(({ startMs }) => startMs.toFixed(0)), ''],
        [
          'ms a turn',
          spread(few.map(({ ms }) => ms)),
          spread(many.map(({ ms }) => ms)),
          ratio(({ ms }) => ms),
        ],
        [
          'p50 ms',
          spread(few.map(({ p50 }) => p50)),
          spread(many.map(({ p50 }) => p50)),
          ratio(({ p50 }) => p50),
        ],
        [
          'CPU ms a turn',
          spread(few.map(({ cpuMs }) => cpuMs)),
          spread(many.map(({ cpuMs }) => cpuMs)),
          ratio(({ cpuMs }) => cpuMs),
        ],
      ],
    )}`,
  );
}

async function sampleOf(
  kind: TurnKind,
  desk: Desk,
  { options, generator, pending }: Setting,
): Promise<Sample> {
  const before = await desk.process.usage();
  const stretch: Stretch = {
    port: desk.process.ready.port,
    kind,
    inFlight: IN_FLIGHT,
    milliseconds: 60_000,
    most: options.turns,
    from: desk.from,
    people: desk.size,
    requests: pending + desk.size,
  };
  const { turns, milliseconds, latencies } = await generator.ask<StretchResult>(stretch);
  desk.from += turns;
  const after = await desk.process.usage();
  return {
    ms: milliseconds / turns,
    p50: percentile(latencies, 0.5),
    cpuMs: (after.cpuMs - before.cpuMs) / turns,
  };
}

function folderOf({ folder }: GrowthOptions, size: number): string {
  return join(folder, `growth-${size}`);
}
