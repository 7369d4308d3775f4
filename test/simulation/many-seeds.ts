import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type SeedReport, type SimulationOptions, simulate } from './simulate.ts';

/** Which seeds to play: `from`, and every `step` after it. */
type Share = SimulationOptions & { readonly from: number; readonly to: number; readonly step: number };

/** Plays the seeds from one number up to, but without, another, on all processors; tells each report as it comes. */
export async function playSeeds(
  seeds: { readonly from: number; readonly to: number },
  options: SimulationOptions,
  onReport: (report: SeedReport) => void,
): Promise<void> {
  const step = Math.min(availableParallelism(), seeds.to - seeds.from);
  const shares = Array.from(
    { length: step },
    (_, n): Share => ({ ...options, ...seeds, from: seeds.from + n, step }),
  );
  await Promise.all(
    shares.map(
      (share) =>
        new Promise<void>((resolve, reject) => {
          const worker = new Worker(new URL(import.meta.url), { workerData: share });
          worker.on('message', onReport);
          worker.on('error', reject);
          worker.on('exit', () => resolve());
        }),
    ),
  );
}

if (!isMainThread && parentPort) {
  const { from, to, step, ...options }: Share = workerData;
  for (let seed = from; seed < to; seed += step) parentPort.postMessage(await simulate(seed, options));
}
