import sinon from 'sinon';

/**
 * The date of the whole process, standing still until it is moved: libraries that look at the date themselves, such as
 * MSAL, go with it. Timers go on as ever. One at a time; to be released.
 */
export class MovableClock {
  readonly #fake: sinon.SinonFakeTimers;

  constructor() {
    this.#fake = sinon.useFakeTimers({ now: Date.now(), toFake: ['Date'] });
  }

  /** Moves on by some milliseconds. */
  advance(milliseconds: number): void {
    this.#fake.setSystemTime(this.#fake.now + milliseconds);
  }

  /** Gives the machine's date back. */
  release(): void {
    this.#fake.restore();
  }
}

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
