import type { Random } from './random.ts';

type Event = { readonly at: number; readonly order: number; readonly run: () => void; isCancelled: boolean };

/** With this wait the program's workers ask whether something fell due; nothing else waits exactly so long. */
const IDLE_POLL_MS = 30_000;
const START = Date.UTC(2026, 2, 2, 9);

/**
 * The only clock and the only queue of a simulated world. One event runs at a time, then everything that follows from
 * it without waiting; events of the same moment run in a random order.
 */
export class Scheduler {
  now = START;
  steps = 0;
  readonly #random: Random;
  /** A heap, the next event first. */
  readonly #queue: Event[] = [];
  /** Polls of idle workers: they are passed over while nothing is due. */
  #polls: Event[] = [];
  /** When the database has something to do (milliseconds), or null. */
  earliestDue: () => number | null = () => null;

  constructor(random: Random) {
    this.#random = random;
  }

  readonly clock = (): Date => new Date(this.now);

  /** Runs something later. */
  after(milliseconds: number, run: () => void): Event {
    const at = this.now + Math.max(0, milliseconds);
    const event = { at, order: this.#random.number(), run, isCancelled: false };
    if (milliseconds === IDLE_POLL_MS) this.#polls.push(event);
    else push(this.#queue, event);
    return event;
  }

  /** Resolves later. */
  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.after(milliseconds, resolve));
  }

  /** Runs events until nothing is left, or nothing before `end`. */
  async run(end: number, mostSteps: number): Promise<'quiet' | 'end' | 'too-many-steps'> {
    for (let steps = 0; steps < mostSteps; steps++) {
      const event = this.#next(end);
      if (!event) return this.#queue.length === 0 ? 'quiet' : 'end';
      this.steps += 1;
      event.run();
      await settled();
    }
    return 'too-many-steps';
  }

  /** Puts this world's timers in the place of the machine's; returns how to put those back. */
  takeTimers(): () => void {
    const { setTimeout: realSet, clearTimeout: realClear } = globalThis;
    const set = (run: () => void, milliseconds = 0) => {
      const event = this.after(milliseconds, run);
      return Object.assign(event, { unref: () => event });
    };
    const clear = (event: Event | undefined) => {
      if (event) event.isCancelled = true;
    };
    Object.assign(globalThis, { setTimeout: set, clearTimeout: clear });
    return () => Object.assign(globalThis, { setTimeout: realSet, clearTimeout: realClear });
  }

  #next(end: number): Event | undefined {
    let first = this.#queue[0];
    while (first?.isCancelled) {
      pop(this.#queue);
      first = this.#queue[0];
    }
    const poll = this.#nextPoll();
    const due = this.earliestDue();
    if (poll && due !== null) {
      const at = Math.max(poll.at, due);
      if (at <= end && (!first || at <= first.at)) {
        this.#polls = this.#polls.filter((other) => other !== poll);
        this.now = Math.max(this.now, at);
        return poll;
      }
    }
    if (!first || first.at > end) return undefined;
    pop(this.#queue);
    this.now = Math.max(this.now, first.at);
    return first;
  }

  #nextPoll(): Event | undefined {
    if (this.#polls.some(({ isCancelled }) => isCancelled)) {
      this.#polls = this.#polls.filter(({ isCancelled }) => !isCancelled);
    }
    let first: Event | undefined;
    for (const poll of this.#polls) if (!first || isBefore(poll, first)) first = poll;
    return first;
  }
}

/** Resolves when all that follows without waiting has happened. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function isBefore(one: Event, other: Event): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

function push(heap: Event[], event: Event): void {
  let place = heap.length;
  heap.push(event);
  while (place > 0) {
    const parent = (place - 1) >> 1;
    const above = heap[parent];
    if (!above || !isBefore(event, above)) break;
    heap[place] = above;
    place = parent;
  }
  heap[place] = event;
}

function pop(heap: Event[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let place = 0;
  for (;;) {
    let child = 2 * place + 1;
    const right = heap[child + 1];
    let below = heap[child];
    if (!below) break;
    if (right && isBefore(right, below)) {
      child += 1;
      below = right;
    }
    if (!isBefore(below, last)) break;
    heap[place] = below;
    place = child;
  }
  heap[place] = last;
}
