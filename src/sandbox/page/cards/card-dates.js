import { locale } from '../text.js';

const DATE = /\{\{DATE\(([^,)]+), COMPACT\)\}\}/g;

/** A card with its dates in words: the engine would write them as the machine does, whatever the card's language is. */
export function withDates(card) {
  const dates = new Intl.DateTimeFormat(card.lang ?? locale, { dateStyle: 'short' });
  return JSON.parse(JSON.stringify(card).replace(DATE, (_, at) => dates.format(new Date(at))));
}
