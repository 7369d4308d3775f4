const HOUR_MS = 3_600_000;

/** The ISO time so many hours after another; before it where they are negative. */
export function hoursAfter(time: string, hours: number): string {
  return new Date(Date.parse(time) + hours * HOUR_MS).toISOString();
}
