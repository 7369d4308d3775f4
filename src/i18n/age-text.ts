import type { Translate } from './translator.ts';

const MINUTE_MS = 60_000;
const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 24 * 60],
  ['hour', 60],
];

/** How long ago something was, in a language's own words: "5 minutes ago", "yesterday", "3 日前". */
export function ageText(since: string, now: Date, text: Translate): string {
  const minutes = Math.max(1, Math.floor((now.getTime() - Date.parse(since)) / MINUTE_MS));
  const format = new Intl.RelativeTimeFormat(text.language, { numeric: 'auto' });
  const [unit, length] = UNITS.find((one) => minutes >= one[1]) ?? (['minute', 1] as const);
  return format.format(-Math.floor(minutes / length), unit);
}
