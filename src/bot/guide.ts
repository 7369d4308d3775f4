import type { Card, CardRenderer } from '../dialogs/card-renderer.ts';
import { guessesFor, personAlone } from '../dialogs/guesses.ts';
import { labelText, plainText } from '../i18n/plain-text.ts';
import { dateLanguage, type Translate } from '../i18n/translator.ts';
import type { ApprovalPolicy } from '../requests/approval-policy.ts';
import type { PersonId } from '../requests/person.ts';

export type GuideDependencies = {
  readonly cards: CardRenderer;
  readonly policy: Pick<ApprovalPolicy, 'mayDecide' | 'isOperator'>;
};

/** For whom, in which language. */
export type GuideReader = { readonly person: PersonId; readonly text: Translate };

/** What can be said, by the role that makes use of it. */
export const HELP_LINES = {
  ask: ['sentence', 'swap', 'draft', 'mine', 'status', 'cancel', 'nudge', 'again', 'language'],
  approve: ['pending', 'approve', 'reject', 'delegate', 'signOut'],
  operate: ['everything', 'channel', 'connect', 'directory', 'link'],
} as const;

type HelpGroup = keyof typeof HELP_LINES;

/** Shows people what they can say: when they come, when they ask, and when they were not understood. */
export class Guide {
  readonly #deps: GuideDependencies;

  constructor(dependencies: GuideDependencies) {
    this.#deps = dependencies;
  }

  /** The card that greets somebody: the first request is one press away. */
  async welcome({ person, text }: GuideReader): Promise<Card> {
    return this.#deps.cards.render('welcome', {
      lang: dateLanguage(text),
      speak: text('welcome.speak'),
      title: text('welcome.title'),
      text: text('welcome.text'),
      orSay: text('welcome.orSay'),
      examples: (['sentence', 'swap'] as const).map((line) => ({ say: plainText(text(`help.${line}.say`)) })),
      more: text('welcome.more'),
      mayDecide: await this.#deps.policy.mayDecide(person),
      labels: labelsOf(text),
    });
  }

  /** Examples of what this reader can say. */
  async help({ person, text }: GuideReader, title = text('help.title')): Promise<Card> {
    const { cards, policy } = this.#deps;
    const [mayDecide, isOperator] = await Promise.all([policy.mayDecide(person), policy.isOperator(person)]);
    const groups: readonly HelpGroup[] = [
      'ask',
      ...(mayDecide ? (['approve'] as const) : []),
      ...(isOperator ? (['operate'] as const) : []),
    ];
    return cards.render('help', {
      lang: dateLanguage(text),
      speak: text('help.title'),
      title,
      groups: groups.map((group) => ({
        title: text(`help.group.${group}`),
        lines: HELP_LINES[group].map((line) => ({
          say: plainText(text(`help.${line}.say`)),
          what: text(`help.${line}.what`),
        })),
      })),
      mayDecide,
      labels: labelsOf(text),
    });
  }

  /**
   * What somebody may have meant who was not understood, to be pressed, else help. What was typed is quoted; words without
   * a meaning, such as a picture, have nothing to quote.
   */
  async answerUnknown(typed: string, reader: GuideReader): Promise<Card> {
    const { text } = reader;
    if (typed === '') return this.help(reader);
    const person = personAlone(typed);
    const words = [
      ...guessesFor(typed, text.language),
      ...(person === undefined ? [] : [text('unknown.licenseFor', { user: person })]),
    ];
    if (words.length === 0) return this.help(reader, text('unknown.text', { text: plainText(typed) }));
    return this.#deps.cards.render('did-you-mean', {
      lang: dateLanguage(text),
      speak: text('unknown.question'),
      title: text('unknown.quote', { text: plainText(typed) }),
      question: text('unknown.question'),
      guesses: words.map((guess) => ({ title: labelText(guess), words: guess })),
      help: { title: text('unknown.helpTitle'), words: text('unknown.help') },
    });
  }
}

function labelsOf(text: Translate) {
  return { start: text('welcome.start'), mine: text('welcome.mine'), pending: text('welcome.pending') };
}
