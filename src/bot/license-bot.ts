import { ActivityTypes, INVOKE_RESPONSE_KEY, type InvokeResponse, type TurnContext } from 'botbuilder-core';
import { z } from 'zod';
import type { Card } from '../dialogs/card-renderer.ts';
import type { Choice } from '../dialogs/choices.ts';
import type { DraftDirectory } from '../dialogs/draft-directory.ts';
import type { SsoExchange } from '../identity/sso-exchange.ts';
import type { PersonId } from '../requests/person.ts';
import type { Installations } from './installations.ts';
import { type ActionAnswer, actionResponse, searchResponse } from './invoke-answer.ts';
import { type Languages, readingLocale } from './languages.ts';
import { cardMessage } from './message.ts';
import type { People } from './people.ts';
import type { PeopleStore } from './people-store.ts';
import type { PersonLimits } from './person-limits.ts';
import { type Press, readExecute, readSubmit } from './press.ts';
import type { SeenActivityStore } from './seen-activity-store.ts';
import { readSpeaker, readTypedLines } from './speaker.ts';
import type { Turn } from './turn.ts';
import { TurnPresses, type TurnPressesDependencies } from './turn-presses.ts';
import { TurnRunner, type TurnRunnerDependencies } from './turn-runner.ts';
import { TurnWords, type TurnWordsDependencies } from './turn-words.ts';
import { searchChoices } from './typeahead.ts';

/** Buttons whose answer is for the presser alone. */
const OWN_VIEWS = ['request.open', 'bundle.open', 'bundle.member', 'list.'];

export type LicenseBotDependencies = TurnRunnerDependencies &
  TurnWordsDependencies &
  TurnPressesDependencies & {
    readonly installations: Installations;
    readonly people: People;
    readonly peopleStore: Pick<PeopleStore, 'find'>;
    readonly directory: DraftDirectory;
    readonly sso: SsoExchange;
    readonly limits: Pick<PersonLimits, 'allows'>;
    /** Sends the sign-in button for what waits for this person: single sign-on failed without a word on their screen. */
    readonly offerSignInButton: (person: PersonId) => Promise<void>;
    readonly seen: SeenActivityStore;
    readonly languages: Languages;
    readonly clock: () => Date;
  };

/** Turns activities into who, where, what, and hands them on. */
export class LicenseBot {
  readonly #deps: LicenseBotDependencies;
  readonly #runner: TurnRunner;
  readonly #words: TurnWords;
  readonly #presses: TurnPresses;

  constructor(dependencies: LicenseBotDependencies) {
    this.#deps = dependencies;
    this.#runner = new TurnRunner(dependencies);
    this.#words = new TurnWords(dependencies, this.#runner);
    this.#presses = new TurnPresses(dependencies, { runner: this.#runner, words: this.#words });
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
    return this.#runner.isBusy;
  }

  /** Resolves when nothing goes on after the turns that were answered. */
  async idle(): Promise<void> {
    await this.#runner.idle();
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
      if (activity.type === ActivityTypes.Message) {
        // Teams has its answer meanwhile: telling can take a while.
        this.#runner.later(() => this.#runner.fail(turn, error));
        return;
      }
      await this.#deps.seen.unmark(mark);
      throw error;
    }
  }

  async #handleEvent(turn: Turn): Promise<void> {
    const { activity, speaker, known } = turn;
    switch (activity.type) {
      case ActivityTypes.Message:
        await this.#deps.people.meet(speaker, known);
        if (!known?.upn) this.#runner.later(() => this.#deps.people.completeFromRoster(speaker));
        return this.#runner.inTurn(
          turn,
          () => this.#handleMessage(turn),
          () => this.#runner.say(turn, turn.text('error.busy')),
        );
      case ActivityTypes.InstallationUpdate:
      case ActivityTypes.ConversationUpdate:
        if (!activity.action?.startsWith('remove')) await this.#deps.people.meet(speaker, known);
        this.#runner.later(() => this.#deps.installations.update(activity, speaker));
        return;
      default:
        return;
    }
  }

  async #handleMessage(turn: Turn): Promise<void> {
    const press = readSubmit(turn.activity);
    if (press) {
      const answer = await this.#presses.press(turn, press);
      if (answer?.kind === 'notice') await this.#runner.say(turn, answer.text);
      if (answer?.kind === 'card') await this.#showAnswer(turn, press, answer.card);
      return;
    }
    return this.#words.hear(turn, readTypedLines(turn.activity));
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
        if (answer) this.#runner.later(() => this.#deps.actions.followUp(answer));
        return this.#answer(context, actionResponse(answer ?? notice));
      }
      case 'application/search':
        return this.#answer(context, searchResponse(await this.#search(turn)));
      case 'signin/tokenExchange':
        return this.#answer(context, await this.#exchange(turn));
      case 'signin/failure':
        if (this.#deps.limits.allows(speaker.person, 'sign-in'))
          this.#runner.later(() => this.#deps.offerSignInButton(speaker.person));
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
      answer = await this.#presses.press(turn, press);
    };
    await this.#runner.inTurn(turn, handle, async () => {
      answer = { kind: 'notice', text: turn.text('error.busy') };
    });
    return answer;
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

  #answer(context: TurnContext, value: InvokeResponse): void {
    if (context.activity.type !== ActivityTypes.Invoke) return;
    context.turnState.set(INVOKE_RESPONSE_KEY, { type: ActivityTypes.InvokeResponse, value });
  }
}
