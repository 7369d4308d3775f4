import { element } from '../element.js';
import { icon } from '../icons.js';
import { text } from '../text.js';
import { momentOf, timeOf } from '../time.js';
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

/** One exchange with Partner Center: a line that opens to request and answer. */
export function exchangeView(exchange, { isOpen }) {
  const { at, method, path, status, actor } = exchange;
  const copyButton = element('button', { type: 'button', class: 'quiet copy' }, icon('copy'), text.copy);
  copyButton.addEventListener('click', () => void copy(copyButton, asText(exchange)));
  return element(
    'details',
    { class: 'exchange', open: isOpen },
    element(
      'summary',
      {},
      element('span', { class: `method ${isRead(exchange) ? 'read' : 'change'}` }, method),
      element('code', { class: 'path' }, path),
      element('span', { class: `status ${status < 400 ? 'good' : 'bad'}` }, String(status)),
      element('span', { class: 'by' }, actor ? text.exchangeBy(actor.name) : text.exchangeNobody),
      element('time', { dateTime: at, title: momentOf(at) }, timeOf(at)),
    ),
    element(
      'div',
      { class: 'sides' },
      side(text.request, exchange.requestHeaders, exchange.requestBody),
      side(text.answer, exchange.responseHeaders, exchange.responseBody),
    ),
    copyButton,
  );
}

/** Whether nothing was changed by it. */
export function isRead({ method }) {
  return method === 'GET' || method === 'HEAD';
}

function side(title, headers, body) {
  const lines = Object.entries(redacted(headers))
    .filter(([name]) => !TRANSPORT_HEADERS.includes(name.toLowerCase()))
    .map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value)));
  const parsed = parse(body);
  return element(
    'div',
    { class: 'side' },
    element('h3', {}, title),
    element('dl', { class: 'headers' }, ...lines),
    parsed === null ? element('p', { class: 'no-body' }, text.noBody) : jsonView(parsed),
  );
}

/** The sandbox has redacted already; this holds even if it forgot. */
function redacted(headers) {
  const entries = Object.entries(headers ?? {}).map(([name, value]) => [
    name,
    SECRET_HEADERS.includes(name.toLowerCase()) ? text.redacted : String(value),
  ]);
  return Object.fromEntries(entries);
}

/** Bodies may come as text with a byte order mark, as Partner Center sends them. */
function parse(body) {
  if (typeof body !== 'string') return body ?? null;
  const plain = body.replace(/^\uFEFF/u, '');
  if (plain === '') return null;
  try {
    return JSON.parse(plain);
  } catch {
    return plain;
  }
}

function asText({ method, path, requestHeaders, requestBody, status, responseHeaders, responseBody }) {
  return [
    `${method} ${path}`,
    ...headerLines(requestHeaders),
    '',
    bodyText(requestBody),
    '',
    String(status),
    ...headerLines(responseHeaders),
    '',
    bodyText(responseBody),
  ].join('\n');
}

function headerLines(headers) {
  return Object.entries(redacted(headers)).map(([name, value]) => `${name}: ${value}`);
}

function bodyText(body) {
  const parsed = parse(body);
  return parsed === null ? '' : JSON.stringify(parsed, null, 2);
}

async function copy(button, words) {
  const done = await navigator.clipboard.writeText(words).then(
    () => true,
    () => false,
  );
  button.replaceChildren(icon(done ? 'check' : 'warning'), done ? text.copied : text.copyFailed);
  setTimeout(() => button.replaceChildren(icon('copy'), text.copy), 2000);
}
