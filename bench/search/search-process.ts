import { takeOrders } from '../processes.ts';
import { benchSearch, benchSearchOnPostgres, type SearchSize } from './search.ts';

/** What is searched: the file of a SQLite database, or null for a PostgreSQL of our own. */
export type SearchOrders = { readonly folder: string | null; readonly size: SearchSize };

takeOrders(async ({ folder, size }: SearchOrders) => {
  await (folder === null ? benchSearchOnPostgres(size) : benchSearch(folder, size));
  return { ready: null };
});
