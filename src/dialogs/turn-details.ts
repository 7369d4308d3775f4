import type { TurnContext } from 'botbuilder';
import type { Translate } from '../i18n/translator.ts';
import type { Person } from '../requests/person.ts';
import type { Card } from './card-renderer.ts';

/** Where a dialog shows its cards: the answer of an invoke, or a new message. */
export interface CardSurface {
  /**
   * Shows the card in place of the one in message `cardId`, or as a new message.
   * Returns the message that shows it now.
   */
  present(card: Card, cardId: string | null): Promise<string | null>;
  /** Says a sentence to what was typed; the card stays where it is. */
  say(text: string): Promise<void>;
  /** Says of the card in message `cardId` that another draft took the place of its own. */
  retire(cardId: string): void;
  /** Answers a press with the card; what the conversation shows in its place is no business of the dialog any more. */
  conclude(card: Card): void;
}

/** Who speaks in this turn, in which language, and where answers are shown. Set by the Teams edge, never by the activity's value. */
export type TurnDetails = {
  readonly person: Person;
  readonly locale: string;
  readonly text: Translate;
  readonly surface: CardSurface;
  /** The conversation; in a channel its id names the thread. */
  readonly place: { readonly serviceUrl: string; readonly conversationId: string };
  readonly isPersonal: boolean;
  /** A pressed button with its input values, or null when something was typed. */
  readonly press: { readonly verb: string; readonly data: Readonly<Record<string, unknown>> } | null;
  /** What was typed, without the mention of the bot. */
  readonly typed: string;
};

const KEY = Symbol('turn details');

/** Attaches the details to a turn. */
export function setTurnDetails(context: TurnContext, details: TurnDetails): void {
  context.turnState.set(KEY, details);
}

/** The details of a turn; throws when the edge has set none. */
export function turnDetails(context: TurnContext): TurnDetails {
  const details: TurnDetails | undefined = context.turnState.get(KEY);
  if (!details) throw new Error('the turn has no details');
  return details;
}
