import { anyOf } from './word-pattern.ts';
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

/** Request ids are six letters and digits, without I, L, O and U. */
const SURE = '[0-9A-HJKMNP-TV-Z]{6}';
/** Who reads O for 0, or I and L for 1, means those; a word of six letters with no digit in it is no request. */
const MISREAD = '(?=[A-Z]*\\d)[0-9A-TV-Z]{6}';
const END = '(?![0-9A-Z])';
/** They may be typed in lower case or with a leading #. */
const ID = `#?(?:${SURE}|${MISREAD})${END}`;
/** Behind a comma only what has a digit is another request: the rest is a reason. */
const NEXT_ID = `(?:\\s*(?:[,、;]\\s*)?(?:[&+]|${anyOf(ALL_WORDS.flatMap(({ betweenRequests }) => betweenRequests))})\\s*${ID}|\\s*[,、;]\\s*#?${MISREAD}${END})`;
const IDS = `(?<ids>${ID}(?:${NEXT_ID})*)`;
/** Between a verb and what follows; Japanese puts no space there. */
const GAP = '(?:\\s+|(?<=[\\u3040-\\u30ff\\u4e00-\\u9fff])\\s*)';
const REST = '[.,:!?、。]*(?:[\\s、。]+(?<reason>.+))?$';

const KINDS: readonly AboutRequest[] = [
  'again',
  'status',
  'cancel',
  'approve',
  'reject',
  'retry',
  'run',
  'give-up',
  'nudge',
];

/** Decisions can leave somebody out. */
const WITH_EXCEPTIONS: readonly AboutRequest[] = ['approve', 'reject'];

const BECAUSE = new RegExp(
  `^(?:${anyOf(ALL_WORDS.flatMap(({ because }) => because))}(?:\\s*[:、,]\\s*|\\s+|$|(?<=[\\u3040-\\u30ff\\u4e00-\\u9fff])))`,
  'iu',
);

const FORMS: readonly (readonly [RegExp, AboutRequest])[] = ALL_WORDS.flatMap((words) =>
  KINDS.flatMap((kind) => formsOf(words, kind).map((form) => [new RegExp(form, 'iu'), kind] as const)),
);

/** What also says yes is no verb where it stands alone. */
const SAYS_YES = new Set(ALL_WORDS.flatMap(({ phrases }) => phrases.send));

const VERBS_ALONE: readonly (readonly [RegExp, AboutRequest])[] = ALL_WORDS.flatMap((words) =>
  KINDS.map((kind) => {
    const { about, aboutForm, please } = words;
    const polite = anyOf(please);
    const verb = anyOf(about[kind].filter((one) => !SAYS_YES.has(one.toLowerCase())));
    const form = `^(?:${polite}[ ,、]*)?${verb}${aboutForm.behind}(?:[ ,、]*${polite})*[\\s.!?。…]*$`;
    return [new RegExp(form, 'iu'), kind] as const;
  }),
);

/** What stands where a number belongs, but is none: any word with a digit, else any behind a verb that is about requests only. */
const NO_NUMBER = '(?<named>#?(?=[^\\s]*\\d)[\\p{Script=Latin}\\d_-]{1,20})';
const NO_NUMBER_AT_ALL = '(?<named>#?[\\p{Script=Latin}\\d_-]{1,20})';

const VERBS_OF_NOTHING: readonly (readonly [RegExp, AboutRequest])[] = ALL_WORDS.flatMap((words) =>
  KINDS.flatMap((kind) => {
    const { about, aboutForm, please } = words;
    const polite = anyOf(please);
    const { before, between, behind } = aboutForm;
    return [[about[kind], NO_NUMBER] as const, [about[kind].slice(0, 1), NO_NUMBER_AT_ALL] as const].flatMap(
      ([verbs, named]) =>
        [`${anyOf(verbs)}${GAP}${before}${named}`, `${before}${named}${between}${anyOf(verbs)}${behind}`].map(
          (form) =>
            [
              new RegExp(`^(?:${polite}[ ,、]*)?${form}(?:[ ,、]*${polite})*[\\s.!?？。…]*$`, 'iu'),
              kind,
            ] as const,
        ),
    );
  }),
);

/**
 * Reads what is said about requests by their numbers, in any language; undefined when it is nothing of the kind. A question
 * is no decision: "ok K7M2QX?" does nothing.
 */
export function readAboutRequest(text: string): RequestIntent | undefined {
  const isQuestion = /[?？]$/.test(text);
  for (const [form, kind] of FORMS) {
    const { ids, reason, reasonBefore, exception } = form.exec(text)?.groups ?? {};
    if (ids === undefined || (kind !== 'status' && isQuestion)) continue;
    const why = (reasonBefore ?? (reason ?? '').replace(BECAUSE, '')).trim();
    // Who is left out is read from there, wherever it was said.
    const said = [exception?.trim(), why].filter(Boolean).join(', ');
    return { kind, requestIds: idsIn(ids), reason: said || null };
  }
  return undefined;
}

/** What is to be done with a request, where a message names none: "approve", in any language. */
export function readVerbAlone(text: string): AboutRequest | undefined {
  return VERBS_ALONE.find(([form]) => form.test(text))?.[1];
}

/** What is to be done with something that a message names as if it were a request: "status foo", in any language. */
export function readVerbOfNothing(
  text: string,
): { readonly kind: AboutRequest; readonly named: string } | undefined {
  for (const [form, kind] of VERBS_OF_NOTHING) {
    const named = form.exec(text)?.groups?.['named'];
    if (named !== undefined) return { kind, named };
  }
  return undefined;
}

/** The reason that a text says by beginning as reasons do ("because …"); undefined where it begins otherwise. */
export function reasonIn(typed: string): string | undefined {
  const text = typed.trim();
  return BECAUSE.test(text) ? text.replace(BECAUSE, '').trim() || undefined : undefined;
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
  const end = `${why}${verb}${behind}(?:[ ,]*${anyOf(please)})?${REST}`;
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
