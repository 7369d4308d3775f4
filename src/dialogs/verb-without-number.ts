import { VERB_GAP as GAP } from './request-number.ts';
import { anyOf } from './word-pattern.ts';
import { ALL_WORDS } from './words/all-words.ts';
import type { AboutRequest } from './words/language-words.ts';

/** What can be said about a request; where a message fits several, the first is meant. */
export const KINDS: readonly AboutRequest[] = [
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
