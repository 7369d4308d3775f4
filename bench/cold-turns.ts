import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fillDatabase } from './fill-database.ts';
import type { Stretch, StretchResult } from './generator.ts';
import { startProcess } from './processes.ts';
import { table } from './spread.ts';
import type { CallCounts, Surroundings } from './surroundings.ts';
import type { SubjectReady } from './turns/subject.ts';

const TURNS = 32;

/** Counts what the first turns cause beside their answers, when they come all at once. */
export async function benchColdTurns(folder: string): Promise<void> {
  const surroundings = await startProcess<Surroundings>('surroundings.ts', { connectorMs: 0 });
  const generator = await startProcess('generator.ts', surroundings.ready);
  try {
    const rows: string[][] = [];
    for (const name of ['desk', 'samples']) {
      const own = join(folder, 'cold');
      mkdirSync(own);
      const database = join(own, 'cold.db');
      await fillDatabase(database, {
        connector: surroundings.ready.connector,
        requests: TURNS,
        people: TURNS,
      });
      const orders = { surroundings: surroundings.ready, database, folder: own, isPaced: false };
      const subject = await startProcess<SubjectReady>(`turns/${name}.ts`, orders);
      const before = await surroundings.ask<CallCounts>('counts');
      const stretch: Stretch = {
        ...{ port: subject.ready.port, kind: 'message', inFlight: TURNS, milliseconds: 60_000 },
        ...{ most: TURNS, from: 0, people: TURNS, requests: TURNS },
      };
      await generator.ask<StretchResult>(stretch);
      const after = await surroundings.ask<CallCounts>('counts');
      await subject.stop();
      rmSync(own, { recursive: true });
      rows.push([
        name,
        ...(['appToken', 'keys', 'connector'] as const).map((what) => `${after[what] - before[what]}`),
      ]);
    }
    console.log(
      `\n${TURNS} cold messages at once\n\n${table(['', 'app tokens', 'key sets', 'answers'], rows)}`,
    );
  } finally {
    await Promise.all([generator.stop(), surroundings.stop()]);
  }
}
