import { fold } from '../directory/text-fold.ts';
import { editDistance } from '../requests/edit-distance.ts';
import { requestIdsIn } from './about-request.ts';
import { readIntent } from './intent.ts';
import { commandFor, saidWith } from './said-command.ts';
import { foldedWords } from './wish.ts';
import { anyOf } from './word-pattern.ts';
import { ALL_WORDS } from './words/all-words.ts';
import type { LanguageWords } from './words/language-words.ts';

/** What somebody may have meant: words that are understood, how far they are from what was typed, in which language. */
type Guess = { readonly words: string; readonly distance: number; readonly language: string };

/** Longer texts are no mistyped command. */
const LONGEST = 60;
const MOST_GUESSES = 3;
const JAPANESE = /[\u3040-\u30ff\u3400-\u9fff]/u;

const COMMANDS = ALL_WORDS.map((words) => ({
  words,
  phrases: [
    ...(['help', 'sign-out', 'connect-directory', 'discard'] as const).flatMap((kind) => words.phrases[kind]),
    ...words.directory.show,
    ...words.request.names,
  ],
  lists: Object.values(words.lists).flat(),
  verbs: Object.entries(words.about).flatMap(([, verbs]) => verbs),
}));

/** 全部承認 is nobody's name. */
const UNSPACED_VERB = new RegExp(
  anyOf(ALL_WORDS.filter(({ hasSpaces }) => !hasSpaces).flatMap(({ about }) => Object.values(about).flat())),
  'iu',
);

/** Words near what was typed that would be understood, the nearest first; those of the reader's language before others. */
export function guessesFor(typed: string, language: string): readonly string[] {
  const text = foldedWords(typed).replace(/[\s.!?。…]+$/u, '');
  if (text === '' || [...text].length > LONGEST) return [];
  const guesses = [...aboutRequest(text, language), ...commandsNear(text)].toSorted(
    (one, other) =>
      one.distance - other.distance ||
      Number(other.language === language) - Number(one.language === language),
  );
  const meant = new Map<string, string>();
  // What is further off than the nearest may be its opposite.
  for (const { words } of guesses.filter(({ distance }) => distance === guesses[0]?.distance)) {
    const intent = readIntent(words);
    const key = JSON.stringify(intent);
    if (intent.kind !== 'other' && !meant.has(key)) meant.set(key, words);
  }
  return [...meant.values()].slice(0, MOST_GUESSES);
}

/** The address or the name of somebody, where nothing else was typed. */
export function personAlone(typed: string): string | undefined {
  const text = foldedWords(typed);
  if (UNSPACED_VERB.test(text)) return undefined;
  if (/^[^\s@<>"]{1,64}@[^\s@<>"]+\.[^\s@<>"]+$/.test(text)) return text;
  const name = /^\p{Lu}[\p{L}'’.-]+(?: \p{Lu}[\p{L}'’.-]+){1,3}$/u;
  return name.test(text) || /^[\u3400-\u9fff\u3005]{1,4}[ 　]?[\u3400-\u9fff\u3005]{1,4}$/u.test(text)
    ? text
    : undefined;
}

/** With the numbers of requests in it: the verb that is near, else how it stands. */
function aboutRequest(text: string, language: string): readonly Guess[] {
  const found = requestIdsIn(text);
  if (!found) return [];
  const { ids, rest } = found;
  // What is not to be done is near to what is.
  const isNegated = ALL_WORDS.some(({ deciding }) => deciding.negation.test(rest));
  const near = isNegated
    ? []
    : COMMANDS.flatMap(({ words, verbs }) =>
        verbs.flatMap((verb) => guess(saidWith(words, verb, ids), { near: rest, to: verb, words })),
      );
  if (near.length > 0) return near;
  return [{ words: commandFor('status', ids, language), distance: 0, language }];
}

function commandsNear(text: string): readonly Guess[] {
  return COMMANDS.flatMap(({ words, phrases, lists }) => {
    const [head, tail] = customerBehind(text, words);
    return [
      ...phrases.flatMap((phrase) => guess(phrase, { near: text, to: phrase, words })),
      ...lists.flatMap((list) => guess(`${list}${tail}`, { near: head, to: list, words })),
    ];
  });
}

/** "pnding at Contoso": what may be the name of a list, and the rest. */
function customerBehind(text: string, { listFor }: LanguageWords): readonly [string, string] {
  const at = listFor.behind ? text.search(new RegExp(listFor.behind, 'iu')) : -1;
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at)];
}

function guess(
  words: string,
  {
    near,
    to,
    words: { language },
  }: { readonly near: string; readonly to: string; readonly words: LanguageWords },
): readonly Guess[] {
  const [typed, meant] = [fold(near), fold(to)];
  const most = mostMistakes(meant);
  if (typed === '' || Math.abs(typed.length - meant.length) > most) return [];
  const distance = editDistance(typed, meant);
  return distance <= most ? [{ words, distance, language }] : [];
}

/** Short words are near to everything; a Japanese letter is as good as two. */
function mostMistakes(word: string): number {
  const length = [...word].length * (JAPANESE.test(word) ? 2 : 1);
  if (length < 4) return 0;
  return length < 6 ? 1 : length < 10 ? 2 : 3;
}
