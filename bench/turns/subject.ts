import type { Surroundings } from '../surroundings.ts';

/** What each of the three programs under comparison is told. */
export type SubjectOrders = {
  readonly surroundings: Surroundings;
  /** The SQLite file, filled; its folder is the program's own. */
  readonly database: string;
  readonly folder: string;
  /** Whether sends are kept under Teams' limits, as in production. */
  readonly isPaced: boolean;
};

/** Where it listens. */
export type SubjectReady = { readonly port: number };
