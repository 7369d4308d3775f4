import type { Logger } from 'pino';
import { PolicyFileError, type PolicyRules, parsePolicy } from './policy-file.ts';

const LOOK_EVERY_MS = 5000;

export type PolicyKeeperDependencies = {
  /** The text of the policy file. May throw. */
  readonly read: () => Promise<string>;
  /** The rules that the program started with. */
  readonly rules: PolicyRules;
  /** Other rules are in force now. */
  readonly onChanged: (rules: PolicyRules) => Promise<void>;
  /** The file cannot be used; told once for each state of the file. The rules of before stay in force. */
  readonly onFault: (error: Error) => Promise<void>;
  readonly log: Logger;
};

/** Keeps the rules in force: reads the policy file again and again, and never lets go of the last good one. */
export class PolicyKeeper {
  readonly #deps: PolicyKeeperDependencies;
  #rules: PolicyRules;
  /** What was read last, good or bad, so that the same is not judged twice. */
  #lastSeen: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;

  constructor(dependencies: PolicyKeeperDependencies) {
    this.#deps = dependencies;
    this.#rules = dependencies.rules;
  }

  /** The last good rules. */
  get rules(): PolicyRules {
    return this.#rules;
  }

  /** Starts to look at the file every few seconds. */
  start(): void {
    this.#timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
    this.#timer.unref();
  }

  /** Stops, and waits for a look that is under way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  /** Looks at the file now. Never rejects. */
  look(): Promise<void> {
    this.#looking ??= this.#look()
      .catch((error) => this.#deps.log.error({ err: error }, 'a change of the policy could not be told'))
      .finally(() => {
        this.#looking = undefined;
      });
    return this.#looking;
  }

  async #look(): Promise<void> {
    const { log, onChanged, read } = this.#deps;
    let text: string | undefined;
    try {
      text = await read();
      if (text === this.#lastSeen) return;
      const rules = parsePolicy(text);
      this.#lastSeen = text;
      if (rules.digest === this.#rules.digest) return;
      this.#rules = rules;
      log.info({ digest: rules.digest }, 'the policy was read anew');
      await onChanged(rules);
    } catch (error) {
      if (text === undefined) return await this.#fault(error, 'unreadable');
      if (!(error instanceof PolicyFileError)) throw error;
      await this.#fault(error, text);
    }
  }

  async #fault(error: unknown, seen: string): Promise<void> {
    if (this.#lastSeen === seen) return;
    this.#lastSeen = seen;
    const fault = error instanceof Error ? error : new Error('the policy file cannot be read');
    this.#deps.log.error({ err: fault, digest: this.#rules.digest }, 'the last good policy stays in force');
    await this.#deps.onFault(fault);
  }
}
