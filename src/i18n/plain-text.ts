const LONGEST = 500;
const LONGEST_NAME = 100;
const LONGEST_LABEL = 200;
/** As long as Microsoft Entra ID lets a user principal name be. */
const LONGEST_ADDRESS = 113;
const REAL_ADDRESS = /^[\w.'!#^~-]+@[\w.-]+$/;

/**
 * Makes text that a person typed (or that came from a directory) safe to stand in a card or a message: it is shown
 * letter for letter, never as Markdown or a link, cannot turn the reading direction, and is cut at 500 characters.
 */
export function plainText(text: string): string {
  return (
    visible(text)
      .replace(/[\\`*_[\]<>~|]/g, '\\$&')
      .replace(/^(\s*)([#+=-])/gm, '$1\\$2')
      .replace(/^(\s*\d+)([.)])/gm, '$1\\$2')
      // A space without width parts what clients would read as an address, an entity or a date of theirs.
      .replace(/\/(?=\/)/g, '/\u200B')
      .replace(/\b(www)\./gi, '$1\u200B.')
      .replace(/&(?=#?\w+;)/g, '&\u200B')
      .replace(/\{(?=\{)/g, '{\u200B')
  );
}

/** A name as `plainText`, cut at 100 characters: a card repeats names and has to stay below Teams' 28 KB. */
export function plainName(name: string): string {
  return shortPlain(name, LONGEST_NAME);
}

/** A text as `plainText`, cut at so many characters. */
export function shortPlain(text: string, longest: number): string {
  return plainText(shortened(visible(text), longest));
}

/** An address as `shortPlain`, but a real one is never cut: by it people tell whom they decide about. */
export function plainAddress(address: string, longest = LONGEST_NAME): string {
  return shortPlain(address, roomForAddress(address, longest));
}

/** An address as `shortLabel`, but a real one is never cut. */
export function addressLabel(address: string, longest = LONGEST_NAME): string {
  return shortLabel(address, roomForAddress(address, longest));
}

function roomForAddress(address: string, longest: number): number {
  const isReal = address.length <= LONGEST_ADDRESS && REAL_ADDRESS.test(address);
  return isReal ? LONGEST_ADDRESS : longest;
}

/** Cuts a text that is safe to show already, and no mark from the letter that it stands before. */
export function cutPlain(text: string, longest: number): string {
  const cut = shortened(text, longest);
  return cut === text ? text : cut.replace(/\\+(?=…$)/, '');
}

/**
 * Makes such text safe where nothing is read as Markdown, as in a list to choose from: one line, at most 200 characters,
 * in the direction in which its letters run, and no link where a client reads Markdown there after all.
 */
export function labelText(text: string): string {
  return shortLabel(text, LONGEST_LABEL);
}

/** A text as `labelText`, cut at so many characters. */
export function shortLabel(text: string, longest: number): string {
  return shortened(visible(text).replace(/\s+/g, ' '), longest)
    .replace(/\](?=[([])/g, ']\u200B')
    .replace(/:\/\//g, ':\u200B//');
}

/**
 * Without letters that are not seen but act: those that turn the reading direction, have no width and so hide what is
 * typed or make two names look alike, and control characters. Joiners stay: emoji and some scripts need them.
 */
function visible(text: string): string {
  const letters = text
    .replace(/[\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C]/g, '')
    .replace(/[\u200B\u2060-\u2064\uFEFF\u00AD\u180E\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu, '')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out here
    .replace(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u2028\u2029]/g, ' ')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  return shortened(letters, LONGEST);
}

function shortened(text: string, longest: number): string {
  const letters = [...text];
  return letters.length <= longest ? text : `${letters.slice(0, longest - 1).join('')}…`;
}
