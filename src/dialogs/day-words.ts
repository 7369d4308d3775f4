import { fold } from '../directory/text-fold.ts';
import { oncePer } from '../i18n/once-per.ts';
import { LANGUAGES } from '../i18n/translator.ts';
import { type CalendarDay, dayOf, plusDays, weekdayOf } from '../requests/calendar-day.ts';

const TODAY = ['today', 'now', 'bugun', '今日', '本日'].map(fold);
const TOMORROW = ['tomorrow', 'yarin', '明日'].map(fold);

/** What Turkish puts behind a day: 14 Aralık tarihine, Cuma gününden itibaren, Cuma'ya, 1 Aralık'tan. */
const BEHIND_A_DAY = /(?:\s+(?:tarihi|g[uü]n[uü])(?:n[ae]|nd[ae]n)?)?(?:\s+itibaren)?$/iu;
const CASE_ENDINGS = [/['’‘`´]?[dt][ae]n$/iu, /['’‘`´]?y?[ae]$/iu];

/** 2026-12-14, 2026/12/14, 2026年12月14日; the day before the month only with points, as no American writes it. */
const IN_NUMBERS = [
  /^(?<year>\d{4})([-/.])(?<month>\d{1,2})\2(?<day>\d{1,2})$/,
  /^(?:(?<year>\d{4})年)?(?<month>\d{1,2})月(?<day>\d{1,2})日$/,
  /^(?<day>\d{1,2})\.(?<month>\d{1,2})\.(?<year>\d{4})$/,
];

const IN_WORDS = [
  /^(?<day>\d{1,2})(?:st|nd|rd|th)? (?:of )?(?<name>\D+?)(?: (?<year>\d{4}))?$/,
  /^(?<name>\D+?) (?<day>\d{1,2})(?:st|nd|rd|th)?(?: (?<year>\d{4}))?$/,
];

const DAYS_TO_NAME = {
  // 2026-11-01 was a Sunday.
  weekday: Array.from({ length: 7 }, (_, day) => new Date(Date.UTC(2026, 10, day + 1))),
  month: Array.from({ length: 12 }, (_, month) => new Date(Date.UTC(2026, month))),
};

/** What weekdays or months are called in every language, long and short, as far as a name means one of them only. */
const namesOf = oncePer((part: keyof typeof DAYS_TO_NAME): readonly (readonly string[])[] =>
  DAYS_TO_NAME[part].map((date) =>
    LANGUAGES.flatMap((language) =>
      (['long', 'short'] as const).map((length) =>
        fold(new Intl.DateTimeFormat(language, { [part]: length, timeZone: 'UTC' }).format(date)),
      ),
    )
      .flatMap((name) => [name, name.replace(/曜日$/, '曜')])
      .filter((name) => name.length > 1),
  ),
);

/**
 * Reads a day as people write it in any language: a date, "14 December", "Friday", "tomorrow". A weekday is the next one
 * after today; a date without a year, the next one. Undefined for what could mean two days, such as 3/4/2026.
 */
export function readDay(words: string, today: CalendarDay): CalendarDay | undefined {
  const said = words.normalize('NFKC').trim().replace(BEHIND_A_DAY, '');
  for (const form of [said, ...CASE_ENDINGS.map((ending) => said.replace(ending, ''))]) {
    const day = inNumbers(form, today) ?? inWords(fold(form), today);
    if (day) return day;
  }
  return undefined;
}

function inNumbers(said: string, today: CalendarDay): CalendarDay | undefined {
  for (const form of IN_NUMBERS) {
    const { year, month, day } = form.exec(said)?.groups ?? {};
    if (month && day) return withYear(year, { month: Number(month), day: Number(day) }, today);
  }
  return undefined;
}

function inWords(said: string, today: CalendarDay): CalendarDay | undefined {
  if (TODAY.includes(said)) return today;
  if (TOMORROW.includes(said)) return plusDays(today, 1);
  const weekday = namesOf('weekday').findIndex((names) => names.includes(said));
  if (weekday >= 0) return plusDays(today, ((weekday - weekdayOf(today) + 6) % 7) + 1);
  for (const form of IN_WORDS) {
    const { day, name = '', year } = form.exec(said)?.groups ?? {};
    const month = namesOf('month').findIndex((names) => names.includes(name));
    if (day && month >= 0) return withYear(year, { month: month + 1, day: Number(day) }, today);
  }
  return undefined;
}

function withYear(
  year: string | undefined,
  { month, day }: { readonly month: number; readonly day: number },
  today: CalendarDay,
): CalendarDay | undefined {
  if (year) return dayOf(Number(year), month, day);
  const thisYear = Number(today.slice(0, 4));
  const next = dayOf(thisYear, month, day);
  return next && next >= today ? next : dayOf(thisYear + 1, month, day);
}
