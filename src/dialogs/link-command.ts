import { readWish } from './wish.ts';
import { anyOf } from './word-pattern.ts';
import { ALL_WORDS } from './words/all-words.ts';

/** Somebody wants a link that opens a chat in which a request is already written. */
export type LinkIntent = { readonly kind: 'link'; readonly sentence: string };

const ENDING = '[\\s.!?。…]*$';
const BEFORE = ALL_WORDS.flatMap(({ link: { before } }) => before);
const BEHIND = ALL_WORDS.flatMap(({ link: { behind } }) => behind);
const FORMS: readonly RegExp[] = [
  new RegExp(`^${anyOf(BEFORE)}(?:[\\s:：]+(?<sentence>.+?))?${ENDING}`, 'iu'),
  new RegExp(`^(?<sentence>.+?)${anyOf(BEHIND)}${ENDING}`, 'iu'),
];

/** Reads "link E5 at Contoso" or "Contoso の E5 のリンク"; undefined when it is nothing of the kind. */
export function readLinkCommand(text: string): LinkIntent | undefined {
  const [before, behind] = FORMS.map((form) => form.exec(text));
  if (before) return { kind: 'link', sentence: before.groups?.['sentence'] ?? '' };
  const sentence = behind?.groups?.['sentence']?.trim();
  return sentence && readWish(sentence) ? { kind: 'link', sentence } : undefined;
}
