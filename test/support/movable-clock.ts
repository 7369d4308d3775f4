/** A clock that stands still until it is moved, for everything that is given it. */
export class MovableClock {
  #now: number;

  constructor(start: Date) {
    this.#now = start.getTime();
  }

  /** To be handed on as `() => Date`. */
  readonly read = (): Date => new Date(this.#now);

  /** Moves on by some milliseconds. */
  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }
}

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
