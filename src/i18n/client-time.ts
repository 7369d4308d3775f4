/** A time (ISO) that each client shows in its reader's own zone and manner; for text blocks of cards. */
export function clientTime(iso: string): string {
  const seconds = `${iso.slice(0, 19)}Z`;
  return `{{DATE(${seconds}, COMPACT)}} {{TIME(${seconds})}}`;
}
