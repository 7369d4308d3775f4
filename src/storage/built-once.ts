import type { Compilable, CompiledQuery, Kysely, QueryResult } from 'kysely';
import { isPostgres } from './database.ts';
import { storable } from './postgres.ts';
import type { Tables } from './tables.ts';

type Value = string | number | null;
type Values = Readonly<Record<string, Value>>;

/** Stands for a value in the parameters of a query. */
class Place {
  readonly row: number;
  readonly name: string;

  constructor(row: number, name: string) {
    this.row = row;
    this.name = name;
  }
}

/**
 * A query whose text is built once for each engine: on SQLite, building it takes longer than running it. For those of every
 * turn.
 * @param build makes the query; the members of `given` stand for the values of a run, and can only be compared and stored
 */
export function builtOnce<Given extends Values, Row>(
  build: (database: Kysely<Tables>, given: Given) => Compilable<Row>,
): (database: Kysely<Tables>, given: Given) => Promise<QueryResult<Row>> {
  const run = builtFor<Given, Row>((database) => build(database, placesOf(0)));
  return (database, given) => run(database, [given]);
}

/** Queries about more rows are rare: they are built whenever they are run. */
const MOST_ROWS = 20;

/** The same for a query about some rows of values, built once for each number of them. */
export function builtOncePerCount<Given extends Values, Row>(
  build: (database: Kysely<Tables>, rows: readonly Given[]) => Compilable<Row>,
): (database: Kysely<Tables>, rows: readonly Given[]) => Promise<QueryResult<Row>> {
  const byCount = new Map<number, ReturnType<typeof builtFor<Given, Row>>>();
  return (database, rows) => {
    const run =
      byCount.get(rows.length) ??
      builtFor<Given, Row>((one) =>
        build(
          one,
          rows.map((_, row) => placesOf(row)),
        ),
      );
    if (rows.length <= MOST_ROWS) byCount.set(rows.length, run);
    return run(database, rows);
  };
}

function builtFor<Given extends Values, Row>(
  build: (database: Kysely<Tables>) => Compilable<Row>,
): (database: Kysely<Tables>, rows: readonly Given[]) => Promise<QueryResult<Row>> {
  const built = new Map<boolean, CompiledQuery<Row>>();
  return (database, rows) => {
    const isOnPostgres = isPostgres(database);
    const query = built.get(isOnPostgres) ?? build(database).compile();
    built.set(isOnPostgres, query);
    const parameters = query.parameters.map((parameter) => {
      if (!(parameter instanceof Place)) return parameter;
      const value = rows[parameter.row]?.[parameter.name];
      return isOnPostgres ? storable(value) : value;
    });
    return database.executeQuery({ ...query, parameters });
  };
}

function placesOf<Given extends Values>(row: number): Given {
  return new Proxy({} as Given, { get: (_, name) => new Place(row, String(name)) });
}
