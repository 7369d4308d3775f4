import { behindCourtesy, isRemark, type SaidBehind, withoutBecause } from './remark.ts';
import {
  NUMBER_END as END,
  VERB_GAP as GAP,
  MISREAD_NUMBER as MISREAD,
  SURE_NUMBER as SURE,
} from './request-number.ts';
import { holdsCommand } from './second-command.ts';
import { KINDS } from './verb-without-number.ts';
import { anyOf, anyWholeOf } from './word-pattern.ts';
import { ALL_WORDS } from './words/all-words.ts';
import type { AboutRequest, LanguageWords } from './words/language-words.ts';

/** Something said about one request. */
export type RequestIntent = {
  readonly [Kind in AboutRequest]: {
    readonly kind: Kind;
    /** The requests that are named, each once, in their order. */
    readonly requestIds: readonly string[];
    readonly reason: string | null;
  };
}[AboutRequest];

/** Why what is said about requests is not done: it says no, it says more than one thing, or it says more than that. */
export type Unclear = 'negated' | 'two-commands' | 'unmarked';

/** Something said about requests that may mean something else than its verb: nothing is done. */
export type UnclearIntent = {
  readonly kind: 'unclear';
  readonly about: AboutRequest;
  readonly requestIds: readonly string[];
  readonly why: Unclear;
  /** What else was said. */
  readonly said: string;
};

/** They may be typed in lower case or with a leading #. */
const ID = `#?(?:${SURE}|${MISREAD})${END}`;
const HAS_LETTERS_OF_NUMBER = new RegExp(`^${ID}`, 'iu');
/** "… and reject" goes on with a verb, though it has the letters of a number. */
const NO_VERB = `(?!${anyWholeOf(
  ALL_WORDS.flatMap(({ about }) => Object.values(about).flat()).filter((verb) =>
    HAS_LETTERS_OF_NUMBER.test(verb),
  ),
)})`;
/** Behind a comma only what has a digit is another request: the rest is a reason. */
const NEXT_ID = `(?:\\s*(?:[,、;]\\s*)?(?:[&+]|${anyOf(ALL_WORDS.flatMap(({ betweenRequests }) => betweenRequests))})\\s*${NO_VERB}${ID}|\\s*[,、;]\\s*#?${MISREAD}${END})`;
const IDS = `(?<ids>${ID}(?:${NEXT_ID})*)`;
const REST = '(?:(?<mark>[.,:;!?、。]*[\\s、。]+|:)(?<reason>.+)|[.,:;!?、。…]*)$';

/** Nothing changes by these, whatever else is said. */
const ASKS_ONLY: readonly AboutRequest[] = ['status', 'again'];

/** Decisions can leave somebody out. */
const WITH_EXCEPTIONS: readonly AboutRequest[] = ['approve', 'reject'];

const FORMS: readonly (readonly [() => RegExp, AboutRequest])[] = ALL_WORDS.flatMap((words) =>
  KINDS.flatMap((kind) => formsOf(words, kind).map((form) => [madeWhenUsed(form), kind] as const)),
);

/** There are many forms, most messages are of the first ones, and to make one takes time. */
function madeWhenUsed(form: string): () => RegExp {
  let made: RegExp | undefined;
  return () => {
    made ??= new RegExp(form, 'iu');
    return made;
  };
}

/**
 * Reads what is said about requests by their numbers, in any language; undefined when it is nothing of the kind. A question
 * is no decision: "ok K7M2QX?" does nothing.
 */
export function readAboutRequest(text: string): RequestIntent | UnclearIntent | undefined {
  const isQuestion = /[?？]$/.test(text);
  for (const [form, kind] of FORMS) {
    const groups = form().exec(text)?.groups;
    if (groups?.['ids'] === undefined || (kind !== 'status' && isQuestion)) continue;
    return intentOf(kind, idsIn(groups['ids']), groups);
  }
  return undefined;
}

type Said = Readonly<Record<string, string | undefined>>;

function intentOf(
  kind: AboutRequest,
  requestIds: readonly string[],
  said: Said,
): RequestIntent | UnclearIntent {
  const { reasonBefore, exception, tail = '' } = said;
  const whole = { mark: said['mark'] ?? '', text: said['reason'] ?? '' };
  const behind = ASKS_ONLY.includes(kind) ? whole : behindCourtesy(whole);
  const why = doubtOf(kind, behind, said);
  if (why) return { kind: 'unclear', about: kind, requestIds, why, said: behind.text || tail };
  const reason = reasonBefore?.trim() ?? withoutBecause(behind.text);
  // Who is left out is read from there, wherever it was said.
  return { kind, requestIds, reason: [exception?.trim(), reason].filter(Boolean).join(', ') || null };
}

/** Why it may not be done as its verb says; undefined when nothing stands against it. */
function doubtOf(
  kind: AboutRequest,
  behind: SaidBehind,
  { reasonBefore = '', tail = '' }: Said,
): Unclear | undefined {
  if (holdsCommand(`${reasonBefore} ${behind.text}`)) return 'two-commands';
  if (ASKS_ONLY.includes(kind)) return undefined;
  if (!ALL_WORDS.some(({ aboutForm }) => aboutForm.affirms.test(tail))) return 'negated';
  return isRemark(kind, behind) ? undefined : 'unmarked';
}

/**
 * The numbers of requests among other words, and those words. The first has a digit or a # before it, so that it is no
 * word itself. Undefined when there is none.
 */
export function requestIdsIn(
  text: string,
): { readonly ids: readonly string[]; readonly rest: string } | undefined {
  const [found] =
    new RegExp(`(?<![0-9A-Z#])(?:#(?:${SURE}|${MISREAD})|${MISREAD})${END}(?:${NEXT_ID})*`, 'iu').exec(
      text,
    ) ?? [];
  if (found === undefined) return undefined;
  return { ids: idsIn(found), rest: text.replace(found, ' ').replace(/\s+/g, ' ').trim() };
}

/** The ids in a text that names at least one, as they were given out. */
function idsIn(text: string): readonly string[] {
  const found = text.match(new RegExp(`(?<![0-9A-Z])(?:${SURE}|${MISREAD})${END}`, 'giu')) ?? [];
  const meant = found.map((id) => id.toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1'));
  return [...new Set(meant)];
}

/** "reject K7M2QX because …", and for languages whose verbs come last "K7M2QX'i … için reddet". */
function formsOf(
  { about, aboutForm, please, becauseEnding, exceptBefore }: LanguageWords,
  kind: AboutRequest,
): readonly string[] {
  const verb = anyOf(about[kind]);
  const polite = `(?:${anyOf(please)}[ ,]*)?`;
  const { before, between, behind } = aboutForm;
  const why = becauseEnding ? `(?:(?<reasonBefore>.{2,500}?${becauseEnding})[\\s、,]*)?` : '';
  const end = `${why}${verb}(?<tail>${behind})(?:[ ,]*${anyOf(please)})?${REST}`;
  const left = `(?<exception>${exceptBefore})[\\s、,]*`;
  const isExcepting = exceptBefore !== null && WITH_EXCEPTIONS.includes(kind);
  return [
    `^${polite}${verb}${GAP}${before}${IDS}${REST}`,
    `^${before}${IDS}${between}${end}`,
    ...(isExcepting
      ? [`^${left}${before}${IDS}${between}${end}`, `^${before}${IDS}${between}${left}${end}`]
      : []),
  ];
}
