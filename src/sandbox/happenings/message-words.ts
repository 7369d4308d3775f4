import { isObject } from '../teams/card.ts';

const LONGEST = 120;

/** What a message of the bot says, in one line: its text, else what its first card is read out as. */
export function wordsOf(activity: unknown): string {
  if (!isObject(activity)) return '(nothing)';
  const { text, attachments } = activity;
  if (typeof text === 'string' && text !== '') return `“${shortened(plain(text))}”`;
  const [first] = Array.isArray(attachments) ? attachments.filter(isObject) : [];
  const card = isObject(first?.['content']) ? first['content'] : {};
  const speak = card['speak'] ?? card['fallbackText'] ?? card['text'];
  return typeof speak === 'string' ? `a card, “${shortened(plain(speak))}”` : 'a card';
}

/** One line, cut where it gets long. */
export function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const letters = [...line];
  return letters.length <= LONGEST ? line : `${letters.slice(0, LONGEST - 1).join('')}…`;
}

/** Without Markdown's marks. */
function plain(text: string): string {
  return text.replace(/\*\*/g, '').replace(/\\([\\`*_[\]<>~|#+.)-])/g, '$1');
}
