import { decodeEntities } from './entities.ts';

/** What an error body says, whatever its shape. */
export type ErrorText = {
  readonly code: string | null;
  readonly description: string | null;
  readonly data: readonly string[];
};

const NOTHING: ErrorText = { code: null, description: null, data: [] };

// The documented maximum of a description.
const LONGEST_DESCRIPTION = 1024;
const LONGEST_CODE = 64;
const MOST_DATA = 20;

/**
 * Reads an error body: Partner Center's own shape, the gateway's (`statusCode`, `message`), the `{"error": {…}}`
 * and OAuth envelopes, plain text. HTML, nothing and anything else say nothing.
 */
export function readErrorBody(text: string): ErrorText {
  const value = tryJson(text);
  if (value === undefined) return plainText(text);
  if (typeof value === 'string') return { ...NOTHING, description: sentence(value) };
  const body = membersOf(value);
  const error = body.get('error') ?? body.get('odata.error');
  if (typeof error === 'string') {
    return { ...NOTHING, code: codeText(error), description: sentence(body.get('error_description')) };
  }
  const inner = error === undefined ? body : membersOf(error);
  return {
    code: codeText(inner.get('code')),
    description: sentence(
      inner.get('description') ?? inner.get('message') ?? inner.get('detail') ?? inner.get('title'),
    ),
    data: dataTexts(inner.get('data')),
  };
}

function plainText(text: string): ErrorText {
  const trimmed = text.trim();
  const isReadable = trimmed !== '' && !trimmed.startsWith('<') && trimmed.length <= LONGEST_DESCRIPTION;
  return isReadable ? { ...NOTHING, description: sentence(trimmed) } : NOTHING;
}

function codeText(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return null;
  const text = value.trim();
  return text === '' || text.length > LONGEST_CODE ? null : text;
}

function sentence(value: unknown): string | null {
  const text = typeof value === 'string' ? value : membersOf(value).get('value');
  if (typeof text !== 'string' || text.trim() === '') return null;
  return decodeEntities(text.trim()).slice(0, LONGEST_DESCRIPTION);
}

function dataTexts(value: unknown): readonly string[] {
  const entries = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return entries
    .slice(0, MOST_DATA)
    .map((entry) => sentence(typeof entry === 'string' ? entry : JSON.stringify(entry)))
    .filter((entry) => entry !== null);
}

/** The members of an object under lower-case names; a null member is an absent one. */
function membersOf(value: unknown): ReadonlyMap<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Map();
  const present = Object.entries(value).filter(([, member]) => member !== null);
  return new Map(present.map(([name, member]) => [name.toLowerCase(), member]));
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
