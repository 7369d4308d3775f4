import { element } from '../element.js';
import { icon } from '../icons.js';
import { text } from '../text.js';
import { jsonView } from './json-view.js';

const SECRET_HEADERS = ['authorization', 'cookie', 'set-cookie'];

/** Headers that only carry the message; the copy has them all. */
const TRANSPORT_HEADERS = [
  'accept-encoding',
  'accept-language',
  'connection',
  'content-length',
  'host',
  'sec-fetch-mode',
  'user-agent',
];

/** What was said in a happening, side by side, and a button that copies it; `sides` is null when nobody knows. */
export function sidesView(sides) {
  if (!sides) return [element('p', { class: 'sides nothing' }, text('sidesGone'))];
  const button = element('button', { type: 'button', class: 'quiet copy' }, icon('copy'), text('copy'));
  button.addEventListener('click', () => void copy(button, sides.map(asText).join('\n\n')));
  return [element('div', { class: 'sides' }, ...sides.map(sideView)), button];
}

function sideView({ title, headers, body }) {
  const lines = Object.entries(redacted(headers))
    .filter(([name]) => !TRANSPORT_HEADERS.includes(name.toLowerCase()))
    .map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value)));
  const isEmpty = body === undefined || body === null || body === '';
  return element(
    'div',
    { class: 'side' },
    element('h3', {}, title),
    lines.length > 0 && element('dl', { class: 'headers' }, ...lines),
    isEmpty ? element('p', { class: 'no-body' }, text('noBody')) : jsonView(body, title),
  );
}

/** The sandbox has redacted already; this holds even if it forgot. */
function redacted(headers) {
  const entries = Object.entries(headers ?? {}).map(([name, value]) => [
    name,
    SECRET_HEADERS.includes(name.toLowerCase()) ? text('redacted') : String(value),
  ]);
  return Object.fromEntries(entries);
}

function asText({ title, headers, body }) {
  const lines = Object.entries(redacted(headers)).map(([name, value]) => `${name}: ${value}`);
  return [title, ...lines, '', body === undefined ? '' : JSON.stringify(body, null, 2)].join('\n');
}

async function copy(button, words) {
  const done = await navigator.clipboard.writeText(words).then(
    () => true,
    () => false,
  );
  button.replaceChildren(icon(done ? 'check' : 'warning'), done ? text('copied') : text('copyFailed'));
  setTimeout(() => button.replaceChildren(icon('copy'), text('copy')), 2000);
}
