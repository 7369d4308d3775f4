import type { Translate } from '../i18n/translator.ts';
import type { Person } from '../requests/person.ts';

/** What somebody wants done with a request, by button or in words. */
export type RequestAction = {
  readonly verb: string;
  readonly requestId: string;
  /** The revision of the card that was pressed; null when it was said in words. */
  readonly revision: number | null;
  readonly reason: string | null;
  /** Ids of requests that are left out, where that is known: it was said of several numbers at once. */
  readonly except?: readonly string[];
};

/** Who acts, in which language. */
export type Actor = { readonly person: Person; readonly text: Translate };
