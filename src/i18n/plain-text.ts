const LONGEST = 500;

/**
 * Makes text that a person typed (or that came from a directory) safe to stand in a card or a message: it is shown
 * letter for letter, never as Markdown or a link, cannot turn the reading direction, and is cut at 500 characters.
 */
export function plainText(text: string): string {
  const visible = text
    .replace(/[\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C]/g, '')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out here
    .replace(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/g, ' ')
    .trim();
  return shortened(visible)
    .replace(/[\\`*_[\]<>~|]/g, '\\$&')
    .replace(/^(\s*)([#+-])/gm, '$1\\$2')
    .replace(/^(\s*\d+)([.)])/gm, '$1\\$2')
    .replace(/\{\{(?=\s*(?:DATE|TIME)\s*\()/gi, '{\u200B{')
    .replace(/:\/\//g, ':\u200B//')
    .replace(/\bwww\./gi, 'www\u200B.');
}

function shortened(text: string): string {
  const letters = [...text];
  return letters.length <= LONGEST ? text : `${letters.slice(0, LONGEST - 1).join('')}…`;
}
