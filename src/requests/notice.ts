import type { CalendarDay } from './calendar-day.ts';
import type { PersonId } from './person.ts';

/** To whom something about a request is told. The Teams edge knows what conversation that is. */
export type Recipient = { readonly kind: 'thread' } | ToPerson | { readonly kind: 'helpdesk' };

type ToPerson = { readonly kind: 'person'; readonly person: PersonId };

/** What is put into the sentence of a line; a day is written as its reader does. */
export type NoticeValues = Readonly<
  Record<string, string | number | readonly string[] | { readonly day: CalendarDay }>
>;

/** One sentence to a person that is about no request. */
export type Note = {
  readonly kind: 'note';
  readonly requestId: null;
  readonly to: ToPerson;
  readonly text: string;
  readonly values: NoticeValues;
};

/** One sentence about a request. */
export type Line = {
  readonly requestId: string;
  readonly to: Recipient;
  readonly text: string;
  /** A list of names is joined as the language of the place does it. */
  readonly values: NoticeValues;
};

/**
 * Something to tell. A `card` is drawn from the request's state at the moment of sending and replaces the copy
 * that stands there already; a `line` is one sentence of the catalogs; a `reminder` is a line that is said only while the
 * request waits for that person; `card-below` brings their card to the end of the conversation; `news` are what a bundle
 * has to tell in its thread, written from the state of all its requests at the moment of sending; a `sign-in` is the
 * private card that asks the executor for a Partner Center sign-in.
 */
export type Notice =
  | { readonly kind: 'card'; readonly requestId: string; readonly to: Recipient }
  | { readonly kind: 'card-below'; readonly requestId: string; readonly to: ToPerson }
  | ({ readonly kind: 'line' } & Line)
  | { readonly kind: 'news'; readonly requestId: string; readonly to: Exclude<Recipient, ToPerson> }
  | ({ readonly kind: 'reminder'; readonly to: ToPerson } & Line)
  | {
      readonly kind: 'sign-in';
      readonly requestId: string;
      readonly to: ToPerson;
      readonly claims: string | null;
      /** True to try Teams' single sign-on first; false to show the button at once. */
      readonly isSilentFirst: boolean;
      /** True to bring the card to the end of the conversation. */
      readonly isBelow?: boolean;
    };
