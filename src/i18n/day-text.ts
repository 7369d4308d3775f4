import type { Translate } from './translator.ts';

/** A day of the calendar (2026-12-14) in a language's own words: "Monday 14 December 2026". */
export function dayText(day: string, { language }: Translate): string {
  // British English puts the day before the month, which nobody takes for anything else.
  const locale = language === 'en' ? 'en-GB' : language;
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone: 'UTC' });
  return format.format(new Date(`${day}T00:00:00Z`));
}
