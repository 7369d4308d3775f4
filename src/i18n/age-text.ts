import { oncePer } from './once-per.ts';
import type { Translate } from './translator.ts';

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

const formatIn = oncePer((language: string) => new Intl.RelativeTimeFormat(language, { numeric: 'auto' }));

/**
 * How long ago something was, in a language's own words: "now", "5 minutes ago", "3 日前". Right only at the moment when it
 * is read.
 * @param since an ISO time
 */
export function ageText(since: string, now: Date, { language }: Pick<Translate, 'language'>): string {
  const age = Math.max(now.getTime() - Date.parse(since), 0);
  const format = formatIn(language);
  const unit = UNITS.find(([, length]) => age >= length);
  return unit ? format.format(-Math.floor(age / unit[1]), unit[0]) : format.format(0, 'second');
}
