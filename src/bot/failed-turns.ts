import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Translate } from '../i18n/translator.ts';
import type { Place, TeamsConnector } from './connector-client.ts';
import { ConnectorError } from './connector-error.ts';

/** Whose turn failed: where they are to be told, and in which language. */
export type FailedTurn = { readonly place: Place; readonly text: Translate };

export type FailedTurnsDependencies = {
  readonly connector: Pick<TeamsConnector, 'send'>;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  readonly log: Logger;
};

/** Where Teams took no answer, it is asked again after these. */
const PAUSES_MS = [1000, 3000, 8000];

/** Tells whoever wrote or pressed that it failed through no fault of theirs, and the log why. */
export class FailedTurns {
  readonly #deps: FailedTurnsDependencies;

  constructor(dependencies: FailedTurnsDependencies) {
    this.#deps = dependencies;
  }

  /** Never throws: that nobody could be told is written to the log. */
  async tell({ place, text }: FailedTurn, error: unknown): Promise<void> {
    const { connector, sleep, log } = this.#deps;
    const reference = randomUUID().slice(0, 8);
    log.error({ err: error, reference }, 'turn failed');
    const message = { type: 'message', text: text('error.unexpected', { reference }) };
    for (const pause of [...PAUSES_MS, undefined]) {
      try {
        await connector.send(place, message);
        return;
      } catch (fault) {
        if (pause === undefined || !(fault instanceof ConnectorError)) {
          log.warn({ err: fault, reference }, 'nobody could be told of a failed turn');
          return;
        }
        await sleep(pause);
      }
    }
  }
}
