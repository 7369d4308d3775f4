import { type DestinationStream, type Level, type Logger, pino } from 'pino';

/** What would let somebody act as somebody else, in the forms in which Entra ID, Teams and browsers hand it around. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  // A signed token.
  [/\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g, '[token]'],
  // Entra ID's codes and refresh tokens.
  [/\b[01]\.A[\w.-]{40,}/g, '[token]'],
  [/\b(Bearer|Basic)\s+(?!\[)[\w.~+/-]{8,}=*/gi, '$1 [secret]'],
  [
    /\b(client_secret|client_assertion|assertion|refresh_token|access_token|id_token|code_verifier|password)((?:\\?"|'|%22)?\s*(?:=|:|%3D)\s*(?:\\?"|')?)(?!\[)[^\s&"'\\,}]{8,}/gi,
    '$1$2[secret]',
  ],
  // A code in a query or a form; as a member of an error, `code` is a word of ours.
  [/([?&\s"]code=)[^\s&"'\\]{8,}/g, '$1[secret]'],
  // A database address with a password.
  [/(\b\w+:\/\/[^\s:/@]+:)[^\s@/]+@/g, '$1[secret]@'],
];

/** Takes secrets out of a text. Nothing of ours writes any: this is the net below. */
export function withoutSecrets(text: string): string {
  return SECRETS.reduce((clean, [form, replacement]) => clean.replace(form, replacement), text);
}

/** The log of the program: JSON lines, with UTC times, without secrets. */
export function createLog(level: Level | 'silent', destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    hooks: { streamWrite: withoutSecrets },
  };
  return destination ? pino(options, destination) : pino(options);
}
