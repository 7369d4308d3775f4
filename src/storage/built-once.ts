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

function places<Given extends Values>(): Given {
  return new Proxy({} as Given, { get: (_, name) => new Place(String(name)) });
}
