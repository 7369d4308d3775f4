import { locale, text } from './text.js';

const DAY = 24 * 60 * 60 * 1000;

/** The time of day, as the page's language writes it. */
export function timeOf(iso) {
  return new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' }).format(new Date(iso));
}

/** The time of day to the second, for what follows fast on one another. */
export function exactTimeOf(iso) {
  return new Intl.DateTimeFormat(locale, { timeStyle: 'medium' }).format(new Date(iso));
}

/** Date and time in full, for tooltips and screen readers. */
export function momentOf(iso) {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium' }).format(new Date(iso));
}

/** "Today", "Yesterday" or a date. */
export function dayOf(iso, now = new Date()) {
  const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  const days = Math.round((midnight(now) - midnight(new Date(iso))) / DAY);
  if (days === 0) return text('today');
  if (days === 1) return text('yesterday');
  return new Intl.DateTimeFormat(locale, { dateStyle: 'full' }).format(new Date(iso));
}
