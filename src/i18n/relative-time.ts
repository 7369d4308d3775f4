import type { Translate } from './translator.ts';

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** How long ago something was, as the language says it: "3 hours ago". Right only at the moment when it is read. */
export function relativeTime(iso: string, now: Date, { language }: Pick<Translate, 'language'>): string {
  const ago = Math.max(now.getTime() - Date.parse(iso), 0);
  const [unit, length] = UNITS.find(([, one]) => ago >= one) ?? ['minute', 60_000];
  return new Intl.RelativeTimeFormat(language, { numeric: 'always' }).format(-Math.floor(ago / length), unit);
}
