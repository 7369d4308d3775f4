import { anyOf } from './word-pattern.ts';
import { ALL_WORDS } from './words/all-words.ts';
import type { AboutRequest, LanguageWords } from './words/language-words.ts';

/** Something said about one request. */
export type RequestIntent = {
  readonly kind: AboutRequest;
  readonly requestId: string;
  readonly reason: string | null;
};

/** Request ids are six letters and digits; they may be typed in lower case or with a leading #. */
const ID = '#?(?<id>[0-9A-HJKMNP-TV-Z]{6})(?![0-9A-Z])';
/** Between a verb and what follows; Japanese puts no space there. */
const GAP = '(?:\\s+|(?<=[\\u3040-\\u30ff\\u4e00-\\u9fff])\\s*)';
const REST = '[.,:!?、。]*(?:[\\s、。]+(?<reason>.+))?$';

const KINDS: readonly AboutRequest[] = [
  'status',
  'cancel',
  'approve',
  'reject',
  'retry',
  'run',
  'give-up',
  'nudge',
];

const BECAUSE = new RegExp(
  `^(?:${anyOf(ALL_WORDS.flatMap(({ because }) => because))}(?:\\s*[:、,]\\s*|\\s+|(?<=[\\u3040-\\u30ff\\u4e00-\\u9fff])))`,
  'iu',
);

const FORMS: readonly (readonly [RegExp, AboutRequest])[] = ALL_WORDS.flatMap((words) =>
  KINDS.flatMap((kind) => formsOf(words, kind).map((form) => [new RegExp(form, 'iu'), kind] as const)),
);

/** Reads what is said about one request by its number, in any language; undefined when it is nothing of the kind. */
export function readAboutRequest(text: string): RequestIntent | undefined {
  for (const [form, kind] of FORMS) {
    const { id, reason, reasonBefore } = form.exec(text)?.groups ?? {};
    if (id === undefined) continue;
    const why = reasonBefore ?? (reason ?? '').replace(BECAUSE, '');
    return { kind, requestId: id.toUpperCase(), reason: why.trim() || null };
  }
  return undefined;
}

/** "reject K7M2QX because …", and for languages whose verbs come last "K7M2QX'i … için reddet". */
function formsOf(
  { about, aboutForm, please, becauseEnding }: LanguageWords,
  kind: AboutRequest,
): readonly string[] {
  const verb = anyOf(about[kind]);
  const polite = `(?:${anyOf(please)}[ ,]*)?`;
  const { before, between, behind } = aboutForm;
  const why = becauseEnding ? `(?:(?<reasonBefore>.{2,500}?${becauseEnding})[\\s、,]*)?` : '';
  return [
    `^${polite}${verb}${GAP}${before}${ID}${REST}`,
    `^${before}${ID}${between}${why}${verb}${behind}(?:[ ,]*${anyOf(please)})?${REST}`,
  ];
}
