import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { spread } from './spread.ts';

/** What it is run on. */
export function describeMachine(): string {
  const memory = `${(totalmem() / 1e9).toFixed(0)} GB`;
  const load = loadavg()[0]?.toFixed(1);
  return `Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model}, ${memory}, load ${load}`;
}

/** How much the same work differs from one time to the next: what a ratio has to exceed to mean something. */
export class Noise {
  readonly #cpu: number[] = [];
  readonly #disk: number[] = [];
  readonly #block = Buffer.alloc(1_000_000, 7);

  /** Does a fixed piece of computing and a fixed number of flushed commits. */
  sample(): void {
    this.#cpu.push(timed(() => createHash('sha256').update(this.#block).digest(), 25));
    const folder = mkdtempSync(join(tmpdir(), 'license-desk-bench-'));
    const database = new DatabaseSync(join(folder, 'noise.db'));
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (n)');
    const insert = database.prepare('INSERT INTO t VALUES (1)');
    this.#disk.push(timed(() => insert.run(), 50) / 50);
    database.close();
    rmSync(folder, { recursive: true });
  }

  toString(): string {
    const largest = Math.max(...[this.#cpu, this.#disk].map((one) => Math.max(...one) / Math.min(...one)));
    return `noise: the same computing took ${spread(this.#cpu, 1)} ms, one flushed commit ${spread(this.#disk, 3)} ms; slowest / quickest ${largest.toFixed(2)}`;
  }
}

function timed(work: () => unknown, times: number): number {
  const at = performance.now();
  for (let run = 0; run < times; run += 1) work();
  return performance.now() - at;
}
