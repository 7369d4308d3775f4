import { writeSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

/** A moment at which a process can die: right before or right after a commit or a remote call. */
export type Step = string;

/**
 * The steps of this process in order. While they are counted, each is a place to die at: by SIGKILL, so that nothing is
 * finished, flushed or told.
 */
export class CrashSteps {
  #steps: Step[] | undefined;
  #dieAt: number | null = null;

  /** Counts from now on, and dies at this step; null dies at none. */
  count(dieAt: number | null): void {
    this.#steps = [];
    this.#dieAt = dieAt;
  }

  /** What was counted. */
  get counted(): readonly Step[] {
    return this.#steps ?? [];
  }

  readonly #step = (step: Step): void => {
    this.#steps?.push(step);
    if (!this.#steps || this.#steps.length !== this.#dieAt) return;
    writeSync(1, `died at step ${this.#dieAt}: ${step}\n`);
    process.kill(process.pid, 'SIGKILL');
    for (;;);
  };

  /** Watches every commit to SQLite and every remote call of this process. To be called before either is made. */
  install(): void {
    watchCommits(this.#step);
    watchCalls(this.#step);
  }
}

/** A statement that writes is a commit of its own unless it is part of a transaction. */
function watchCommits(step: (step: Step) => void): void {
  const prepare = DatabaseSync.prototype.prepare;
  DatabaseSync.prototype.prepare = function prepareWatched(this: DatabaseSync, sql: string): StatementSync {
    const statement = prepare.call(this, sql);
    const verb = /^\s*(commit|insert|update|delete)\b/i.exec(sql)?.[1]?.toLowerCase();
    if (!verb) return statement;
    const isCommit = verb === 'commit';
    const words = isCommit ? verb : `${verb} ${/\b(?:into|update|from) "?(\w+)/i.exec(sql)?.[1]}`;
    const around = <R>(work: () => R): R => {
      if (!isCommit && this.isTransaction) return work();
      step(`before ${words}`);
      const result = work();
      step(`after ${words}`);
      return result;
    };
    const run = statement.run.bind(statement);
    const all = statement.all.bind(statement);
    Object.defineProperties(statement, {
      run: { value: (...values: SQLInputValue[]) => around(() => run(...values)) },
      all: { value: (...values: SQLInputValue[]) => around(() => all(...values)) },
    });
    return statement;
  };
}

function watchCalls(step: (step: Step) => void): void {
  const call = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const words = `${init?.method ?? 'GET'} ${shortened(url.pathname)}`;
    step(`before ${words}`);
    try {
      return await call(input, init);
    } finally {
      step(`after ${words}`);
    }
  };
}

/** A path without the ids in it. */
function shortened(path: string): string {
  return path
    .split('/')
    .map((part) => (part.length > 20 ? '…' : part))
    .join('/');
}
