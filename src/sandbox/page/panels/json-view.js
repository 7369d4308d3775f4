import { element } from '../element.js';

const INDENT = '  ';

/** JSON, printed so that a person can read it: keys, texts and numbers in colors of their own. */
export function jsonView(value, label) {
  const options = { class: 'json', tabIndex: 0, role: 'region', 'aria-label': label };
  return element('pre', options, ...parts(value, ''));
}

function parts(value, indent) {
  if (Array.isArray(value))
    return block(
      value.map((one) => [[], one]),
      { open: '[', close: ']', indent },
    );
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, one]) => [
      [mark('key', JSON.stringify(key)), ': '],
      one,
    ]);
    return block(entries, { open: '{', close: '}', indent });
  }
  return [mark(typeof value === 'string' ? 'text' : 'literal', JSON.stringify(value) ?? 'null')];
}

function block(entries, { open, close, indent }) {
  if (entries.length === 0) return [open + close];
  const inner = indent + INDENT;
  const lines = entries.flatMap(([label, value], index) => [
    `${index === 0 ? '' : ','}\n${inner}`,
    ...label,
    ...parts(value, inner),
  ]);
  return [open, ...lines, `\n${indent}${close}`];
}

function mark(kind, words) {
  return element('span', { class: kind }, words);
}
