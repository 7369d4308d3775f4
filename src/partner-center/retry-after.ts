/** The longest wait that is believed, in milliseconds: whoever asks for more is asked again in an hour. */
const LONGEST_WAIT_MS = 3_600_000;

/** Reads a `Retry-After` header (seconds or an HTTP date) as milliseconds from `now`; null when there is none to read. */
export function retryAfterMs(header: string | null, now: Date): number | null {
  const text = header?.trim() ?? '';
  if (text === '') return null;
  const wait = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now.getTime();
  return Number.isNaN(wait) ? null : Math.min(Math.max(0, Math.ceil(wait)), LONGEST_WAIT_MS);
}
