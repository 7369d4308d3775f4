import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Findable } from '../../src/directory/directory-store.ts';
import { patternsOf, ranked, type SearchPatterns } from '../../src/directory/search-text.ts';
import { percentile } from '../spread.ts';
import { createRandom, makeQuery } from './data.ts';
import { printLongest, stretches, type Watched, watchLoop } from './loop-watch.ts';

/** As many as Teams shows. */
export const LIMIT = 15;

/** A whole one is asked for at Partner Center, too. */
const UPN = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

export type Query = { readonly text: string; readonly patterns: SearchPatterns };

/** What people may type who look for one of these texts. */
export function queriesOver(texts: readonly string[], count: number): Query[] {
  const random = createRandom(3);
  const queries: Query[] = [];
  while (queries.length < count) {
    const text = makeQuery(random, texts[random(texts.length)] ?? '');
    const patterns = patternsOf(text);
    if (patterns && !UPN.test(text)) queries.push({ text, patterns });
  }
  return queries;
}

export type Measurement = {
  readonly name: string;
  readonly queries: readonly Query[];
  /** How many answers are compared with the oracle's. */
  readonly checked: number;
  readonly search: (text: string) => Promise<readonly { readonly id: string }[]>;
  /** Everything that can be found. */
  readonly all: readonly Findable[];
};

/** Times every query, and compares some answers with those of an oracle. Throws when a search did not find what is there. */
export async function measure({ name, queries, checked, search, all }: Measurement): Promise<void> {
  for (const { text } of queries.slice(0, 200)) await search(text);
  const times = { long: noRuns(), short: noRuns() };
  let slowest = { ms: 0, text: '' };
  for (const { text, patterns } of queries) {
    const { first, least } = await timed(() => search(text));
    const runs = patterns.terms.every((term) => [...term].length >= 3) ? times.long : times.short;
    runs.first.push(first);
    runs.least.push(least);
    if (least > slowest.ms) slowest = { ms: least, text };
    await turn();
  }
  report(`${name}, every term of 3 characters and more`, times.long);
  report(`${name}, a term of 1 or 2 characters`, times.short);
  console.log(`  slowest: "${slowest.text}" ${slowest.ms.toFixed(2)} ms`);
  await watchSearches(queries, search);
  await compare({ queries: queries.slice(0, checked), search, all });
}

async function compare({ queries, search, all }: Pick<Measurement, 'queries' | 'search' | 'all'>) {
  let [same, wanted, hits] = [0, 0, 0];
  for (const { text, patterns } of queries) {
    const found = (await search(text)).map(({ id }) => id);
    const best = ranked(all, patterns)
      .slice(0, LIMIT)
      .map(({ id }) => id);
    wanted += best.length;
    hits += best.filter((id) => found.includes(id)).length;
    if (String(found) === String(best)) same++;
    else console.log(`  differs: "${text}"`);
  }
  const recall = wanted === 0 ? 1 : hits / wanted;
  console.log(
    `  recall@${LIMIT} ${recall.toFixed(4)}, the same order in ${same} of ${queries.length} answers`,
  );
  if (recall < 1) throw new Error('a search did not find what is there');
}

/** For how long a search holds up everything else. */
async function watchSearches(
  queries: readonly Query[],
  search: (text: string) => Promise<unknown>,
): Promise<void> {
  const runs: Watched[] = [];
  const least: number[] = [];
  for (const { text } of queries) {
    const ofQuery: Watched[] = [];
    for (let run = 0; run < 3; run++) {
      const watch = watchLoop();
      await search(text);
      ofQuery.push(await watch.end());
    }
    runs.push(...ofQuery);
    least.push(Math.min(...ofQuery.map(({ own }) => Math.max(...own))));
  }
  printLongest('in a search', runs);
  console.log(`  the same without the collector's pauses, least of 3: ${stretches(least)}`);
}

type Runs = { readonly first: number[]; readonly least: number[] };

function noRuns(): Runs {
  return { first: [], least: [] };
}

/** The first run, with all that the machine does meanwhile, and the quickest of three. */
async function timed(work: () => Promise<unknown>): Promise<{ first: number; least: number }> {
  const times: number[] = [];
  for (let run = 0; run < 3; run++) {
    const at = performance.now();
    await work();
    times.push(performance.now() - at);
  }
  return { first: times[0] ?? 0, least: Math.min(...times) };
}

function report(name: string, { first, least }: Runs): void {
  console.log(`${name} (${first.length} queries)`);
  console.log(`  first run     ${distribution(first)} ms`);
  console.log(`  least of 3    ${distribution(least)} ms`);
}

/** Half of the times, nine of ten, 99 of 100, and all of them were no longer. */
export function distribution(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => percentile(sorted, share).toFixed(3);
  return `p50 ${at(0.5)}  p90 ${at(0.9)}  p99 ${at(0.99)}  max ${at(1)}`;
}

/** What objects and buffers take that are in use, in MB. */
export function memoryInUse(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  // What the first time lets go of is given back at the second.
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1e6;
}
