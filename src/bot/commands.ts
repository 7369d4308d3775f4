import { requestIdsIn } from '../dialogs/about-request.ts';
import type { Card, CardRenderer } from '../dialogs/card-renderer.ts';
import { guessesFor } from '../dialogs/guesses.ts';
import type { Intent } from '../dialogs/intent.ts';
import { readVerbAlone, readVerbOfNothing } from '../dialogs/verb-without-number.ts';
import type { AboutRequest } from '../dialogs/words/language-words.ts';
import { listText } from '../i18n/list-text.ts';
import { plainText } from '../i18n/plain-text.ts';
import { LANGUAGES, type Translate } from '../i18n/translator.ts';
import type { SignIns } from '../identity/sign-ins.ts';
import type { ApprovalPolicy } from '../requests/approval-policy.ts';
import type { PersonId } from '../requests/person.ts';
import type { ListName } from '../requests/request-lists.ts';
import type { ChannelCommands } from './channel-commands.ts';
import type { CommandTurn } from './command-turn.ts';
import type { DelegationCommands } from './delegation-commands.ts';
import type { DirectoryCommands } from './directory-commands.ts';
import { Guide } from './guide.ts';
import type { Languages } from './languages.ts';
import type { LinkCommand } from './link-command.ts';
import { firstPage } from './list-ask.ts';
import { cardMessage, sentenceMessage } from './message.ts';
import type { PersonLimits } from './person-limits.ts';
import type { Actor } from './request-action.ts';
import { RequestCommands, type RequestCommandsDependencies } from './request-commands.ts';
import type { ListReader, RequestListViews } from './request-list-views.ts';
import type { Speaker } from './speaker.ts';
import { unclearText } from './unclear-text.ts';

const SIGN_IN_LINK_MS = 24 * 3_600_000;

export type CommandsDependencies = RequestCommandsDependencies & {
  readonly lists: RequestListViews;
  readonly cards: CardRenderer;
  readonly policy: ApprovalPolicy;
  readonly directory: Pick<DirectoryCommands, 'run'>;
  readonly channels: Pick<ChannelCommands, 'run'>;
  readonly links: Pick<LinkCommand, 'run'>;
  readonly delegations: Pick<DelegationCommands, 'run'>;
  readonly languages: Languages;
  readonly signIns: SignIns;
  readonly limits: Pick<PersonLimits, 'allows'>;
  readonly forgetTokens: (person: PersonId) => Promise<void>;
  readonly clock: () => Date;
};

/** The intents that are no part of a draft. */
export type Command = Exclude<Intent, { kind: 'request' | 'again' }>;

/** Everything that can be said beside a draft. */
export class Commands {
  readonly #deps: CommandsDependencies;
  readonly #guide: Guide;
  readonly #requests: RequestCommands;

  constructor(dependencies: CommandsDependencies) {
    this.#deps = dependencies;
    this.#guide = new Guide(dependencies);
    this.#requests = new RequestCommands(dependencies);
  }

  /** Does what was said and answers in the same place. */
  async run(command: Command, turn: CommandTurn): Promise<void> {
    const { speaker, text } = turn;
    switch (command.kind) {
      case 'help':
        return this.#show(turn, await this.#guide.help(actorOf(turn)));
      case 'thanks':
        return this.#say(turn, text('unknown.thanks'));
      case 'list':
        return this.#show(
          turn,
          await this.#deps.lists.show(firstPage(command.list, command.customer ?? ''), readerOf(turn)),
        );
      case 'page':
        return this.#turnPage(command.isBack, turn);
      case 'sign-out':
        await this.#deps.forgetTokens(speaker.person);
        return this.#say(turn, text('signOut.done'));
      case 'connect-directory':
        return this.#connectDirectory(turn);
      case 'directory':
      case 'refresh':
        return this.#show(turn, await this.#deps.directory.run(command, { person: speaker.person, text }));
      case 'use-channel':
      case 'leave-channel':
        return this.#say(turn, await this.#deps.channels.run(command, speaker, text));
      case 'delegate':
      case 'stop-delegating':
      case 'who-decides':
        return this.#say(turn, await this.#deps.delegations.run(command, speaker.person, text));
      case 'link':
        return this.#say(turn, await this.#deps.links.run(command, speaker.person, text));
      case 'discard':
        return this.#say(turn, text('draft.nothingToCancel'));
      case 'language':
        return this.#chooseLanguage(turn, command.language);
      case 'unclear':
        return this.#say(turn, unclearText(command, text));
      case 'other':
        return this.#unknown(turn, command.text);
      default:
        return this.#requests.run(command, turn);
    }
  }

  /** Greets somebody who installed the app. */
  async welcome(speaker: Speaker, text: Translate): Promise<void> {
    const card = await this.#guide.welcome({ person: speaker.person, text });
    await this.#deps.connector.send(speaker.place, cardMessage(card));
  }

  async #turnPage(isBack: boolean, turn: CommandTurn): Promise<void> {
    const card = await this.#deps.lists.turn(isBack, readerOf(turn));
    if (card) return this.#show(turn, card);
    return this.#say(turn, turn.text(card === null ? 'list.noPage' : 'list.noList'));
  }

  async #connectDirectory(turn: CommandTurn): Promise<void> {
    const { speaker, locale, text } = turn;
    if (!speaker.isPersonal || !(await this.#deps.policy.isOperator(speaker.person))) {
      return this.#say(turn, text('directory.notOperator'));
    }
    if (!this.#deps.limits.allows(speaker.person, 'sign-in')) return this.#say(turn, text('error.too-often'));
    const expiresAt = new Date(this.#deps.clock().getTime() + SIGN_IN_LINK_MS).toISOString();
    const url = await this.#deps.signIns.invite(speaker.person, { kind: 'directory' }, { expiresAt, locale });
    const card = this.#deps.cards.render('sign-in', {
      speak: text('directory.connectTitle'),
      title: text('directory.connectTitle'),
      text: text('directory.connectText'),
      button: text('signInCard.button'),
      url,
      private: text('signInCard.private'),
    });
    return this.#show(turn, card);
  }

  /** In a person's own chat their own choice; elsewhere an operator's, for everybody there. */
  async #chooseLanguage(turn: CommandTurn, language: string | null): Promise<void> {
    const { languages, policy } = this.#deps;
    const { person, place, isPersonal } = turn.speaker;
    if (!language) return this.#say(turn, turn.text('language.which', { languages: spokenHere(turn.text) }));
    if (isPersonal) {
      const text = await languages.chooseForPerson(person, language);
      return this.#say(turn, text('language.own'));
    }
    if (!(await policy.isOperator(person))) return this.#say(turn, turn.text('language.notOperator'));
    const text = await languages.chooseForConversation(place.conversationId, language, person);
    return this.#say(turn, text('language.here'));
  }

  /** A verb without a number is about the only request that it can mean; of several, or of none, their list is shown. */
  async #askWhich(list: ListName, turn: CommandTurn): Promise<void> {
    const { lists } = this.#deps;
    const only = await lists.onlyOne(list, readerOf(turn));
    if (only && (await this.#requests.show(only, turn))) return;
    await this.#say(turn, turn.text('list.whichOne'));
    return this.#show(turn, await lists.show(firstPage(list), readerOf(turn)));
  }

  /** A number alone shows its request, if there is one that this person may see. */
  async #unknown(turn: CommandTurn, typed: string): Promise<void> {
    const actor = actorOf(turn);
    const found = requestIdsIn(typed);
    if (found && /^[#.!?]*$/.test(found.rest)) {
      if (await this.#requests.show(found.ids[0] ?? '', turn)) return;
    }
    const list = listOfVerb(readVerbAlone(typed));
    if (list) return this.#askWhich(list, turn);
    const nothing = readVerbOfNothing(typed);
    const about = listOfVerb(nothing?.kind);
    if (nothing && about && guessesFor(typed, turn.text.language).length === 0) {
      await this.#say(turn, turn.text('list.noRequest', { text: plainText(nothing.named) }));
      return this.#show(turn, await this.#deps.lists.show(firstPage(about), readerOf(turn)));
    }
    return this.#show(turn, await this.#guide.answerUnknown(typed, actor));
  }

  async #show({ speaker }: CommandTurn, card: Card): Promise<void> {
    await this.#deps.connector.send(speaker.place, cardMessage(card));
  }

  async #say({ speaker }: CommandTurn, text: string): Promise<void> {
    await this.#deps.connector.send(speaker.place, sentenceMessage(text));
  }
}

/** The list with the requests that a verb can be about; undefined where there is none. */
function listOfVerb(verb: AboutRequest | undefined): ListName | undefined {
  switch (verb) {
    case 'status':
    case 'cancel':
    case 'nudge':
      return 'mine-open';
    case 'approve':
    case 'reject':
      return 'waiting';
    case 'again':
      return 'mine-done';
    default:
      return undefined;
  }
}

function actorOf({ speaker, text }: CommandTurn): Actor {
  return { person: speaker.person, text };
}

function readerOf({ speaker, text }: CommandTurn): ListReader {
  return { person: speaker.person, conversationId: speaker.place.conversationId, text };
}

/** The languages there are, each by its own name. */
function spokenHere(text: Translate): string {
  const names = LANGUAGES.map(
    (language) => new Intl.DisplayNames(language, { type: 'language' }).of(language) ?? language,
  );
  return listText(names, text);
}
