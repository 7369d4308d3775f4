import type { Translate } from '../i18n/translator.ts';
import type { PersonId } from '../requests/person.ts';

/** For whom a card is drawn, and in which language. */
export type CardReader = {
  readonly person: PersonId;
  readonly text: Translate;
  /** Why they see it, when that needs saying. */
  readonly note?: string | null;
  /** Whether they look at it now, so that times can be told from now. */
  readonly isLive?: boolean;
};
