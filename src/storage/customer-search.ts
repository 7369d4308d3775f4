import { type Kysely, sql } from 'kysely';
import type { SearchPatterns } from '../directory/search-text.ts';
import type { Tables } from './tables.ts';

/** A customer to index; `position` is its row's own number. */
export type IndexedCustomer = { readonly position: number; readonly searchText: string };

/** A customer that was found, in the order of the ranking. */
export type FoundCustomer = { readonly id: string; readonly name: string; readonly domain: string | null };

/** The search among all customers: the one part that each database engine does in its own way. */
export interface CustomerSearch {
  add(database: Kysely<Tables>, customers: readonly IndexedCustomer[]): Promise<void>;
  remove(database: Kysely<Tables>, positions: readonly number[]): Promise<void>;
  find(database: Kysely<Tables>, patterns: SearchPatterns, limit: number): Promise<readonly FoundCustomer[]>;
}

/** Of one tier, so many compete for the places that are left: nobody means one of more by so little text. */
export const MAX_OF_ONE_TIER = 100;

/**
 * The search by SQLite's FTS5: a trigram index finds patterns of three characters and more, a second index of
 * single and double characters those that are shorter (田中).
 */
export const sqliteCustomerSearch: CustomerSearch = {
  async add(database, customers) {
    for (const { position, searchText } of customers) {
      await sql`insert into customer_trigrams (rowid, text) values (${position}, ${searchText})`.execute(
        database,
      );
      await sql`insert into customer_grams (rowid, grams) values (${position}, ${gramsOf(searchText)})`.execute(
        database,
      );
    }
  },

  async remove(database, positions) {
    for (const position of positions) {
      await sql`delete from customer_trigrams where rowid = ${position}`.execute(database);
      await sql`delete from customer_grams where rowid = ${position}`.execute(database);
    }
  },

  async find(database, { tiers, terms }, limit) {
    const found = new Map<string, FoundCustomer>();
    for (const patterns of tiers) {
      const isShort = patterns === tiers.at(-1) && terms.some((term) => lengthOf(term) < 3);
      const rows = await (isShort ? findShort : findLong)(database, patterns, MAX_OF_ONE_TIER + found.size);
      const better = rows
        .filter((row) => !found.has(row.id))
        .slice(0, MAX_OF_ONE_TIER)
        .sort((a, b) => compare(a.sort_key, b.sort_key) || compare(a.id, b.id));
      for (const { id, name, domain } of better) found.set(id, { id, name, domain });
      if (found.size >= limit) break;
    }
    return [...found.values()].slice(0, limit);
  },
};

/** Creates the two indexes. Their texts are not kept: they stand in the table of customers. */
export async function createCustomerIndex(database: Kysely<unknown>): Promise<void> {
  const options = sql.raw("content = '', contentless_delete = 1");
  await sql`create virtual table customer_trigrams using fts5 (text, tokenize = 'trigram case_sensitive 1', ${options})`.execute(
    database,
  );
  await sql`create virtual table customer_grams using fts5 (grams, tokenize = 'ascii', detail = none, ${options})`.execute(
    database,
  );
}

type Row = FoundCustomer & { readonly sort_key: string };

async function findLong(
  database: Kysely<Tables>,
  patterns: readonly string[],
  limit: number,
): Promise<readonly Row[]> {
  const expression = patterns.map(phraseOf).join(' AND ');
  const { rows } = await sql<Row>`
    select c.id, c.name, c.domain, c.sort_key
    from customer_trigrams t join customers c on c.position = t.rowid
    where t.customer_trigrams match ${expression} order by t.rowid limit ${limit}`.execute(database);
  return rows;
}

/** A term of one or two characters among others: the double characters of all terms narrow it down, `instr` decides. */
async function findShort(
  database: Kysely<Tables>,
  terms: readonly string[],
  limit: number,
): Promise<readonly Row[]> {
  const expression = [...new Set(terms.flatMap(narrowest))].map((gram) => `"${gram}"`).join(' AND ');
  const contains = terms
    .filter((term) => lengthOf(term) > 2)
    .map((term) => sql`and instr(c.search_text, ${term}) > 0`);
  const { rows } = await sql<Row>`
    select c.id, c.name, c.domain, c.sort_key
    from customer_grams g join customers c on c.position = g.rowid
    where g.customer_grams match ${expression} ${sql.join(contains, sql` `)}
    order by g.rowid limit ${limit}`.execute(database);
  return rows;
}

/** A pattern as FTS5 takes it. Two characters are too few for trigrams: `<c` always follows `[` or `>`. */
function phraseOf(pattern: string): string {
  if (lengthOf(pattern) > 2) return `"${pattern}"`;
  return `("[${pattern}" OR ">${pattern}")`;
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

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
