import { asMessageHtml } from '../cards/markdown.js';
import { element } from '../element.js';

const AT = /<at[^>]*>(.*?)<\/at>/gu;

/** The words of a message: Markdown for the bot, plain text for people, mentions marked in both. */
export function messageText({ text: words, textFormat }, botName) {
  if (textFormat === 'markdown' || textFormat === '') {
    const box = element('div', { class: 'words', dir: 'auto' });
    // Markdown with HTML switched off: see `markdown.js`.
    box.innerHTML = asMessageHtml(words);
    return box;
  }
  return element('div', { class: 'words plain', dir: 'auto' }, ...withMentions(words, botName));
}

/** The words of a message in one line, for the live region. */
export function spokenText({ text: words, cards }, fallback) {
  const plain = words.replace(AT, '$1').trim();
  if (plain) return plain;
  return cards.map((card) => card.speak ?? card.fallbackText ?? fallback).join(' ');
}

function withMentions(words, botName) {
  const sign = `@${botName}`;
  if (words.startsWith(`${sign} `)) {
    return [element('span', { class: 'mention' }, sign), words.slice(sign.length)];
  }
  return words
    .split(AT)
    .map((part, index) => (index % 2 === 1 ? element('span', { class: 'mention' }, part) : part));
}
