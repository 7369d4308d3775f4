/** A day of the calendar, such as 2026-12-14. */
export type CalendarDay = string;

const DAY_MS = 24 * 60 * 60_000;

/** A day by its numbers; undefined where the calendar has none such. */
export function dayOf(year: number, month: number, day: number): CalendarDay | undefined {
  const text = [`${year}`.padStart(4, '0'), ...[month, day].map((part) => `${part}`.padStart(2, '0'))].join(
    '-',
  );
  return isDay(text) ? text : undefined;
}

/** Whether a text is a day of the calendar: 2026-02-30 is none. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Whether a text names a time zone, such as Europe/Berlin. */
export function isTimeZone(text: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: text }));
  } catch {
    return false;
  }
}

/** The day that a time falls on in a time zone. */
export function dayIn(timeZone: string, time: Date): CalendarDay {
  return new Date(time.getTime() + offsetIn(timeZone, time)).toISOString().slice(0, 10);
}

/** When a day begins in a time zone (ISO time). */
export function startOfDay(day: CalendarDay, timeZone: string): string {
  const wall = Date.parse(`${day}T00:00:00Z`);
  const guess = new Date(wall - offsetIn(timeZone, new Date(wall)));
  return new Date(wall - offsetIn(timeZone, guess)).toISOString();
}

/** The day so many days later. */
export function plusDays(day: CalendarDay, days: number): CalendarDay {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** How many days another day is away. */
export function daysBetween(from: CalendarDay, until: CalendarDay): number {
  return Math.round((Date.parse(until) - Date.parse(from)) / DAY_MS);
}

/** The day of the week: 0 is Sunday. */
export function weekdayOf(day: CalendarDay): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay();
}

/** How far the clocks of a time zone are ahead of UTC, in milliseconds. */
function offsetIn(timeZone: string, time: Date): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(time);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  const wall = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return wall - Math.floor(time.getTime() / 1000) * 1000;
}
