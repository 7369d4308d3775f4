/** When people want to hear of what waits: the days of the week (0 is Sunday), and minutes of the day. */
export type WorkingHours = {
  readonly days: readonly number[];
  readonly from: number;
  readonly to: number;
  readonly timeZone: string;
};

/** The days of the week as the policy names them, in their order. */
export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

const MINUTES_OF_DAY = 24 * 60;
const MINUTE_MS = 60_000;
/** A week has a working day; where clocks are changed, a day takes a step more. */
const MOST_STEPS = 20;

/** The time itself where it lies in the working hours, else the one at which they begin next (ISO times). */
export function nextWorkingTime(time: string, { days, from, to, timeZone }: WorkingHours): string {
  const clock = clockOf(timeZone);
  let at = Date.parse(time);
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const { day, minute } = readClock(clock, at);
    const isWorkingDay = days.includes(day);
    if (isWorkingDay && minute >= from && minute < to) break;
    const next = isWorkingDay && minute < from ? from : MINUTES_OF_DAY;
    at = Math.floor(at / MINUTE_MS) * MINUTE_MS + (next - minute) * MINUTE_MS;
  }
  return new Date(at).toISOString();
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'short',
    hour: 'numeric',
    minute: 'numeric',
  });
}

function readClock(clock: Intl.DateTimeFormat, time: number) {
  const parts = clock.formatToParts(time);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  const names: readonly string[] = WEEKDAYS;
  const day = names.indexOf(part('weekday').toLowerCase());
  return { day, minute: Number(part('hour')) * 60 + Number(part('minute')) };
}
