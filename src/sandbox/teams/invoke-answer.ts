import { z } from 'zod';
import type { BotAnswer } from './bot-link.ts';
import { isObject } from './card.ts';
import { oauthCardSchema } from './message-cards.ts';
import { type PressAnswer, type SearchResult, TeamsClientError } from './teams-client.ts';

const bodySchema = z.looseObject({ statusCode: z.number(), type: z.string(), value: z.unknown().optional() });
const errorSchema = z.looseObject({ code: z.string(), message: z.string() });
const cardSchema = z.looseObject({ type: z.literal('AdaptiveCard') });

/** The pairs of status and type that a client accepts, and what each shows. Source: Universal Action model. */
const pairs = {
  '200 application/vnd.microsoft.card.adaptive': 'card',
  '200 application/vnd.microsoft.activity.message': 'notice',
  '400 application/vnd.microsoft.error': 'error',
  '500 application/vnd.microsoft.error': 'error',
  '401 application/vnd.microsoft.activity.loginRequest': 'sign-in',
  '401 application/vnd.microsoft.error.invalidAuthCode': 'sign-in',
  '412 application/vnd.microsoft.error.preconditionFailed': 'error',
} as const;

/** Type of an answer that rejects the code that came back from the sign-in window. */
export const invalidAuthCode = 'application/vnd.microsoft.error.invalidAuthCode';

/**
 * Checks the answer to `adaptiveCard/action` as strictly as a client: HTTP 200, a known pair, a fitting value.
 * @throws TeamsClientError `unexpected-answer`
 */
export function readActionAnswer(answer: BotAnswer): PressAnswer {
  if (answer.status !== 200) throw unexpected(`HTTP ${answer.status} instead of 200`);
  const body = bodySchema.safeParse(answer.body);
  if (!body.success) throw unexpected('the body has no statusCode and type');
  const { statusCode, type, value } = body.data;
  const pair = `${statusCode} ${type}`;
  if (!isKnownPair(pair)) throw unexpected(`unexpected response type: ${pair}`);
  const kind = pairs[pair];
  return { kind, statusCode, type, value, text: textOf(kind, type, value) };
}

function isKnownPair(pair: string): pair is keyof typeof pairs {
  return Object.hasOwn(pairs, pair);
}

function textOf(kind: (typeof pairs)[keyof typeof pairs], type: string, value: unknown): string {
  switch (kind) {
    case 'card':
      if (!cardSchema.safeParse(value).success) throw unexpected('the value is not an Adaptive Card');
      return '';
    case 'notice':
      if (typeof value !== 'string' || value === '') throw unexpected('the message is not a text');
      return value;
    case 'error': {
      const error = errorSchema.safeParse(value);
      if (!error.success) throw unexpected('the error has no code and message');
      return error.data.message;
    }
    case 'sign-in': {
      if (type === invalidAuthCode) return '';
      const card = oauthCardSchema.safeParse(value);
      if (!card.success) throw unexpected('the login request is not the content of an OAuth card');
      return card.data.text ?? '';
    }
  }
}

const searchSchema = z.looseObject({
  type: z.literal('application/vnd.microsoft.search.searchResponse'),
  value: z.looseObject({ results: z.array(z.looseObject({ title: z.string(), value: z.string() })) }),
});
const shownResults = 15;

/**
 * Checks the answer to `application/search`; at most 15 results are shown, 204 is "none".
 * @throws TeamsClientError `unexpected-answer`
 */
export function readSearchAnswer(answer: BotAnswer): SearchResult[] {
  if (answer.status === 204) return [];
  if (answer.status !== 200) throw unexpected(`HTTP ${answer.status} instead of 200`);
  const body = searchSchema.safeParse(answer.body);
  if (!body.success) throw unexpected('not a search response');
  return body.data.value.results.slice(0, shownResults).map(({ title, value }) => ({ title, value }));
}

/** Whether an exchange was answered with a 412 in the form that makes the client show the button. */
export function isExchangeRefused(answer: BotAnswer): boolean {
  return answer.status === 412 && isObject(answer.body) && typeof answer.body['id'] === 'string';
}

function unexpected(what: string): TeamsClientError {
  return new TeamsClientError('unexpected-answer', `The bot's answer is not what a client takes: ${what}.`);
}
