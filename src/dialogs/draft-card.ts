import { listText } from '../i18n/list-text.ts';
import { plainText } from '../i18n/plain-text.ts';
import { dateLanguage, type Translate } from '../i18n/translator.ts';
import type { LicenseAssignment } from '../requests/license-change.ts';
import type { Card, CardRenderer } from './card-renderer.ts';
import { type Draft, type DraftStep, MAIN_STEPS, type MainStep, mainStepOf, stepBefore } from './draft.ts';
import type { StepView } from './draft-step.ts';
import { goodOnes, ownLicenses } from './listed-users.ts';

/** How a draft stands. */
export type ShownDraft = {
  readonly step: DraftStep;
  readonly view: StepView;
  readonly error: string | null;
  readonly text: Translate;
};

/** Draws a draft: where it stands, what is known, and the question of the step. */
export function renderDraftCard(cards: CardRenderer, draft: Draft, shown: ShownDraft): Card {
  const { step, view, error, text } = shown;
  const facts = factsOf(draft, shown);
  const mainStep = mainStepOf(step);
  const place = { step: MAIN_STEPS.indexOf(mainStep) + 1, steps: MAIN_STEPS.length };
  const { isWhole = false } = view;
  const primary = primaryOf(step, view, text);
  return cards.render('draft', {
    lang: dateLanguage(text),
    draftId: draft.id,
    step,
    speak: text('draft.speak', { ...place, question: view.question }),
    title: text('draft.title'),
    progress: text('draft.progress', { ...place, name: text(`draft.steps.${mainStep}`) }),
    steps: stepsOf(mainStep, text),
    hasFacts: facts.length > 0,
    facts,
    question: view.question,
    hasError: error !== null,
    error: error ?? '',
    content: [cards.render(view.template, view.data)],
    hasHint: view.hint !== '',
    hint: view.hint,
    hasPrimary: view.inTheWay !== 'needless',
    primaryVerb: primary.verb,
    primaryStyle: view.inTheWay ? 'default' : 'positive',
    isWhole,
    canGoBack: stepBefore(step) !== undefined,
    labels: {
      primary: primary.title,
      review: text('draft.lookFirst'),
      back: text('draft.back'),
      cancel: text('draft.cancel'),
      change: text('draft.change'),
    },
  });
}

/** Nothing can go on while something is in the way: it is looked at again instead. */
function primaryOf(step: DraftStep, { isWhole, inTheWay }: StepView, text: Translate) {
  if (inTheWay === 'unread') return { verb: 'draft.check', title: text('request.retry') };
  if (inTheWay) return { verb: 'draft.check', title: text('draft.checkAgain') };
  if (isWhole) return { verb: 'draft.send', title: text('draft.submit') };
  if (step === 'review') return { verb: 'draft.submit', title: text('draft.submit') };
  return { verb: 'draft.next', title: text('draft.next') };
}

function stepsOf(current: MainStep, text: Translate) {
  const at = MAIN_STEPS.indexOf(current);
  return MAIN_STEPS.map((step, index) => ({
    text: `${text(`draft.steps.${step}`)}${index < MAIN_STEPS.length - 1 ? '  ›  ' : ''}`,
    weight: index === at ? 'Bolder' : 'Default',
    color: index === at ? 'Accent' : 'Default',
    isSubtle: index > at,
  }));
}

/** A SKU with what is left out of it. */
export function assignedText({ sku, excludedPlans }: LicenseAssignment, text: Translate): string {
  if (excludedPlans.length === 0) return sku.name;
  const plans = listText(
    excludedPlans.map(({ name }) => name),
    text,
  );
  return text('draft.plans.without', { sku: sku.name, plans });
}

/** Of a list with one person, that person. */
function usersOf({ user, list }: Draft, text: Translate): readonly string[] {
  if (list && (list.length > 1 || !user))
    return [text('draft.list.people', { count: list.filter(({ fault }) => fault === null).length })];
  return user ? [`${user.name} (${user.upn})`] : [];
}

/** Licenses that were chosen, or as a sentence named them that is not taken up yet. */
function licensesOf(draft: Draft, text: Translate) {
  const { assign, remove, wish } = draft;
  const own = ownLicenses(draft);
  if (own.length > 0) {
    const names = new Set(own.map(({ name }) => name));
    const isOne = names.size === 1 && own.length === goodOnes(draft.list ?? []).length;
    const removed = remove.length > 0 ? remove.map(({ name }) => name) : (wish?.remove ?? []);
    return { assign: isOne ? [...names] : [text('draft.list.ownLicenses')], remove: removed };
  }
  if (assign.length + remove.length > 0 || !wish) {
    return { assign: assign.map((one) => assignedText(one, text)), remove: remove.map(({ name }) => name) };
  }
  const plans = listText(wish.without, text);
  const named = (sku: string) => (plans === '' ? sku : text('draft.plans.without', { sku, plans }));
  return { assign: wish.assign.map(named), remove: wish.remove };
}

/** What is known and not being asked right now. */
function factsOf(draft: Draft, { step, view, text }: Pick<ShownDraft, 'step' | 'view' | 'text'>) {
  const licenses = licensesOf(draft, text);
  const known: readonly (readonly [field: string, value: string, step: MainStep])[] = [
    ...(draft.customer ? [['customer', draft.customer.name, 'customer'] as const] : []),
    ...usersOf(draft, text).map((value) => ['user', value, 'user'] as const),
    ...licenses.assign.map((value) => ['assign', value, 'license'] as const),
    ...licenses.remove.map((value) => ['remove', value, 'license'] as const),
    ...(draft.reason === null || (draft.reason === '' && step !== 'review')
      ? []
      : [['reason', draft.reason || text('draft.reason.none'), 'reason'] as const]),
  ];
  const asked = step === 'plans' ? step : mainStepOf(step);
  const isAsked = (of: MainStep) => of === asked || (view.isWhole === true && of === 'reason');
  return known
    .filter(([, , of]) => !isAsked(of))
    .map(([field, value, to]) => ({
      title: text(`draft.field.${field}`),
      value: plainText(value),
      to,
      change: text('draft.changeStep', { step: text(`draft.steps.${to}`) }),
    }));
}
