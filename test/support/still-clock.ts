import { NOW } from './builders.ts';

/** A clock of its own for what is given one: it stands still until it is moved. */
export class StillClock {
  #now = Date.parse(NOW);

  /** To be handed on as `() => Date`. */
  readonly read = (): Date => new Date(this.#now);

  get iso(): string {
    return this.read().toISOString();
  }

  /** Moves on by some milliseconds. */
  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }

  /** Moves on to a time; never back. */
  moveTo(iso: string): void {
    this.#now = Math.max(this.#now, Date.parse(iso));
  }
}
