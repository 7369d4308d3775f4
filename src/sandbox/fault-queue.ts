/** A fault that waits for its turn, as the sandbox page lists it. */
export type PendingFault<Fault> = { readonly fault: Fault; readonly timesLeft: number };

type Entry<Fault, Target> = {
  readonly fault: Fault;
  readonly matches: (target: Target) => boolean;
  timesLeft: number;
};

/** Faults scripted for coming calls, first come first served. */
export class FaultQueue<Fault, Target> {
  #entries: Entry<Fault, Target>[] = [];

  /** Scripts a fault for the next `times` calls that match; `Infinity` until cleared. */
  add(fault: Fault, times: number, matches: (target: Target) => boolean): void {
    this.#entries.push({ fault, matches, timesLeft: times });
  }

  /** Takes the first fault that matches the call and is wanted, and counts it down. */
  take<Wanted extends Fault>(
    target: Target,
    isWanted: (fault: Fault) => fault is Wanted,
  ): Wanted | undefined {
    for (const entry of this.#entries) {
      const { fault } = entry;
      if (!isWanted(fault) || !entry.matches(target)) continue;
      entry.timesLeft -= 1;
      if (entry.timesLeft <= 0) this.#entries = this.#entries.filter((kept) => kept !== entry);
      return fault;
    }
    return undefined;
  }

  /** What is still scripted. */
  pending(): readonly PendingFault<Fault>[] {
    return this.#entries.map(({ fault, timesLeft }) => ({ fault, timesLeft }));
  }

  /** Forgets everything scripted. */
  clear(): void {
    this.#entries = [];
  }
}
