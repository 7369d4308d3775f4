/** The Markdown reader; its bundle is a classic script that leaves one global. */
const MarkdownIt = globalThis.markdownit;

const options = { html: false, linkify: false, breaks: true };

/** What a text block of a card understands in Teams: emphasis, lists and links. */
const cardReader = new MarkdownIt('zero', options).enable([
  'emphasis',
  'link',
  'list',
  'newline',
  'escape',
  'entity',
]);

/** A message understands a little more. */
const messageReader = new MarkdownIt('default', options).disable([
  'image',
  'table',
  'html_block',
  'html_inline',
]);

const MENTION = /<at(?:\s[^>]*)?>(.*?)<\/at>/y;

/** Marks mentions; one whose sign was escaped, because somebody typed it, stays text. */
messageReader.inline.ruler.before('text', 'mention', (state, isSilent) => {
  MENTION.lastIndex = state.pos;
  const found = MENTION.exec(state.src);
  if (!found) return false;
  if (!isSilent) state.push('mention', '', 0).content = found[1];
  state.pos += found[0].length;
  return true;
});
messageReader.renderer.rules.mention = (tokens, index) =>
  `<span class="mention">${messageReader.utils.escapeHtml(tokens[index].content)}</span>`;

for (const reader of [cardReader, messageReader]) {
  reader.validateLink = (url) => /^(?:https?:|mailto:|tel:)/iu.test(url.trim());
  reader.renderer.rules.link_open = (tokens, index, settings, _environment, self) => {
    tokens[index].attrSet('target', '_blank');
    tokens[index].attrSet('rel', 'noopener noreferrer');
    return self.renderToken(tokens, index, settings);
  };
}

/** Markdown of a card's text as HTML; HTML in it comes out as text. */
export function asSafeMarkdown(words) {
  return cardReader.render(words);
}

/** Markdown of a message as HTML; HTML in it comes out as text, mentions as marks. */
export function asMessageHtml(words) {
  return messageReader.render(words);
}
