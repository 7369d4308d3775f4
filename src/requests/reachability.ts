import type { Person } from './person.ts';

/** Tells who can be written to, so that the others can be named. */
export interface Reachability {
  unreachable(people: readonly Person[]): Promise<readonly Person[]>;
}
