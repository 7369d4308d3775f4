import {
  type Activity,
  ActivityTypes,
  INVOKE_RESPONSE_KEY,
  type InvokeResponse,
  TurnContext,
} from 'botbuilder';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Card, CardRenderer } from '../dialogs/card-renderer.ts';
import type { Choice } from '../dialogs/choices.ts';
import type { DraftDirectory } from '../dialogs/draft-directory.ts';
import { isSend, type PhraseIntent, readIntent } from '../dialogs/intent.ts';
import type { Prefill } from '../dialogs/prefill.ts';
import { setTurnDetails } from '../dialogs/turn-details.ts';
import type { Wish } from '../dialogs/wish.ts';
import type { Translate } from '../i18n/translator.ts';
import type { SsoExchange } from '../identity/sso-exchange.ts';
import { RequestError } from '../requests/errors.ts';
import type { PersonId } from '../requests/person.ts';
import { cardMessage } from './card-message.ts';
import type { CardUpdates } from './card-updates.ts';
import type { Commands } from './commands.ts';
import type { TeamsConnector } from './connector-client.ts';
import type { DraftConversation } from './draft-conversation.ts';
import type { FailedTurns } from './failed-turns.ts';
import type { Installations } from './installations.ts';
import { type ActionAnswer, actionResponse, searchResponse } from './invoke-answer.ts';
import { type Languages, readingLocale } from './languages.ts';
import { readListPress } from './list-ask.ts';
import { readListDecision } from './list-picks.ts';
import type { People } from './people.ts';
import type { KnownPerson, PeopleStore } from './people-store.ts';
import type { PersonLimits } from './person-limits.ts';
import { type Press, readExecute, readSubmit, textOf } from './press.ts';
import { refusalText } from './refusal-text.ts';
import type { RequestActions, ShownMessage } from './request-actions.ts';
import type { RequestListViews } from './request-list-views.ts';
import type { SeenActivityStore } from './seen-activity-store.ts';
import { foldedSpace, readSpeaker, readTypedLines, type Speaker } from './speaker.ts';
import { AnswerSurface, MessageSurface } from './surfaces.ts';
import { TurnQueueTimeout, type Turns } from './turns.ts';
import { searchChoices } from './typeahead.ts';

/** Buttons whose answer is for the presser alone. */
const OWN_VIEWS = ['request.open', 'bundle.open', 'bundle.member', 'list.'];

export type LicenseBotDependencies = {
  readonly actions: RequestActions;
  readonly lists: RequestListViews;
  readonly commands: Commands;
  readonly drafts: DraftConversation;
  readonly installations: Installations;
  readonly people: People;
  readonly peopleStore: Pick<PeopleStore, 'find'>;
  readonly directory: DraftDirectory;
  readonly sso: SsoExchange;
  readonly limits: Pick<PersonLimits, 'allows'>;
  /** Sends the sign-in button for what waits for this person: single sign-on failed without a word on their screen. */
  readonly offerSignInButton: (person: PersonId) => Promise<void>;
  readonly seen: SeenActivityStore;
  readonly turns: Turns;
  /** Sends what answers a turn. */
  readonly connector: Pick<TeamsConnector, 'send'>;
  readonly failures: Pick<FailedTurns, 'tell'>;
  readonly updates: CardUpdates;
  readonly cards: CardRenderer;
  readonly languages: Languages;
  readonly clock: () => Date;
  readonly log: Logger;
};

/** One turn as the bot sees it. */
type Turn = {
  readonly context: TurnContext;
  readonly activity: Activity;
  readonly speaker: Speaker;
  /** What was known of the speaker when the turn came in. */
  readonly known: KnownPerson | undefined;
  readonly locale: string;
  /** For whoever reads the answer. */
  readonly text: Translate;
  /** For what everybody in the conversation reads. */
  readonly shared: Translate;
};

/** Turns activities into who, where, what, and hands them on. */
export class LicenseBot {
  readonly #deps: LicenseBotDependencies;
  readonly #background = new Set<Promise<void>>();

  constructor(dependencies: LicenseBotDependencies) {
    this.#deps = dependencies;
  }

  /** Runs one turn. The sender is authenticated, and the tenant is one of ours. */
  async handle(context: TurnContext): Promise<void> {
    const { activity } = context;
    const speaker = readSpeaker(activity);
    if (!speaker) return this.#answer(context, { status: 200 });
    const known = await this.#deps.peopleStore.find(speaker.person);
    const locale = readingLocale(known, speaker.locale) ?? 'en';
    const own = this.#deps.languages.forReader(locale);
    const shared = speaker.isPersonal
      ? own
      : await this.#deps.languages.forConversation(speaker.place.conversationId, locale);
    // The answer to a press is read by the presser alone, everything else by all who are there.
    const text = activity.type === ActivityTypes.Invoke ? own : shared;
    const turn: Turn = { context, activity, speaker, known, locale, text, shared };
    if (activity.type === ActivityTypes.Invoke) return this.#handleInvoke(turn);
    await this.#once(turn, () => this.#handleEvent(turn));
  }

  /** Whether something goes on after a turn that was answered. */
  get isBusy(): boolean {
    return this.#background.size > 0;
  }

  /** Resolves when nothing goes on after the turns that were answered. */
  async idle(): Promise<void> {
    while (this.#background.size > 0) await Promise.all(this.#background);
    await this.#deps.updates.idle();
  }

  /**
   * Teams delivers a message again when it was not answered in time: the second one is passed over, also when the first
   * one failed. Whoever wrote it is told so and says it again.
   */
  async #once(turn: Turn, handle: () => Promise<void>): Promise<void> {
    const { activity } = turn;
    const mark = `${activity.conversation.id} ${activity.type} ${activity.id}`;
    if (activity.id && !(await this.#deps.seen.mark(mark, this.#deps.clock()))) return;
    try {
      await handle();
    } catch (error) {
      if (activity.type === ActivityTypes.Message) return this.#tellFailed(turn, error);
      await this.#deps.seen.unmark(mark);
      throw error;
    }
  }

  /** Teams has its answer meanwhile: telling can take a while. */
  #tellFailed({ speaker, shared }: Turn, error: unknown): void {
    this.#later(() => this.#deps.failures.tell({ place: speaker.place, text: shared }, error));
  }

  async #handleEvent(turn: Turn): Promise<void> {
    const { activity, speaker, known } = turn;
    switch (activity.type) {
      case ActivityTypes.Message:
        await this.#deps.people.meet(speaker, known);
        if (!known?.upn) this.#later(() => this.#deps.people.completeFromRoster(speaker));
        return this.#inTurn(
          turn,
          () => this.#handleMessage(turn),
          () => this.#say(turn, turn.text('error.busy')),
        );
      case ActivityTypes.InstallationUpdate:
      case ActivityTypes.ConversationUpdate:
        if (!activity.action?.startsWith('remove')) await this.#deps.people.meet(speaker, known);
        this.#later(() => this.#deps.installations.update(activity, speaker));
        return;
      default:
        return;
    }
  }

  async #handleMessage(turn: Turn): Promise<void> {
    const press = readSubmit(turn.activity);
    if (press) {
      const answer = await this.#press(turn, press);
      if (answer?.kind === 'notice') await this.#say(turn, answer.text);
      if (answer?.kind === 'card') await this.#showAnswer(turn, press, answer.card);
      return;
    }
    return this.#hear(turn, readTypedLines(turn.activity));
  }

  /** Does what was said, typed or by a button that says it. */
  async #hear(turn: Turn, lines: string): Promise<void> {
    const intent = readIntent(lines);
    const typed = intent.kind === 'request' && intent.wish?.rows ? lines : foldedSpace(lines);
    this.#prepare(turn, { press: null, typed, surface: this.#messageSurface(turn) });
    const isOpen = await this.#deps.drafts.isOpen(turn.context);
    switch (intent.kind) {
      case 'request':
        if (isOpen && mayAnswer(intent.wish, typed)) {
          return this.#deps.drafts.answer(turn.context);
        }
        return this.#deps.drafts.begin(turn.context, intent.wish);
      case 'again':
        return this.#askAgain(turn, intent.requestIds[0] ?? '');
      case 'discard':
        return this.#discard(turn, intent);
      case 'refresh':
        // "Refresh of the laptops" is a reason; a customer can be read anew when nothing is being asked.
        if (isOpen && intent.customer !== null) return this.#deps.drafts.answer(turn.context);
        return this.#deps.commands.run(intent, turn);
      case 'list':
        if (isOpen && intent.customer !== null) return this.#deps.drafts.answer(turn.context);
        return this.#deps.commands.run(intent, turn);
      case 'link':
      case 'page':
      case 'other':
        if (isOpen) return this.#deps.drafts.answer(turn.context);
        return this.#deps.commands.run(intent, turn);
      default:
        return this.#deps.commands.run(intent, turn);
    }
  }

  /**
   * A message cannot be answered with a card. Shared copies follow by themselves; what only the presser may see goes to
   * their own chat, whatever was pressed there.
   */
  async #showAnswer({ speaker }: Turn, { verb }: Press, card: Card): Promise<void> {
    if (verb.startsWith('draft.') || !(speaker.isPersonal || OWN_VIEWS.some((own) => verb.startsWith(own))))
      return;
    const chat = speaker.isPersonal
      ? speaker.place
      : (await this.#deps.peopleStore.find(speaker.person))?.chat;
    if (chat) await this.#deps.connector.send(chat, cardMessage(card));
  }

  async #handleInvoke(turn: Turn): Promise<void> {
    const { context, activity, speaker } = turn;
    switch (activity.name) {
      case 'adaptiveCard/action': {
        const press = readExecute(activity);
        const answer = press ? await this.#pressInTurn(turn, press) : undefined;
        const notice: ActionAnswer = { kind: 'notice', text: turn.text('error.unknownAction') };
        if (answer) this.#later(() => this.#deps.actions.followUp(answer));
        return this.#answer(context, actionResponse(answer ?? notice));
      }
      case 'application/search':
        return this.#answer(context, searchResponse(await this.#search(turn)));
      case 'signin/tokenExchange':
        return this.#answer(context, await this.#exchange(turn));
      case 'signin/failure':
        if (this.#deps.limits.allows(speaker.person, 'sign-in'))
          this.#later(() => this.#deps.offerSignInButton(speaker.person));
        return this.#answer(context, { status: 200 });
      default:
        // `signin/verifyState` needs no more than that: the sign-in page has completed the sign-in itself.
        return this.#answer(context, { status: 200 });
    }
  }

  async #pressInTurn(turn: Turn, press: Press): Promise<ActionAnswer | undefined> {
    let answer: ActionAnswer | undefined;
    const handle = async () => {
      await this.#deps.people.meet(turn.speaker, turn.known);
      answer = await this.#press(turn, press);
    };
    await this.#inTurn(turn, handle, async () => {
      answer = { kind: 'notice', text: turn.text('error.busy') };
    });
    return answer;
  }

  async #press(turn: Turn, press: Press): Promise<ActionAnswer | undefined> {
    const { speaker, text } = turn;
    const actor = { person: speaker.person, text };
    if (press.verb === 'draft.start') return this.#startDraft(turn, null);
    if (press.verb === 'draft.again') {
      const prefill = await this.#prefill(turn, textOf(press, 'requestId') ?? '');
      return typeof prefill === 'string'
        ? { kind: 'notice', text: prefill }
        : this.#startDraft(turn, prefill);
    }
    if (press.verb === 'say') {
      this.#afterwards(turn, (next) => this.#hear(next, textOf(press, 'words')));
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
    this.#later(async () => void (await this.#deps.connector.send(speaker.place, cardMessage(answer.card))));
    return { kind: 'notice', text: text('list.below') };
  }

  async #pressDraft(turn: Turn, press: Press): Promise<ActionAnswer> {
    const surface = new AnswerSurface(this.#deps.updates, turn.speaker.place);
    this.#prepare(turn, { press, typed: '', surface });
    const outcome = await this.#deps.drafts.press(turn.context, press);
    if (outcome !== 'not-open' && surface.card) return { kind: 'card', card: surface.card };
    const { speaker, text } = turn;
    const sent = await this.#deps.actions.sentFrom(shownMessage(turn), { person: speaker.person, text });
    return sent ?? { kind: 'notice', text: text('draft.notOpenForYou') };
  }

  /** Asks again in words for what a request asked for. */
  async #askAgain(turn: Turn, requestId: string): Promise<void> {
    const prefill = await this.#prefill(turn, requestId);
    if (typeof prefill === 'string') return this.#say(turn, prefill);
    return this.#deps.drafts.begin(turn.context, null, prefill);
  }

  /** What is to be asked for again; a sentence where it may not be. */
  async #prefill({ speaker, text }: Turn, requestId: string): Promise<Prefill | string> {
    try {
      return await this.#deps.actions.again(requestId, { person: speaker.person, text });
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      return refusalText(error, text);
    }
  }

  #startDraft(turn: Turn, prefill: Prefill | null): ActionAnswer {
    this.#afterwards(turn, (next) => this.#beginDraft(next, prefill));
    return { kind: 'notice', text: turn.text('draft.below') };
  }

  /**
   * Goes on once a press was answered, as if a message had come: what follows are messages of their own. The context of
   * the turn is closed by then.
   */
  #afterwards({ context, ...turn }: Turn, work: (next: Turn) => Promise<void>): void {
    const next = { ...turn, text: turn.shared, context: new TurnContext(context.adapter, turn.activity) };
    const whenBusy = () => this.#say(next, next.text('error.busy'));
    this.#later(async () => {
      try {
        await this.#inTurn(next, () => work(next), whenBusy);
      } catch (error) {
        await this.#deps.failures.tell({ place: next.speaker.place, text: next.shared }, error);
      }
    });
  }

  /** Begins a draft: the form is a message of its own. */
  async #beginDraft(turn: Turn, prefill: Prefill | null): Promise<void> {
    this.#prepare(turn, { press: null, typed: '', surface: this.#messageSurface(turn) });
    await this.#deps.drafts.begin(turn.context, null, prefill);
  }

  /** Beyond the limit nothing is found: words can still be typed. */
  async #search({ activity, speaker }: Turn): Promise<readonly Choice[]> {
    if (!this.#deps.limits.allows(speaker.person, 'search')) return [];
    return searchChoices(activity.value, speaker.person, this.#deps);
  }

  async #exchange({ activity, speaker, locale }: Turn): Promise<InvokeResponse> {
    const shape = z.looseObject({ id: z.string(), connectionName: z.string(), token: z.string() });
    const value = shape.safeParse(activity.value);
    if (!value.success) return { status: 400 };
    const { id, connectionName, token } = value.data;
    const request = { person: speaker.person, exchangeId: id, connectionName, token, locale };
    return this.#deps.sso.exchange(request);
  }

  async #inTurn(turn: Turn, handle: () => Promise<void>, whenBusy: () => Promise<void>): Promise<void> {
    try {
      await this.#deps.turns.run(turn.speaker.place.conversationId, handle);
    } catch (error) {
      if (!(error instanceof TurnQueueTimeout)) throw error;
      await whenBusy();
    }
  }

  #prepare(
    { context, speaker, locale, shared }: Turn,
    details: {
      readonly press: Press | null;
      readonly typed: string;
      readonly surface: AnswerSurface | MessageSurface;
    },
  ): void {
    const { person, place, isPersonal } = speaker;
    setTurnDetails(context, { person, locale, text: shared, place, isPersonal, ...details });
  }

  #messageSurface({ speaker, shared }: Turn): MessageSurface {
    const { connector, updates, cards } = this.#deps;
    return new MessageSurface({ connector, updates, cards, place: speaker.place, text: shared });
  }

  /** Discards the open draft in words; its card loses its buttons. */
  async #discard(turn: Turn, intent: PhraseIntent): Promise<void> {
    const discarded = await this.#deps.drafts.discard(turn.context);
    if (!discarded) return this.#deps.commands.run(intent, turn);
    const text = turn.text('draft.discarded');
    const { updates, cards } = this.#deps;
    if (discarded.cardId) updates.put(turn.speaker.place, discarded.cardId, cards.render('note', { text }));
    await this.#say(turn, text);
  }

  async #say({ speaker }: Turn, text: string): Promise<void> {
    await this.#deps.connector.send(speaker.place, { type: 'message', textFormat: 'markdown', text });
  }

  #answer(context: TurnContext, value: InvokeResponse): void {
    if (context.activity.type !== ActivityTypes.Invoke) return;
    context.turnState.set(INVOKE_RESPONSE_KEY, { type: ActivityTypes.InvokeResponse, value });
  }

  /** Does something after the answer of this turn; what it throws is logged. */
  #later(work: () => Promise<void>): void {
    const running = new Promise((resolve) => setImmediate(resolve))
      .then(work)
      .catch((error) => this.#deps.log.error({ err: error }, 'work after a turn failed'))
      .finally(() => this.#background.delete(running));
    this.#background.add(running);
  }
}

/** The message whose button was pressed. */
function shownMessage({ activity, speaker }: Turn): ShownMessage {
  return { conversationId: speaker.place.conversationId, cardId: activity.replyToId ?? '' };
}

/**
 * Whether what asks for a license may as well answer the open question: a sentence without an address, such as a reason, or
 * words that also send the review, as 申請します does.
 */
function mayAnswer(wish: Wish | null, typed: string): boolean {
  return wish ? !wish.users.some((user) => user.includes('@')) : isSend(typed);
}
