import type { ReadCall, ReadSettings } from './api-reads.ts';
import { parseJson, readAnswer } from './api-reads.ts';
import { meaningOf } from './error-meanings.ts';

/**
 * Asks whether Partner Center finds multi-factor authentication in a token (request header `ValidateMfa`).
 * The answer is a response header, or by other reports a member of the body; null when it is neither.
 */
export async function probeMfa(settings: ReadSettings, call: ReadCall): Promise<boolean | null> {
  try {
    const { headers, body } = await readAnswer(settings, {
      ...call,
      query: [['size', '1']],
      headers: { ...call.headers, ValidateMfa: 'true' },
    });
    return asBoolean(headers.get('isMfaCompliant')) ?? asBoolean(memberOf(parseJson(body.text)));
  } catch (error) {
    if (meaningOf(error)?.meaning === 'mfa-required') return false;
    throw error;
  }
}

function memberOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([name]) => name.toLowerCase() === 'ismfacompliant')?.[1];
}

function asBoolean(value: unknown): boolean | null {
  const text = String(value ?? '')
    .trim()
    .toLowerCase();
  return text === 'true' ? true : text === 'false' ? false : null;
}
