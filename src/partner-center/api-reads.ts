import type { z } from 'zod';
import { type ApiRequest, cutOff, type RequestSettings, request } from './api-requests.ts';
import { type RawPage, readCollection } from './collection.ts';
import { PartnerCenterAnswerUnreadable, type UnreadableCode } from './errors.ts';
import type { ApiAnswer } from './http-exchange.ts';
import type { ReadPage } from './paging.ts';
import { retryRead, type Sleep } from './read-retry.ts';

/** What reads are made with. */
export type ReadSettings = RequestSettings & {
  readonly sleep: Sleep;
  readonly random: () => number;
  readonly readDeadlineMs: number;
};

/** A GET; the same ids are sent over its retries. */
export type ReadCall = Omit<ApiRequest, 'method' | 'body'> & { readonly deadlineMs?: number };

/** A JSON answer with its value, and how to complain about it. */
type JsonAnswer = {
  readonly value: unknown;
  readonly unreadable: (code: UnreadableCode) => PartnerCenterAnswerUnreadable;
};

/** Sends a GET, with retries, until an answer is complete. */
export async function readAnswer(
  settings: ReadSettings,
  call: ReadCall,
): Promise<ApiAnswer & { readonly body: { readonly state: 'complete' | 'too-large' } }> {
  const { clock, sleep, random } = settings;
  const deadlineMs = call.deadlineMs ?? settings.readDeadlineMs;
  return retryRead(
    async (timeLeftMs) => {
      const answer = await request(settings, { ...call, method: 'GET' }, timeLeftMs);
      const { body } = answer;
      if (body.state === 'cut-off') throw cutOff(answer.trace, body);
      return { ...answer, body };
    },
    { clock, sleep, random, deadlineMs, signal: call.signal },
  );
}

/** Reads one resource. */
export async function readOne<T>(settings: ReadSettings, call: ReadCall, schema: z.ZodType<T>): Promise<T> {
  const { value, unreadable } = await readJson(settings, call);
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw unreadable('unexpected-shape');
  return parsed.data;
}

/** Reads a list that comes in one piece; a member that cannot be read makes the whole answer unreadable. */
export async function readAll<T>(
  settings: ReadSettings,
  call: ReadCall,
  schema: z.ZodType<T>,
): Promise<readonly T[]> {
  const { raw, unreadable } = await readRawPage(settings, call);
  return raw.items.map((item) => {
    const parsed = schema.safeParse(item);
    if (!parsed.success) throw unreadable('unexpected-shape');
    return parsed.data;
  });
}

/** Reads one page of a long list; a member that cannot be read is left out and counted in the log. */
export async function readPage<T>(
  settings: ReadSettings,
  call: ReadCall,
  schema: z.ZodType<T>,
): Promise<ReadPage<T>> {
  const { raw, unreadable } = await readRawPage(settings, call);
  const items = raw.items.flatMap((item) => {
    const parsed = schema.safeParse(item);
    return parsed.success ? [parsed.data] : [];
  });
  const left = raw.items.length - items.length;
  if (left > 0)
    settings.log?.warn({ correlationId: call.correlationId, left }, 'Partner Center list members left out');
  return {
    page: { items, continuationToken: raw.continuationToken },
    endless: () => unreadable('endless-list'),
  };
}

async function readRawPage(
  settings: ReadSettings,
  call: ReadCall,
): Promise<Pick<JsonAnswer, 'unreadable'> & { readonly raw: RawPage }> {
  const { value, unreadable } = await readJson(settings, call);
  const raw = readCollection(value);
  if (!raw) throw unreadable('unexpected-shape');
  return { raw, unreadable };
}

async function readJson(settings: ReadSettings, call: ReadCall): Promise<JsonAnswer> {
  const { trace, httpStatus, body } = await readAnswer(settings, call);
  const unreadable = (code: UnreadableCode) => new PartnerCenterAnswerUnreadable(trace, { httpStatus, code });
  if (body.state === 'too-large') throw unreadable('too-large');
  const value = parseJson(body.text);
  if (value === undefined) throw unreadable('not-json');
  return { value, unreadable };
}

/** The value of a JSON text, or undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
