import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Findable } from '../directory/directory-store.ts';
import type { SearchPatterns } from '../directory/search-text.ts';
import type { Tables } from './tables.ts';

/** A customer to index; `position` is its row's own number. */
export type IndexedCustomer = { readonly position: number; readonly searchText: string };

/**
 * The index over all customers: the one part that each database engine does in its own way. It names candidates;
 * the directory ranks them.
 */
export interface CustomerSearch {
  add(database: Kysely<Tables>, customers: readonly IndexedCustomer[]): Promise<void>;
  remove(database: Kysely<Tables>, customers: readonly IndexedCustomer[]): Promise<void>;
  /** Customers among which the `enough` best are, in no order. */
  candidates(
    database: Kysely<Tables>,
    patterns: SearchPatterns,
    enough: number,
  ): Promise<readonly Findable[]>;
}

/**
 * Who competes: the first so many, by the alphabet, of which the name or domain begins with the query; if those are
 * too few, as many of which a word begins with it; then as many that contain it, the longest known first. Nobody
 * means one of more by so little text.
 */
export const COMPETING = 50;

/**
 * The search in SQLite. A table of names and words finds what begins with the query, FTS5's trigram index what
 * contains it, and an index of single and double characters what contains a term that is shorter (田中).
 */
export const sqliteCustomerSearch: CustomerSearch = {
  async add(database, customers) {
    if (customers.length === 0) return;
    const texts = JSON.stringify(customers.map((customer) => [customer.position, customer.searchText]));
    const grams = JSON.stringify(
      customers.map((customer) => [customer.position, gramsOf(customer.searchText)]),
    );
    const keys = JSON.stringify(
      customers.flatMap((one) => keysOf(one.searchText).map((key) => [key, one.position])),
    );
    await sql`insert into customer_trigrams (rowid, text)
      select value ->> 0, value ->> 1 from json_each(${texts})`.execute(database);
    await sql`insert into customer_grams (rowid, grams)
      select value ->> 0, value ->> 1 from json_each(${grams})`.execute(database);
    await sql`insert into customer_keys (key, position)
      select value ->> 0, value ->> 1 from json_each(${keys})`.execute(database);
  },

  async remove(database, customers) {
    if (customers.length === 0) return;
    const positions = JSON.stringify(customers.map((customer) => customer.position));
    const keys = JSON.stringify(
      customers.flatMap((one) => keysOf(one.searchText).map((key) => [key, one.position])),
    );
    await sql`delete from customer_trigrams where rowid in (select value from json_each(${positions}))`.execute(
      database,
    );
    await sql`delete from customer_grams where rowid in (select value from json_each(${positions}))`.execute(
      database,
    );
    await sql`delete from customer_keys where (key, position) in
      (select value ->> 0, value ->> 1 from json_each(${keys}))`.execute(database);
  },

  candidates: (database, patterns, enough) =>
    competitors(database, patterns, {
      enough,
      containing: (terms) =>
        (terms.some((term) => lengthOf(term) < 3) ? containingShort : containing)(database, terms),
    }),
};

/** Who competes, in the order in which they are looked for; how texts are found that contain something is up to the engine. */
export async function competitors(
  database: Kysely<Tables>,
  { text, terms }: SearchPatterns,
  {
    enough,
    containing,
  }: {
    readonly enough: number;
    readonly containing: (terms: readonly string[]) => Promise<readonly Findable[]>;
  },
): Promise<readonly Findable[]> {
  const found = new Map<string, Findable>();
  const add = (rows: readonly Findable[]) => {
    for (const row of rows) found.set(row.id, row);
    return found.size >= enough;
  };
  const all = () => [...found.values()];
  if (add(await beginningWith(database, `${FIELD}${text}`))) return all();
  const [only, ...others] = terms;
  if (only && others.length === 0 && add(await beginningWith(database, `${WORD}${only}`))) return all();
  add(await containing(terms));
  return all();
}

/** Creates the tables of the index. FTS5 keeps no texts: they stand in the table of customers. */
export async function createCustomerIndex(database: Kysely<unknown>): Promise<void> {
  const options = sql.raw("content = '', contentless_delete = 1");
  await sql`create virtual table customer_trigrams
    using fts5 (text, tokenize = 'trigram case_sensitive 1', ${options})`.execute(database);
  await sql`create virtual table customer_grams
    using fts5 (grams, tokenize = 'ascii', detail = none, ${options})`.execute(database);
  await sql`create table customer_keys (key text not null, position integer not null,
    primary key (key, position)) without rowid`.execute(database);
}

const FIELD = '[';
const WORD = '<';

async function beginningWith(database: Kysely<Tables>, key: string): Promise<readonly Findable[]> {
  return findable(
    database,
    sql`from customer_keys k join customers c on c.position = k.position
      where k.key >= ${key} and k.key < ${`${key}\u{10ffff}`} order by k.key, k.position`,
  );
}

async function containing(database: Kysely<Tables>, terms: readonly string[]): Promise<readonly Findable[]> {
  const expression = terms.map((term) => `"${term}"`).join(' AND ');
  return findable(
    database,
    sql`from customer_trigrams t join customers c on c.position = t.rowid
      where t.customer_trigrams match ${expression} order by t.rowid`,
  );
}

/** A term of one or two characters among others: the double characters of all terms narrow it down, `instr` decides. */
async function containingShort(
  database: Kysely<Tables>,
  terms: readonly string[],
): Promise<readonly Findable[]> {
  const expression = [...new Set(terms.flatMap(narrowest))].map((gram) => `"${gram}"`).join(' AND ');
  const long = terms.filter((term) => lengthOf(term) > 2);
  const isHit = sql.join([sql`1`, ...long.map((term) => sql`instr(c.search_text, ${term}) > 0`)], sql` and `);
  return findable(
    database,
    sql`from customer_grams g join customers c on c.position = g.rowid
      where g.customer_grams match ${expression} and ${isHit} order by g.rowid`,
  );
}

/** Reads the first competitors of a `from … where … order by …` in which customers are `c`. */
export async function findable(
  database: Kysely<Tables>,
  source: RawBuilder<unknown>,
): Promise<readonly Findable[]> {
  const { rows } = await sql<Findable>`
    select c.id, c.search_text as "searchText", c.sort_key as "sortKey" ${source} limit ${COMPETING}`.execute(
    database,
  );
  return rows;
}

/** The fields as they are and the words, each after its mark. */
export function keysOf(searchText: string): string[] {
  const keys = new Set<string>();
  for (const field of searchText.slice(1, -1).split('][')) {
    const words = field.slice(1, -1).split('><');
    keys.add(`${FIELD}${words.join(' ')}`);
    for (const word of words) keys.add(`${WORD}${word}`);
  }
  return [...keys];
}

/** Every single and double character of the words. */
function gramsOf(searchText: string): string {
  const grams = new Set<string>();
  for (const word of searchText.split(/[[\]<>]+/)) {
    for (const character of word) grams.add(character);
    for (const pair of doubles(word)) grams.add(pair);
  }
  return [...grams].join(' ');
}

function narrowest(term: string): string[] {
  return lengthOf(term) === 1 ? [term] : doubles(term);
}

function doubles(word: string): string[] {
  const characters = [...word];
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`);
}

/** In characters, as the trigram index counts them. */
function lengthOf(text: string): number {
  return [...text].length;
}
