import type { Activity, TurnContext } from 'botbuilder';
import { setTurnDetails, type TurnDetails } from '../dialogs/turn-details.ts';
import type { Translate } from '../i18n/translator.ts';
import type { KnownPerson } from './people-store.ts';
import type { ShownMessage } from './request-actions.ts';
import type { Speaker } from './speaker.ts';

/** One turn as the bot sees it. */
export type Turn = {
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

/** The message whose button was pressed. */
export function shownMessage({ activity, speaker }: Turn): ShownMessage {
  return { conversationId: speaker.place.conversationId, cardId: activity.replyToId ?? '' };
}

/** Tells the dialogs of a turn who speaks, and where their cards are shown. */
export function prepareDialogs(
  { context, speaker, locale, shared }: Turn,
  details: Pick<TurnDetails, 'press' | 'typed' | 'surface'>,
): void {
  const { person, place, isPersonal } = speaker;
  setTurnDetails(context, { person, locale, text: shared, place, isPersonal, ...details });
}
