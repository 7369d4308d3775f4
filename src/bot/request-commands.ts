import type { RequestIntent } from '../dialogs/about-request.ts';
import type { Card } from '../dialogs/card-renderer.ts';
import { readExceptions } from '../dialogs/exceptions.ts';
import { RequestError } from '../requests/errors.ts';
import type { LicenseRequest } from '../requests/license-request.ts';
import type { BundleActions } from './bundle-actions.ts';
import { exceptionOfOne } from './bundle-exceptions.ts';
import type { CommandTurn } from './command-turn.ts';
import { confirmationOf } from './confirmation.ts';
import type { TeamsConnector } from './connector-client.ts';
import { decisionOn, standingLine } from './many-outcome.ts';
import { type ManyRequests, MOST_AT_ONCE } from './many-requests.ts';
import { cardMessage, sentenceMessage } from './message.ts';
import { refusalText } from './refusal-text.ts';
import type { Actor, RequestAction } from './request-action.ts';
import { isAboutPresentState, type RequestActions } from './request-actions.ts';
import type { RequestView } from './request-view.ts';

export type RequestCommandsDependencies = {
  readonly actions: RequestActions;
  readonly bundles: Pick<BundleActions, 'say'>;
  readonly many: ManyRequests;
  readonly view: RequestView;
  readonly connector: Pick<TeamsConnector, 'send'>;
};

const VERBS = {
  status: 'request.show',
  cancel: 'request.cancel',
  approve: 'request.approve',
  reject: 'request.reject',
  retry: 'request.retry',
  run: 'request.run',
  'give-up': 'request.giveUp',
  nudge: 'request.nudge',
} as const;

/** What can be said about requests by their numbers: those of one person, and those that several share. */
export class RequestCommands {
  readonly #deps: RequestCommandsDependencies;

  constructor(dependencies: RequestCommandsDependencies) {
    this.#deps = dependencies;
  }

  /** Does what was said about requests by their numbers, and answers in the same place. */
  async run(command: Exclude<RequestIntent, { kind: 'again' }>, turn: CommandTurn): Promise<void> {
    const { kind, requestIds, reason } = command;
    const verb = VERBS[kind];
    if (requestIds.length > MOST_AT_ONCE) {
      return this.#say(turn, turn.text('many.tooMany', { count: MOST_AT_ONCE }));
    }
    const actions = requestIds.map((requestId) => ({ verb, requestId, revision: null, reason }));
    if (actions.length > 1 && kind !== 'status') {
      const { summary, lines } = await this.#deps.many.say(actions, actorOf(turn));
      return this.#say(turn, [`**${summary}**`, ...lines].join('\n\n'));
    }
    for (const action of actions) await this.#aboutOne(action, turn);
  }

  async #aboutOne(action: RequestAction, turn: CommandTurn): Promise<void> {
    const { text } = turn;
    const actor = actorOf(turn);
    try {
      const { isPersonal } = turn.speaker;
      const said = await this.#deps.bundles.say(action, { ...actor, isPersonal });
      if (said)
        return await (said.kind === 'card' ? this.#show(turn, said.card) : this.#say(turn, said.text));
      const excepted = await this.#exceptedOf(action, actor);
      if (excepted !== undefined) return await this.#say(turn, excepted);
      const request = await this.#deps.actions.perform(action, actor);
      if (!request) return;
      if (action.verb === VERBS.status) return await this.#show(turn, await this.#cardOf(request, turn));
      if (isToldInThread(action.verb) && request.thread.key === turn.speaker.place.conversationId) return;
      await this.#say(turn, confirmationOf(action.verb, request, text));
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      const id = action.requestId;
      const isWhyMissing = error.code === 'reason-required';
      await this.#say(
        turn,
        isWhyMissing ? text('reply.rejectWhy', { id }) : await this.#refusal(error, action, turn),
      );
      if (isAboutPresentState(error)) await this.show(id, turn);
    }
  }

  /** Why it was refused; who had decided before is named to whoever may know. */
  async #refusal(error: RequestError, action: RequestAction, turn: CommandTurn): Promise<string> {
    const { text } = turn;
    const isDecision = action.verb === VERBS.approve || action.verb === VERBS.reject;
    if (error.code !== 'already-decided' || !isDecision) return refusalText(error, text);
    const shown = this.#deps.actions.perform({ ...action, verb: VERBS.status }, actorOf(turn));
    const request = await shown.catch((cause: unknown) => {
      if (!(cause instanceof RequestError)) throw cause;
    });
    const isTold = request && decisionOn(request) && !request.bundle;
    return isTold ? standingLine(error, request, text).text : refusalText(error, text);
  }

  /** Why nothing is done where somebody is left out of a request for one person; undefined where nobody is. */
  async #exceptedOf(action: RequestAction, actor: Actor): Promise<string | undefined> {
    if (action.verb === VERBS.status || readExceptions(action.reason).names.length === 0) return undefined;
    const request = await this.#deps.actions.perform({ ...action, verb: VERBS.status }, actor);
    return request && exceptionOfOne(action.reason, request, actor.text);
  }

  /** Shows what a number stands for, one request or several together; false when there is nothing that this person may see. */
  async show(requestId: string, turn: CommandTurn): Promise<boolean> {
    const actor = actorOf(turn);
    const { isPersonal } = turn.speaker;
    try {
      const action = { verb: VERBS.status, requestId, revision: null, reason: null };
      const together = await this.#deps.bundles.say(action, { ...actor, isPersonal });
      if (together?.kind === 'card') await this.#show(turn, together.card);
      if (together) return true;
      const request = await this.#deps.actions.perform(action, actor);
      if (request) await this.#show(turn, await this.#cardOf(request, turn));
      return request !== undefined;
    } catch (error) {
      if (error instanceof RequestError) return false;
      throw error;
    }
  }

  /** In a personal chat with the buttons of its reader, elsewhere as everybody may see it. */
  #cardOf(request: LicenseRequest, { speaker, text }: CommandTurn): Promise<Card> {
    if (speaker.isPersonal) return this.#deps.view.forPerson(request, { person: speaker.person, text });
    return this.#deps.view.forEverybody(request, text);
  }

  async #show({ speaker }: CommandTurn, card: Card): Promise<void> {
    await this.#deps.connector.send(speaker.place, cardMessage(card));
  }

  async #say({ speaker }: CommandTurn, text: string): Promise<void> {
    await this.#deps.connector.send(speaker.place, sentenceMessage(text));
  }
}

/** What ends a request is told in its thread, so that whoever said it there need not be told apart. */
function isToldInThread(verb: string): boolean {
  return verb === VERBS.cancel || verb === VERBS.reject;
}

function actorOf({ speaker, text }: CommandTurn): Actor {
  return { person: speaker.person, text };
}
