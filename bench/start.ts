import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fillDatabase } from './fill-database.ts';
import type { Stretch, StretchResult } from './generator.ts';
import { type ProcessOptions, startProcess } from './processes.ts';
import { spread, table } from './spread.ts';
import type { Surroundings } from './surroundings.ts';
import type { SubjectReady } from './turns/subject.ts';

const PEOPLE = 100;

type Start = { readonly ms: number; readonly cpuMs: number; readonly rssMb: number };

/**
 * Measures from the start of a process to its first answer: with what Node compiled before, as in the image and the
 * systemd unit, and without.
 */
export async function benchStart(
  folder: string,
  { rounds, deskOptions }: { readonly rounds: number; readonly deskOptions: readonly string[] },
): Promise<void> {
  const surroundings = await startProcess<Surroundings>('surroundings.ts', { connectorMs: 0 });
  const generator = await startProcess('generator.ts', surroundings.ready);
  const kept = { NODE_COMPILE_CACHE: join(folder, 'compile-cache') };
  const desk = { file: 'turns/desk.ts', execArgv: deskOptions };
  const ways = [
    { name: 'desk', ...desk },
    { name: 'desk, compiled before', ...desk, env: kept },
    { name: 'samples', file: 'turns/samples.ts' },
    { name: 'samples, compiled before', file: 'turns/samples.ts', env: kept },
    { name: 'bare', file: 'turns/bare.ts' },
  ];
  const starts = ways.map((): Start[] => []);
  const startOnce = async (way: ProcessOptions & { readonly file: string }): Promise<Start> => {
    const own = join(folder, 'start');
    mkdirSync(own);
    const database = join(own, 'start.db');
    await fillDatabase(database, {
      connector: surroundings.ready.connector,
      requests: PEOPLE,
      people: PEOPLE,
    });
    const orders = { surroundings: surroundings.ready, database, folder: own, isPaced: false };
    const at = performance.now();
    const subject = await startProcess<SubjectReady>(way.file, orders, way);
    const stretch: Stretch = {
      ...{ port: subject.ready.port, kind: 'message', inFlight: 1, milliseconds: 60_000 },
      ...{ most: 1, from: 0, people: PEOPLE, requests: PEOPLE },
    };
    await generator.ask<StretchResult>(stretch);
    const ms = performance.now() - at;
    const { cpuMs, rssMb } = await subject.usage();
    await subject.stop();
    rmSync(own, { recursive: true });
    return { ms, cpuMs, rssMb };
  };
  try {
    // The first round fills the caches.
    for (let round = -1; round < rounds; round += 1) {
      for (const [at, way] of ways.entries()) {
        const start = await startOnce(way);
        if (round >= 0) starts[at]?.push(start);
      }
    }
  } finally {
    await Promise.all([generator.stop(), surroundings.stop()]);
  }
  const samples = starts[2] ?? [];
  const rows = ways.map(({ name }, at) => {
    const own = starts[at] ?? [];
    const ratio = own.map(({ ms }, round) => ms / (samples[round]?.ms ?? ms));
    return [
      name,
      spread(
        own.map(({ ms }) => ms),
        0,
      ),
      spread(ratio),
      spread(
        own.map(({ cpuMs }) => cpuMs),
        0,
      ),
      spread(
        own.map(({ rssMb }) => rssMb),
        0,
      ),
    ];
  });
  console.log(
    `\nFrom the start to the first answer\n\n${table(['', 'ms', 'to the samples', 'CPU ms', 'idle MB'], rows)}`,
  );
}
