import type { CardRenderer } from '../dialogs/card-renderer.ts';
import { saysCorrection } from '../dialogs/correction.ts';
import { isSelf, isSend, type PhraseIntent, readIntent } from '../dialogs/intent.ts';
import type { Prefill } from '../dialogs/prefill.ts';
import { readVerbAlone } from '../dialogs/verb-without-number.ts';
import { namesOnlyProducts, type Wish } from '../dialogs/wish.ts';
import { RequestError } from '../requests/errors.ts';
import type { CardUpdates } from './card-updates.ts';
import type { Commands } from './commands.ts';
import type { TeamsConnector } from './connector-client.ts';
import type { DraftConversation } from './draft-conversation.ts';
import { refusalText } from './refusal-text.ts';
import type { RequestActions } from './request-actions.ts';
import { foldedSpace } from './speaker.ts';
import { MessageSurface } from './surfaces.ts';
import { prepareDialogs, type Turn } from './turn.ts';
import type { TurnRunner } from './turn-runner.ts';

export type TurnWordsDependencies = {
  readonly actions: RequestActions;
  readonly commands: Commands;
  readonly drafts: DraftConversation;
  readonly connector: Pick<TeamsConnector, 'send'>;
  readonly updates: CardUpdates;
  readonly cards: CardRenderer;
};

/** Does what is said in words: goes on with the open draft, begins one, or runs a command. */
export class TurnWords {
  readonly #deps: TurnWordsDependencies;
  readonly #runner: TurnRunner;

  constructor(dependencies: TurnWordsDependencies, runner: TurnRunner) {
    this.#deps = dependencies;
    this.#runner = runner;
  }

  /** Does what was said, typed or by a button that says it. */
  async hear(turn: Turn, lines: string): Promise<void> {
    const intent = readIntent(lines);
    const typed = intent.kind === 'request' && intent.wish?.rows ? lines : foldedSpace(lines);
    prepareDialogs(turn, { press: null, typed, surface: this.#messageSurface(turn) });
    const isOpen = await this.#deps.drafts.isOpen(turn.context);
    switch (intent.kind) {
      case 'request':
        if (isOpen && (mayAnswer(intent.wish, typed) || saysCorrection(typed))) {
          return this.#deps.drafts.answer(turn.context);
        }
        return this.#deps.drafts.begin(turn.context, intent.wish);
      case 'again':
        return this.#askAgain(turn, intent.requestIds[0] ?? '');
      case 'thanks':
        // "OK" also sends what is open.
        if (isOpen && isSend(typed)) return this.#deps.drafts.answer(turn.context);
        await this.#deps.commands.run(intent, turn);
        return isOpen ? this.#runner.say(turn, turn.text('draft.stillOpen')) : undefined;
      case 'help':
        await this.#deps.commands.run(intent, turn);
        return isOpen ? this.#runner.say(turn, turn.text('draft.stillOpen')) : undefined;
      case 'discard':
        return this.#discard(turn, intent);
      case 'refresh':
        // "Refresh of the laptops" is a reason; a customer can be read anew when nothing is being asked.
        if (isOpen && intent.customer !== null) return this.#deps.drafts.answer(turn.context);
        return this.#deps.commands.run(intent, turn);
      case 'list':
        if (isOpen && intent.customer !== null) return this.#deps.drafts.answer(turn.context);
        return this.#deps.commands.run(intent, turn);
      case 'other':
        if (isOpen && readVerbAlone(typed) === undefined) return this.#deps.drafts.answer(turn.context);
        await this.#deps.commands.run(intent, turn);
        return isOpen ? this.#runner.say(turn, turn.text('draft.stillOpen')) : undefined;
      case 'link':
      case 'page':
        if (isOpen) return this.#deps.drafts.answer(turn.context);
        return this.#deps.commands.run(intent, turn);
      default:
        return this.#deps.commands.run(intent, turn);
    }
  }

  /** Asks again in words for what a request asked for. */
  async #askAgain(turn: Turn, requestId: string): Promise<void> {
    const prefill = await this.prefill(turn, requestId);
    if (typeof prefill === 'string') return this.#runner.say(turn, prefill);
    return this.#deps.drafts.begin(turn.context, null, prefill);
  }

  /** What is to be asked for again; a sentence where it may not be. */
  async prefill({ speaker, text }: Turn, requestId: string): Promise<Prefill | string> {
    try {
      return await this.#deps.actions.again(requestId, { person: speaker.person, text });
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      return refusalText(error, text);
    }
  }

  /** Begins a draft: the form is a message of its own. */
  async beginDraft(turn: Turn, prefill: Prefill | null): Promise<void> {
    prepareDialogs(turn, { press: null, typed: '', surface: this.#messageSurface(turn) });
    await this.#deps.drafts.begin(turn.context, null, prefill);
  }

  /** Discards the open draft in words; its card loses its buttons. */
  async #discard(turn: Turn, intent: PhraseIntent): Promise<void> {
    const discarded = await this.#deps.drafts.discard(turn.context);
    if (!discarded) return this.#deps.commands.run(intent, turn);
    const text = turn.text('draft.discarded');
    const { updates, cards } = this.#deps;
    if (discarded.cardId) updates.put(turn.speaker.place, discarded.cardId, cards.render('note', { text }));
    await this.#runner.say(turn, text);
  }

  #messageSurface({ speaker, shared }: Turn): MessageSurface {
    const { connector, updates, cards } = this.#deps;
    return new MessageSurface({ connector, updates, cards, place: speaker.place, text: shared });
  }
}

/**
 * Whether what asks for a license may as well answer the open question: a sentence that names neither an address nor products
 * for the speaker, such as a reason, or words that also send the review, as 申請します does.
 */
function mayAnswer(wish: Wish | null, typed: string): boolean {
  if (!wish) return isSend(typed);
  const isAddressed = wish.users.some((user) => user.includes('@'));
  return !isAddressed && !(wish.users.some(isSelf) && namesOnlyProducts(wish));
}
