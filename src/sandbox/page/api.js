import { text } from './text.js';

/** Longer than Teams waits for a bot, so that the sandbox's own answer arrives first. */
const TIME_LIMIT = 25_000;

/** The sandbox refused a call or did not answer; `message` can be shown. */
export class ApiError extends Error {
  constructor(message, options) {
    super(message, options);
    this.name = 'ApiError';
  }
}

/** The sandbox's routes, one function each. */
export const api = {
  world: () => get('/api/world'),
  messages: (as, place) => get(`/api/messages?${new URLSearchParams({ as, place })}`),
  say: (message) => post('/api/say', message),
  execute: (press) => post('/api/execute', press),
  submit: (press) => post('/api/submit', press),
  search: (query, signal) => post('/api/search', query, signal),
  signInState: (state) => post('/api/sign-in-state', state),
  install: (as, installed) => post('/api/install', { as, installed }),
  happenings: () => get('/api/happenings'),
  happeningSides: (number) => get(`/api/happenings/sides?of=${number}`),
  switches: () => get('/api/switches'),
  setSwitch: (id, value) => post('/api/switches', { id, value }),
};

function get(path) {
  return call(path, { headers: { accept: 'application/json' } });
}

function post(path, body, signal) {
  return call(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
    signal,
  });
}

async function call(path, { signal, ...init }) {
  const limit = AbortSignal.timeout(TIME_LIMIT);
  const response = await fetch(path, {
    ...init,
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
  }).catch((cause) => {
    if (signal?.aborted) throw cause;
    throw new ApiError(text('unreachable'), { cause });
  });
  const answer = await response.json().catch(() => ({}));
  if (response.ok && answer?.error === undefined) return answer;
  throw new ApiError(messageOf(answer?.error) ?? text('somethingWrong'));
}

function messageOf(error) {
  if (typeof error === 'string') return error;
  return typeof error?.message === 'string' ? error.message : undefined;
}
