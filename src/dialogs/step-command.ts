import { type DraftStep, stepBefore } from './draft.ts';
import { isBack } from './intent.ts';
import { foldedWords } from './wish.ts';
import { anyOf } from './word-pattern.ts';
import { ALL_WORDS } from './words/all-words.ts';
import type { ChangeableStep, LanguageWords } from './words/language-words.ts';

const STEPS: readonly ChangeableStep[] = ['customer', 'user', 'license', 'plans', 'reason'];

const FORMS: readonly (readonly [RegExp, ChangeableStep])[] = ALL_WORDS.flatMap((words) =>
  STEPS.map((step) => [new RegExp(formOf(words, step), 'iu'), step] as const),
);

/** The step that words lead to, such as "back" or "change the license", in any language; undefined where they lead nowhere. */
export function readStepCommand(typed: string, current: DraftStep): DraftStep | undefined {
  if (isBack(typed)) return stepBefore(current) ?? current;
  const text = foldedWords(typed);
  return FORMS.find(([form]) => form.test(text))?.[1];
}

function formOf(
  { steps, changeStep: { before, behind }, please }: LanguageWords,
  step: ChangeableStep,
): string {
  const polite = anyOf(please);
  const name = anyOf(steps[step]);
  const forms = [
    ...(before.length > 0 ? [`${anyOf(before)}${name}`] : []),
    ...(behind.length > 0 ? [`${name}${anyOf(behind)}`] : []),
  ];
  return `^(?:${polite}[ ,、]*)?(?:${forms.join('|')})(?:[ ,、]*${polite})*[\\s.!?。…]*$`;
}
