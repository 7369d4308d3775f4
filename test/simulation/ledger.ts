import type { PersonId } from '../../src/requests/person.ts';
import { personKey } from '../../src/requests/person.ts';
import type { Scheduler } from './scheduler.ts';

/** What is counted, and what was found to be wrong. */
export class Ledger {
  readonly faults: Record<string, number> = {};
  readonly violations: string[] = [];
  /** What happened, one line each; kept only when asked for. */
  readonly trace: string[] = [];
  readonly #scheduler: Scheduler;
  readonly #isTraced: boolean;

  constructor(scheduler: Scheduler, isTraced: boolean) {
    this.#scheduler = scheduler;
    this.#isTraced = isTraced;
  }

  /** Counts something that went wrong on purpose. */
  fault(kind: string): void {
    this.faults[kind] = (this.faults[kind] ?? 0) + 1;
    this.note(`! ${kind}`);
  }

  /** Something that must never be. */
  violation(what: string): void {
    this.violations.push(`${this.#time()} ${what}`);
    this.note(`VIOLATION: ${what}`);
  }

  /** Checks a promise of the program. */
  must(isSo: boolean, what: () => string): void {
    if (!isSo) this.violation(what());
  }

  note(line: string): void {
    if (this.#isTraced) this.trace.push(`${this.#time()} ${line}`);
  }

  #time(): string {
    return new Date(this.#scheduler.now).toISOString().slice(5, 23);
  }
}

/** How a trace names somebody. */
export function nameOf(person: PersonId | null): string {
  return person === null ? 'nobody' : (personKey(person).split(':')[1] ?? '');
}
