import type { Logger } from 'pino';
import type { Card } from '../dialogs/card-renderer.ts';
import type { Draft } from '../dialogs/draft.ts';
import { membersOf } from '../dialogs/draft-members.ts';
import type { TurnDetails } from '../dialogs/turn-details.ts';
import { titleOf } from '../i18n/change-title.ts';
import { cardSubjectOf } from '../requests/bundle.ts';
import { RequestError } from '../requests/errors.ts';
import type { LicenseRequest } from '../requests/license-request.ts';
import type { RequestService } from '../requests/request-service.ts';
import type { TeamsConnector } from './connector-client.ts';
import { sentenceMessage } from './message.ts';
import type { PersonLimits } from './person-limits.ts';
import type { SharedView } from './shared-view.ts';
import { threadOf } from './thread-reference.ts';

export type DraftSendingDependencies = {
  readonly service: Pick<RequestService, 'submit' | 'submitBundle'>;
  readonly view: Pick<SharedView, 'forPerson'>;
  readonly limits: Pick<PersonLimits, 'allows'>;
  readonly connector: Pick<TeamsConnector, 'send'>;
  readonly log: Logger;
};

/** Makes a request, or several together, of a finished draft. */
export class DraftSending {
  readonly #deps: DraftSendingDependencies;

  constructor(dependencies: DraftSendingDependencies) {
    this.#deps = dependencies;
  }

  /** Returns the card that takes the draft's place. Throws `RequestError` when it may not be asked. */
  async send(draft: Draft, turn: TurnDetails): Promise<Card> {
    const { limits, service, view } = this.#deps;
    const { place, isPersonal, person, locale, text } = turn;
    if (!limits.allows(person, 'submit')) throw new RequestError('too-often');
    const thread = threadOf({ place, isPersonal, cardId: draft.cardId });
    const about = { reason: draft.reason ?? '', follows: draft.follows, requester: person, thread, locale };
    const [only, ...others] = membersOf(draft);
    if (!only) throw new RequestError('empty-change');
    const made =
      others.length === 0
        ? [await service.submit({ ...about, change: only.change })]
        : await service.submitBundle({ ...about, members: [only, ...others] });
    const [request] = made;
    if (!request) throw new Error('a draft came to no request');
    if (!turn.press) await this.#confirm(request, turn);
    return view.forPerson(request, { person, text });
  }

  /** In words it is answered in words. The request is made even where that fails; its card follows by the outbox. */
  async #confirm(request: LicenseRequest, { place, text }: TurnDetails): Promise<void> {
    const { connector, log } = this.#deps;
    const title = titleOf(request.change, text);
    const line = text('reply.submitted', { id: cardSubjectOf(request), title });
    await connector.send(place, sentenceMessage(line)).catch((error) => {
      log.warn({ err: error, requestId: request.id }, 'a sent request could not be confirmed');
    });
  }
}
