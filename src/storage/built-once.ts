import type { Compilable, CompiledQuery, Kysely, QueryResult } from 'kysely';
import { isPostgres } from './database.ts';
import { storable } from './postgres.ts';
import type { Tables } from './tables.ts';

type Value = string | number | null;
type Values = Readonly<Record<string, Value>>;

/** Stands for a value in the parameters of a query. */
class Place {
  readonly name: string;

  constructor(name: string) {
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
  const built = new Map<boolean, CompiledQuery<Row>>();
  return (database, given) => {
    const isOnPostgres = isPostgres(database);
    const query = built.get(isOnPostgres) ?? build(database, places<Given>()).compile();
    built.set(isOnPostgres, query);
    const parameters = query.parameters.map((parameter) => {
      if (!(parameter instanceof Place)) return parameter;
      const value = given[parameter.name];
      return isOnPostgres ? storable(value) : value;
    });
    return database.executeQuery({ ...query, parameters });
  };
}

/** The same for a query about some values, built once for each number of them; there must be few such numbers. */
export function builtOncePerCount<Row>(
  build: (database: Kysely<Tables>, values: readonly string[]) => Compilable<Row>,
): (database: Kysely<Tables>, values: readonly string[]) => Promise<QueryResult<Row>> {
  const byCount = new Map<number, ReturnType<typeof builtOnce<Record<string, string>, Row>>>();
  return (database, values) => {
    const run =
      byCount.get(values.length) ??
      builtOnce((one, given: Record<string, string>) =>
        build(
          one,
          values.map((_, at) => given[at] ?? ''),
        ),
      );
    byCount.set(values.length, run);
    return run(database, Object.fromEntries(values.entries()));
  };
}

function places<Given extends Values>(): Given {
  return new Proxy({} as Given, { get: (_, name) => new Place(String(name)) });
}
