import { element } from './element.js';

const COLORS = 8;

/** A round picture with a person's initials; the bot's is a square with its sign. */
export function avatar(name, { isBot = false } = {}) {
  if (isBot) {
    return element('img', { class: 'avatar bot', src: 'icon.svg', alt: '', width: 32, height: 32 });
  }
  return element('span', { class: `avatar color-${colorOf(name)}`, 'aria-hidden': 'true' }, initialsOf(name));
}

/** Up to two letters: of the first and the last word, without what stands in parentheses. */
export function initialsOf(name) {
  const words = name
    .replace(/\(.*?\)/gu, ' ')
    .split(/\s+/u)
    .filter(Boolean);
  const letters = [words.at(0), words.length > 1 ? words.at(-1) : undefined].map(
    (word) => [...(word ?? '')][0],
  );
  return letters.join('').toLocaleUpperCase();
}

function colorOf(name) {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + character.codePointAt(0)) % 9973;
  return sum % COLORS;
}
