import { ActivityTypes } from 'botbuilder-core';
import type { Prefill } from '../dialogs/prefill.ts';
import type { CardUpdates } from './card-updates.ts';
import type { TeamsConnector } from './connector-client.ts';
import type { DraftConversation } from './draft-conversation.ts';
import type { ActionAnswer } from './invoke-answer.ts';
import { readListPress } from './list-ask.ts';
import { readListDecision } from './list-picks.ts';
import { cardMessage } from './message.ts';
import { type Press, textOf } from './press.ts';
import type { RequestActions } from './request-actions.ts';
import type { RequestListViews } from './request-list-views.ts';
import { AnswerSurface } from './surfaces.ts';
import { prepareDialogs, shownMessage, type Turn } from './turn.ts';
import type { TurnRunner } from './turn-runner.ts';
import type { TurnWords } from './turn-words.ts';

export type TurnPressesDependencies = {
  readonly actions: RequestActions;
  readonly lists: RequestListViews;
  readonly drafts: DraftConversation;
  readonly connector: Pick<TeamsConnector, 'send'>;
  readonly updates: CardUpdates;
};

/** Does what the pressed button says. */
export class TurnPresses {
  readonly #deps: TurnPressesDependencies;
  readonly #runner: TurnRunner;
  readonly #words: TurnWords;

  constructor(
    dependencies: TurnPressesDependencies,
    { runner, words }: { readonly runner: TurnRunner; readonly words: TurnWords },
  ) {
    this.#deps = dependencies;
    this.#runner = runner;
    this.#words = words;
  }

  /** Answers a press; undefined for a verb that does not exist. */
  async press(turn: Turn, press: Press): Promise<ActionAnswer | undefined> {
    const { speaker, text } = turn;
    const actor = { person: speaker.person, text };
    if (press.verb === 'draft.start') return this.#startDraft(turn, null);
    if (press.verb === 'draft.again') {
      const prefill = await this.#words.prefill(turn, textOf(press, 'requestId') ?? '');
      return typeof prefill === 'string'
        ? { kind: 'notice', text: prefill }
        : this.#startDraft(turn, prefill);
    }
    if (press.verb === 'say') {
      this.#runner.afterwards(turn, (next) => this.#words.hear(next, textOf(press, 'words')));
      return { kind: 'notice', text: text('list.below') };
    }
    if (press.verb.startsWith('draft.')) return this.#pressDraft(turn, press);
    if (press.verb === 'list.open') return this.#openFromList(turn, press);
    if (press.verb.startsWith('list.')) {
      const reader = { ...actor, conversationId: speaker.place.conversationId };
      const decision = readListDecision(press);
      if (decision) {
        const card = await this.#deps.lists.decide(decision, reader);
        return card ? { kind: 'card', card } : { kind: 'notice', text: text('list.noneTicked') };
      }
      return { kind: 'card', card: await this.#deps.lists.show(readListPress(press), reader) };
    }
    return this.#deps.actions.press(press, actor, shownMessage(turn));
  }

  /** In a personal chat the request comes as a message of its own, so that the list can still be used. */
  async #openFromList(turn: Turn, press: Press): Promise<ActionAnswer> {
    const { activity, speaker, text } = turn;
    const answer = await this.#deps.actions.press(
      { ...press, verb: 'request.show' },
      { person: speaker.person, text },
    );
    if (answer.kind === 'notice' || !speaker.isPersonal || activity.type !== ActivityTypes.Invoke)
      return answer;
    this.#runner.later(
      async () => void (await this.#deps.connector.send(speaker.place, cardMessage(answer.card))),
    );
    return { kind: 'notice', text: text('list.below') };
  }

  async #pressDraft(turn: Turn, press: Press): Promise<ActionAnswer> {
    const surface = new AnswerSurface(this.#deps.updates, turn.speaker.place);
    prepareDialogs(turn, { press, typed: '', surface });
    const outcome = await this.#deps.drafts.press(turn.context, press);
    if (outcome !== 'not-open' && surface.card) return { kind: 'card', card: surface.card };
    const { speaker, text } = turn;
    const sent = await this.#deps.actions.sentFrom(shownMessage(turn), { person: speaker.person, text });
    return sent ?? { kind: 'notice', text: text('draft.notOpenForYou') };
  }

  #startDraft(turn: Turn, prefill: Prefill | null): ActionAnswer {
    this.#runner.afterwards(turn, (next) => this.#words.beginDraft(next, prefill));
    return { kind: 'notice', text: turn.text('draft.below') };
  }
}
