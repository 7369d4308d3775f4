import { listText } from '../i18n/list-text.ts';
import { labelText, plainName, plainText } from '../i18n/plain-text.ts';
import { sentencesText } from '../i18n/sentence-text.ts';
import type { Translate } from '../i18n/translator.ts';
import type { LicenseAssignment, Named } from '../requests/license-change.ts';
import type { Draft } from './draft.ts';
import type { ServicePlanChoice } from './draft-directory.ts';
import {
  type DraftQuestion,
  inputOf,
  type StepAnswer,
  type StepContext,
  type StepView,
} from './draft-step.ts';
import { isNothing } from './intent.ts';
import { findPlans, has } from './service-plans.ts';
import { readLicenses } from './wish.ts';

/** A card must stay below 28 KB; whatever does not fit can be typed. */
const MOST_CHOICES = 60;
/** A sentence that names service plans stays readable. */
const MOST_NAMES = 15;

/** What is assigned, with everything that can be left out of it. */
type Divisible = { readonly assignment: LicenseAssignment; readonly plans: readonly ServicePlanChoice[] };

/** Asks which service plans to leave out of what is assigned. Only those who want to are asked. */
export const plansQuestion: DraftQuestion = {
  step: 'plans',

  async view(draft, context) {
    const { text } = context.turn;
    const divisible = (await divisibleOf(draft, context)).filter(isDivisible);
    if (divisible.length === 0) return nothingToLeaveOut(draft, text);
    return {
      template: 'draft-plans',
      data: {
        lists: divisible.map(({ assignment, plans }) => ({
          inputId: inputIdOf(assignment),
          label: text('draft.plans.label', { sku: labelText(assignment.sku.name) }),
          value: assignment.excludedPlans.map(({ id }) => id).join(','),
          choices: offered(assignment.excludedPlans, plans).map(({ id, name }) => ({
            title: labelText(name),
            value: id,
          })),
        })),
      },
      question: text('draft.plans.question'),
      hint: text('draft.plans.hint'),
    };
  },

  async fromCard(draft, context) {
    const divisible = await divisibleOf(draft, context);
    const assign = divisible.map(({ assignment, plans }) => {
      const ticked = inputOf(context, inputIdOf(assignment)).split(',');
      const excludedPlans = offered(assignment.excludedPlans, plans).filter(({ id }) => ticked.includes(id));
      return { sku: assignment.sku, excludedPlans };
    });
    return learned({ assign, divisible }, draft, context);
  },

  async fromWords(words, draft, context) {
    if (isNothing(words)) {
      const assign = draft.assign.map(({ sku }) => ({ sku, excludedPlans: [] }));
      const divisible = await divisibleOf(draft, context);
      return learned({ assign, divisible }, draft, context);
    }
    const { assign, without } = readLicenses(words);
    return fromNames(without.length > 0 ? without : assign, draft, context);
  },

  async fromWish(draft, context) {
    const names = draft.wish?.without ?? [];
    return names.length > 0 ? fromNames(names, draft, context, 'added') : undefined;
  },
};

/** Each name is looked for in everything that is assigned, and left out wherever it is found. */
async function fromNames(
  names: readonly string[],
  draft: Draft,
  context: StepContext,
  which: 'only' | 'added' = 'only',
): Promise<StepAnswer> {
  const divisible = await divisibleOf(draft, context);
  const everything = withoutRepeats(divisible.flatMap(({ plans }) => plans));
  const named: Named[] = [];
  for (const name of names) {
    const found = findPlans(everything, name);
    if (found.length === 0) return unknownPlan(name, divisible, context);
    if (found.length > 1) return severalPlans(name, found, context);
    named.push(...found);
  }
  const assign = divisible.map(({ assignment: { sku, excludedPlans }, plans }) => {
    const kept = which === 'added' ? excludedPlans : [];
    const added = plans.filter((plan) => has(named, plan) && !has(kept, plan)).map(referenceOf);
    return { sku, excludedPlans: [...kept, ...added] };
  });
  return learned({ assign, divisible }, draft, context);
}

function learned(
  {
    assign,
    divisible,
  }: { readonly assign: readonly LicenseAssignment[]; readonly divisible: readonly Divisible[] },
  { wish }: Draft,
  { turn }: StepContext,
): StepAnswer {
  const emptied = divisible.find(
    ({ plans }, index) =>
      plans.length > 0 && plans.every((plan) => has(assign[index]?.excludedPlans ?? [], plan)),
  );
  if (emptied) {
    const sku = plainName(emptied.assignment.sku.name);
    return { kind: 'again', error: turn.text('draft.plans.everything', { sku }) };
  }
  return { kind: 'learned', patch: { assign, wish: wish && { ...wish, without: [] } } };
}

function unknownPlan(name: string, divisible: readonly Divisible[], { turn }: StepContext): StepAnswer {
  const skus = divisible.map(({ assignment }) => plainName(assignment.sku.name));
  const plans = withoutRepeats(divisible.flatMap((one) => one.plans));
  const values = { text: plainText(name), sku: listText(skus, turn.text) };
  if (plans.length === 0) return { kind: 'again', error: turn.text('draft.plans.indivisible', values) };
  const available = namesOf(plans, turn.text);
  return { kind: 'again', error: turn.text('draft.plans.none', { ...values, available }) };
}

function severalPlans(name: string, found: readonly Named[], { turn }: StepContext): StepAnswer {
  const error = turn.text('draft.plans.several', { text: plainText(name), count: found.length });
  return { kind: 'again', error: sentencesText([error, namesOf(found, turn.text, 'any')]) };
}

async function divisibleOf({ customer, assign }: Draft, { directory }: StepContext) {
  if (!customer) throw new Error('the draft has no customer yet');
  const skus = await directory.skus(customer.id);
  return assign.map((assignment): Divisible => {
    const plans = skus.find(({ id }) => id === assignment.sku.id)?.plans ?? [];
    return { assignment, plans };
  });
}

/** What was left out before stands first: it must not be lost where the list is cut. */
function offered(excluded: readonly Named[], plans: readonly Named[]): readonly Named[] {
  const others = plans.filter((plan) => !has(excluded, plan)).map(referenceOf);
  return [...excluded, ...others].slice(0, Math.max(MOST_CHOICES, excluded.length));
}

function namesOf(plans: readonly Named[], text: Translate, which: 'all' | 'any' = 'all'): string {
  const names = plans.slice(0, MOST_NAMES).map(({ name }) => plainName(name));
  return listText(plans.length > MOST_NAMES ? [...names, '…'] : names, text, which);
}

function withoutRepeats(plans: readonly ServicePlanChoice[]): readonly ServicePlanChoice[] {
  return plans.filter((plan, index) => plans.findIndex(({ id }) => id === plan.id) === index);
}

function referenceOf({ id, name }: Named): Named {
  return { id, name };
}

function isDivisible({ assignment, plans }: Divisible): boolean {
  return assignment.excludedPlans.length + plans.length > 0;
}

function nothingToLeaveOut({ assign }: Draft, text: Translate): StepView {
  const sku = listText(
    assign.map((one) => plainName(one.sku.name)),
    text,
  );
  return { template: 'draft-empty', data: {}, question: text('draft.plans.indivisible', { sku }), hint: '' };
}

function inputIdOf({ sku }: LicenseAssignment): string {
  return `in_plans_${sku.id}`;
}
