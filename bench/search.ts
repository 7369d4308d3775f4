import { statSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { DirectoryStore, Findable } from '../src/directory/directory-store.ts';
import { asCustomer, asUser } from '../src/directory/partner-center-entries.ts';
import { compareText, patternsOf, ranked, type SearchPatterns } from '../src/directory/search-text.ts';
import { UserIndex } from '../src/directory/user-index.ts';
import { COMPETING } from '../src/storage/customer-search.ts';
import { migrate, openDatabase } from '../src/storage/database.ts';
import { createDirectoryStore } from '../src/storage/directory-store.ts';
import { startPostgresServer } from '../test/support/postgres-server.ts';
import { createRandom, makeCustomer, makeQuery, makeUser } from './search-data.ts';

export type SearchSize = {
  readonly customers: number;
  /** Users of each customer that has been looked into. */
  readonly users: number;
  readonly tenants: number;
  readonly queries: number;
  /** How many answers are compared with those of the oracle. */
  readonly checked: number;
};

const NOW = '2026-01-01T00:00:00.000Z';
const LIMIT = 15;
const ADA: SearchPatterns = {
  text: 'ada',
  terms: ['ada'],
  tiers: [['[<ada>]'], ['[<ada'], ['<ada>'], ['<ada'], ['ada']],
};

/** Measures the searches of the directory, and compares answers with those of an oracle that looks at everything. */
export async function benchSearch(folder: string, size: SearchSize): Promise<void> {
  const file = join(folder, 'search.db');
  console.log('\nSearches of the directory: SQLite\n');
  await benchOn(file, size);
  console.log(`database: ${(statSync(file).size / 1e6).toFixed(0)} MB`);
}

/** The same on a PostgreSQL of our own, over loopback. */
export async function benchSearchOnPostgres(size: SearchSize): Promise<void> {
  const server = await startPostgresServer();
  try {
    await server.newDatabase('search');
    console.log('\nSearches of the directory: PostgreSQL\n');
    await benchOn(`${server.address}/search`, size);
  } finally {
    await server.stop();
  }
}

async function benchOn(address: string, size: SearchSize): Promise<void> {
  const database = openDatabase(address);
  try {
    await migrate(database);
    const store = createDirectoryStore(database);
    await benchCustomers(store, size);
    await benchUsers(store, size);
  } finally {
    await database.destroy();
  }
}

async function benchCustomers(store: DirectoryStore, size: SearchSize): Promise<void> {
  const random = createRandom(1);
  const customers = Array.from({ length: size.customers }, (_, number) =>
    asCustomer({
      ...makeCustomer(random, number),
      id: idOf(number),
      customDomains: [],
      relationshipToPartner: 'reseller',
    }),
  );
  const began = performance.now();
  const pauses: number[] = [];
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  for (let start = 0; start < customers.length; start += 10) {
    const at = performance.now();
    await store.putCustomers(customers.slice(start, start + 10), NOW);
    pauses.push(performance.now() - at);
    await new Promise((resolve) => setImmediate(resolve));
  }
  loop.disable();
  const seconds = (performance.now() - began) / 1000;
  console.log(
    `${size.customers} customers written in ${seconds.toFixed(1)} s; 10 at once: ${spread(pauses)} ms`,
  );
  console.log(`  event loop meanwhile: ${delays(loop)}`);

  const search = async (patterns: SearchPatterns) => {
    const ids = best(await store.customerCandidates(patterns, LIMIT), patterns);
    await store.customersByIds(ids);
    return ids;
  };
  const texts = customers.map((customer) => (random(6) ? customer.name : (customer.domain ?? '')));
  const queries = queriesOver(texts, size.queries);
  const keys = keysOf(customers);
  await measure({
    name: 'customers',
    queries,
    checked: size.checked,
    search,
    expected: (patterns) => competitors(customers, keys, patterns),
  });
  let same = 0;
  for (const { patterns } of queries.slice(0, size.checked)) {
    const all = ranked(customers, patterns).slice(0, LIMIT);
    same += String(await search(patterns)) === String(all.map((customer) => customer.id)) ? 1 : 0;
  }
  console.log(
    `  ${percent(same / size.checked)} are the answers of a ranking in which all customers compete`,
  );
}

type Key = { readonly key: string; readonly customer: Findable; readonly position: number };

/** The fields and the words of all customers, sorted, as a person would look them up in a book. */
function keysOf(customers: readonly Findable[]): { fields: Key[]; words: Key[] } {
  const fields: Key[] = [];
  const words: Key[] = [];
  for (const [position, customer] of customers.entries()) {
    const seen = new Set<string>();
    for (const field of customer.searchText.slice(1, -1).split('][')) {
      const list = field.slice(1, -1).split('><');
      fields.push({ key: list.join(' '), customer, position });
      for (const key of list.filter((word) => !seen.has(word))) {
        seen.add(key);
        words.push({ key, customer, position });
      }
    }
  }
  const inOrder = (a: Key, b: Key) => compareText(a.key, b.key) || a.position - b.position;
  return { fields: fields.sort(inOrder), words: words.sort(inOrder) };
}

/** Every customer looked at, with the rule of who competes, and the same ranking. */
function competitors(
  customers: readonly Findable[],
  { fields, words }: ReturnType<typeof keysOf>,
  patterns: SearchPatterns,
): readonly string[] {
  const { text, terms } = patterns;
  const first = (all: readonly Key[], start: string) =>
    all.filter(({ key }) => key.startsWith(start)).slice(0, COMPETING);
  const competing = new Set(first(fields, text).map(({ customer }) => customer));
  const [only, ...others] = terms;
  if (competing.size < LIMIT && only && others.length === 0) {
    for (const { customer } of first(words, only)) competing.add(customer);
  }
  if (competing.size < LIMIT) {
    const containing = customers.filter(({ searchText }) => terms.every((term) => searchText.includes(term)));
    for (const customer of containing.slice(0, COMPETING)) competing.add(customer);
  }
  return best([...competing], patterns);
}

function best(all: readonly Findable[], patterns: SearchPatterns): readonly string[] {
  return ranked(all, patterns)
    .slice(0, LIMIT)
    .map((one) => one.id);
}

async function benchUsers(store: DirectoryStore, size: SearchSize): Promise<void> {
  const random = createRandom(2);
  const first: Findable[] = [];
  const began = performance.now();
  for (let tenant = 0; tenant < size.tenants; tenant++) {
    for (let start = 0; start < size.users; start += 100) {
      const users = Array.from({ length: Math.min(100, size.users - start) }, (_, number) =>
        asUser(userOf(random, start + number), NOW),
      );
      if (tenant === 0) first.push(...users);
      await store.putUsers(idOf(tenant), users);
    }
  }
  const seconds = (performance.now() - began) / 1000;
  console.log(
    `${size.users * size.tenants} users in ${size.tenants} customers written in ${seconds.toFixed(1)} s`,
  );

  const index = new UserIndex(store, 100_000);
  const find = async (tenant: number, patterns: SearchPatterns) => {
    const id = idOf(tenant);
    const { usersVersion: version } = await store.details(id);
    const ids = await index.search({ id, version }, patterns, LIMIT);
    const users = new Map((await store.usersByIds(id, ids)).map((user) => [user.id, user.id]));
    return ids.map((one) => users.get(one) ?? '');
  };
  const cold: number[] = [];
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  for (let tenant = 0; tenant < Math.min(size.tenants, 20); tenant++) {
    const at = performance.now();
    await find(tenant, ADA);
    cold.push(performance.now() - at);
  }
  loop.disable();
  console.log(`first search in a customer (its users are read into memory): ${spread(cold)} ms`);
  console.log(`  event loop meanwhile: ${delays(loop)}`);
  await find(0, ADA);
  const names = (
    await store.usersByIds(
      idOf(0),
      first.slice(0, 900).map((user) => user.id),
    )
  ).map((user) => (random(4) ? user.name : user.upn));
  await measure({
    name: 'users',
    queries: queriesOver(names, size.queries),
    checked: size.checked,
    search: (patterns) => find(0, patterns),
    expected: (patterns) => best(first, patterns),
  });
}

type Query = { readonly text: string; readonly patterns: SearchPatterns };

function queriesOver(texts: readonly string[], count: number): Query[] {
  const random = createRandom(3);
  const queries: Query[] = [];
  while (queries.length < count) {
    const text = makeQuery(random, texts[random(texts.length)] ?? '');
    const patterns = patternsOf(text);
    if (patterns) queries.push({ text, patterns });
  }
  return queries;
}

type Measurement = {
  readonly name: string;
  readonly queries: readonly Query[];
  readonly checked: number;
  readonly search: (patterns: SearchPatterns) => Promise<readonly string[]>;
  readonly expected: (patterns: SearchPatterns) => readonly string[];
};

/** Times every query, and compares some of them with the oracle. Throws when one of its answers was not found. */
async function measure({ name, queries, checked, search, expected }: Measurement): Promise<void> {
  for (const { patterns } of queries.slice(0, 200)) await search(patterns);
  const times = { long: noRuns(), short: noRuns() };
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  let slowest = { ms: 0, text: '' };
  for (const { text, patterns } of queries) {
    const { first, least } = await timed(() => search(patterns));
    const runs = patterns.terms.every((term) => [...term].length >= 3) ? times.long : times.short;
    runs.first.push(first);
    runs.least.push(least);
    if (least > slowest.ms) slowest = { ms: least, text };
    await new Promise((resolve) => setImmediate(resolve));
  }
  loop.disable();
  report(`${name}, every term of 3 characters and more`, times.long);
  report(`${name}, a term of 1 or 2 characters`, times.short);
  console.log(
    `  slowest: "${slowest.text}" ${slowest.ms.toFixed(2)} ms; event loop p99 ${(loop.percentile(99) / 1e6).toFixed(1)} ms`,
  );
  let same = 0;
  let wanted = 0;
  let hits = 0;
  for (const { text, patterns } of queries.slice(0, checked)) {
    const found = await search(patterns);
    const best = expected(patterns);
    wanted += best.length;
    hits += best.filter((id) => found.includes(id)).length;
    if (String(found) === String(best)) same++;
    else console.log(`  differs: "${text}"`);
  }
  const recall = wanted === 0 ? 1 : hits / wanted;
  console.log(
    `  recall@15 ${recall.toFixed(4)}, same order ${percent(same / Math.min(checked, queries.length))} of ${checked}`,
  );
  if (recall < 1) throw new Error('a search did not find what is there');
}

function userOf(random: (below: number) => number, number: number) {
  const { name, upn } = makeUser(random, number);
  return {
    id: idOf(number),
    displayName: name,
    upn,
    firstName: null,
    lastName: null,
    usageLocation: 'TR',
    state: 'active' as const,
    softDeletedAt: null,
  };
}

function idOf(number: number): string {
  const hex = (Math.imul(number + 1, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0');
  return `${hex}-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
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
  console.log(`  first run     ${spread(first)} ms`);
  console.log(`  least of 3    ${spread(least)} ms`);
}

function spread(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(3);
  return `p50 ${at(0.5)}  p90 ${at(0.9)}  p99 ${at(0.99)}  max ${at(1)}`;
}

function delays(loop: { percentile(share: number): number; readonly max: number }): string {
  const ms = (nanoseconds: number) => (nanoseconds / 1e6).toFixed(1);
  return `p50 ${ms(loop.percentile(50))}  p99 ${ms(loop.percentile(99))}  max ${ms(loop.max)} ms`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
