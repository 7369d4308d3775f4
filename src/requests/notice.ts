import type { PersonId } from './person.ts';

/** To whom something about a request is told. The Teams edge knows what conversation that is. */
export type Recipient =
  | { readonly kind: 'thread' }
  | { readonly kind: 'person'; readonly person: PersonId }
  | { readonly kind: 'helpdesk' };

/** What is put into the sentence of a line. */
export type NoticeValues = Readonly<Record<string, string | number | readonly string[]>>;

/**
 * Something to tell. A `card` is drawn from the request's state at the moment of sending and replaces the copy
 * that stands there already; a `line` is one sentence of the catalogs; a `sign-in` is the private card that asks
 * the executor for a Partner Center sign-in.
 */
export type Notice =
  | { readonly kind: 'card'; readonly requestId: string; readonly to: Recipient }
  | {
      readonly kind: 'line';
      readonly requestId: string;
      readonly to: Recipient;
      readonly text: string;
      /** A list of names is joined as the language of the place does it. */
      readonly values: NoticeValues;
    }
  | {
      readonly kind: 'sign-in';
      readonly requestId: string;
      readonly to: Recipient;
      readonly claims: string | null;
      /** True to try Teams' single sign-on first; false to show the button at once. */
      readonly isSilentFirst: boolean;
    };
