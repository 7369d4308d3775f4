import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { percentile } from '../spread.ts';

/** What the event loop did while it was watched; all in milliseconds. */
export type Watched = {
  /** How long each turn took, which is for how long everything else had to wait. */
  readonly turns: readonly number[];
  /** The same without the collection of garbage. */
  readonly own: readonly number[];
  /** How long the collector stopped everything, by its kind. */
  readonly garbage: ReadonlyMap<string, readonly number[]>;
};

const KINDS: ReadonlyMap<unknown, string> = new Map([
  [constants.NODE_PERFORMANCE_GC_MINOR, 'young'],
  [constants.NODE_PERFORMANCE_GC_MAJOR, 'all'],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'a step of all'],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, 'weak references'],
]);

type GarbageEntry = PerformanceEntry & { readonly detail?: { readonly kind?: unknown } };
type Pause = { readonly at: number; readonly ms: number; readonly kind: string };

/** Looks at the clock in every turn of the event loop, so that no timer's error is in what it sees. */
export function watchLoop(): { readonly end: () => Promise<Watched> } {
  const pauses: Pause[] = [];
  const note = (entries: readonly PerformanceEntry[]) => {
    for (const { startTime, duration, detail } of entries as readonly GarbageEntry[]) {
      pauses.push({ at: startTime, ms: duration, kind: KINDS.get(detail?.kind) ?? 'other' });
    }
  };
  const observer = new PerformanceObserver((list) => note(list.getEntries()));
  observer.observe({ entryTypes: ['gc'] });
  const times = [performance.now()];
  let isOver = false;
  const look = () => {
    times.push(performance.now());
    if (!isOver) setImmediate(look);
  };
  setImmediate(look);
  return {
    async end() {
      isOver = true;
      await turn();
      note(observer.takeRecords());
      observer.disconnect();
      return watched(times, pauses);
    },
  };
}

function watched(times: readonly number[], pauses: readonly Pause[]): Watched {
  const turns = times.slice(1).map((time, number) => time - (times[number] ?? time));
  const own = [...turns];
  const garbage = new Map<string, number[]>();
  let number = 0;
  const [start = 0] = times;
  const during = pauses.filter(({ at }) => at >= start);
  for (const { at, ms, kind } of during.toSorted((a, b) => a.at - b.at)) {
    while (number < turns.length && (times[number + 1] ?? 0) <= at) number++;
    const ofTurn = own[number];
    if (ofTurn === undefined) break;
    own[number] = Math.max(0, ofTurn - ms);
    garbage.set(kind, [...(garbage.get(kind) ?? []), ms]);
  }
  return { turns, own, garbage };
}

/** What a loop that only looks at the clock is stopped for by the machine. */
export async function idleLoop(): Promise<string> {
  const seconds = 3;
  const watch = watchLoop();
  await sleep(seconds * 1000);
  const { own } = await watch.end();
  const stopped = own.filter((ms) => ms > 1).toSorted((a, b) => a - b);
  const times = (stopped.length / seconds).toFixed(0);
  return `stopped for more than 1 ms ${times} times a second, longest ${(stopped.at(-1) ?? 0).toFixed(1)} ms`;
}

/** What was seen when the same was done several times: first everything, then what is left when chance is taken out. */
export function printWatched(rounds: readonly Watched[]): void {
  const [first] = rounds;
  const isSame = rounds.length > 1 && rounds.every(({ turns }) => turns.length === first?.turns.length);
  const own = isSame
    ? (first?.own ?? []).map((_, number) => Math.min(...rounds.map((round) => round.own[number] ?? 0)))
    : rounds.flatMap((round) => round.own);
  const which = isSame ? `least of ${rounds.length}` : `all of ${rounds.length}`;
  console.log(`  turns of the event loop: ${worked(rounds.flatMap((round) => round.turns))}`);
  console.log(`  without the collector's pauses, ${which}: ${worked(own)}`);
  console.log(`  collector: ${collected(rounds)}`);
}

/** What was seen in many short runs: of each the longest turn. */
export function printLongest(when: string, runs: readonly Watched[]): void {
  const longest = runs.map(({ turns }) => Math.max(...turns));
  console.log(`  longest turn of the event loop ${when}: ${stretches(longest)}`);
  console.log(`  collector: ${collected(runs)}`);
}

/** Only turns in which something was done. */
function worked(turns: readonly number[]): string {
  return stretches(turns.filter((ms) => ms > 0.03));
}

/** How stretches of time are told. */
export function stretches(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => percentile(sorted, share).toFixed(2);
  return `p50 ${at(0.5)}  p99 ${at(0.99)}  longest ${at(1)} ms`;
}

/** The collector's pauses by kind. */
function collected(rounds: readonly Watched[]): string {
  const kinds = new Set(rounds.flatMap(({ garbage }) => [...garbage.keys()]));
  const told = [...kinds].map((kind) => {
    const pauses = rounds.flatMap(({ garbage }) => garbage.get(kind) ?? []);
    return `${kind} ${pauses.length} times, ${stretches(pauses)}`;
  });
  return told.join('; ') || 'no pauses';
}
