import { english } from './en.ts';
import { japanese } from './ja.ts';
import type { LanguageWords } from './language-words.ts';
import { turkish } from './tr.ts';

/** The words of every language, each understood at any time; English, whose words are found in others, comes first. */
export const ALL_WORDS: readonly LanguageWords[] = [english, japanese, turkish];
