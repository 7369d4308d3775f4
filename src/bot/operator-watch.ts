import type { Logger } from 'pino';
import type { TextValues, Translator } from '../i18n/translator.ts';
import type { DirectoryHealth } from '../identity/directory-account.ts';
import type { Person } from '../requests/person.ts';
import type { TeamsConnector } from './connector-client.ts';
import { readingLocale } from './languages.ts';
import { sentenceMessage } from './message.ts';
import type { PeopleStore } from './people-store.ts';
import type { SeenActivityStore } from './seen-activity-store.ts';

/** How long the directory account may fail before an operator is told: a short outage mends itself. */
const PATIENCE_MS = 15 * 60_000;

export type OperatorWatchDependencies = {
  readonly directoryHealth: () => Promise<DirectoryHealth>;
  /** Days that the app's certificate has left, when that is few; null when all is well or there is none. */
  readonly certificateDaysLeft: (now: Date) => number | null;
  readonly operators: () => Promise<readonly Person[]>;
  readonly people: Pick<PeopleStore, 'find'>;
  readonly connector: Pick<TeamsConnector, 'send'>;
  readonly translator: Translator;
  /** Remembers for a day what was told, across restarts and instances. */
  readonly told: SeenActivityStore;
  readonly clock: () => Date;
  readonly log: Logger;
};

type Concern = { readonly key: string; readonly values: TextValues };

/** Tells operators, once a day, of what only they can mend: a directory account that died, a certificate that ends. */
export class OperatorWatch {
  readonly #deps: OperatorWatchDependencies;

  constructor(dependencies: OperatorWatchDependencies) {
    this.#deps = dependencies;
  }

  /** Looks and tells. A message that cannot be sent is logged; it is tried again the next day. */
  async look(): Promise<void> {
    for (const concern of await this.#concerns()) {
      if (!(await this.#deps.told.mark(`told ${concern.key}`, this.#deps.clock()))) continue;
      this.#deps.log.warn({ concern: concern.key, ...concern.values }, 'an operator is needed');
      for (const operator of await this.#deps.operators()) await this.#tell(operator, concern);
    }
  }

  async #concerns(): Promise<readonly Concern[]> {
    const now = this.#deps.clock();
    const health = await this.#deps.directoryHealth();
    const days = this.#deps.certificateDaysLeft(now);
    const concerns: (Concern | null)[] = [
      directoryConcern(health, now),
      days === null ? null : { key: 'operator.certificate', values: { count: Math.max(days, 0) } },
    ];
    return concerns.filter((concern) => concern !== null);
  }

  async #tell(operator: Person, { key, values }: Concern): Promise<void> {
    const known = await this.#deps.people.find(operator);
    if (!known?.chat) return;
    const text = this.#deps.translator.for(readingLocale(known))(key, values);
    try {
      await this.#deps.connector.send(known.chat, sentenceMessage(text));
    } catch (error) {
      this.#deps.log.warn({ err: error }, 'an operator could not be told');
    }
  }
}

function directoryConcern({ state, connectedAt, lastSuccessAt }: DirectoryHealth, now: Date): Concern | null {
  switch (state) {
    case 'connected':
      return null;
    case 'not-connected':
    case 'needs-sign-in':
      return { key: `operator.directory.${state}`, values: {} };
    case 'failing': {
      const since = Date.parse(lastSuccessAt ?? connectedAt ?? now.toISOString());
      return now.getTime() - since < PATIENCE_MS ? null : { key: 'operator.directory.failing', values: {} };
    }
  }
}
