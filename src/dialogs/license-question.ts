import { labelText, plainName, plainText } from '../i18n/plain-text.ts';
import type { Translate } from '../i18n/translator.ts';
import type { SkuReference } from '../requests/license-change.ts';
import { withAsOf } from './as-of.ts';
import type { Draft } from './draft.ts';
import { assignedText } from './draft-card.ts';
import type { SkuChoice } from './draft-directory.ts';
import {
  type DraftQuestion,
  inputOf,
  type StepAnswer,
  type StepContext,
  type StepView,
} from './draft-step.ts';
import { choiceRules, licensesChosen, namesOf, subjectOf } from './license-choice.ts';
import { licensesNamed } from './license-names.ts';
import { forEverybody, goodOnes, ownLicenses } from './listed-users.ts';
import { needsReason, reasonEntered, reasonInput } from './reason-question.ts';
import { NO_WISH, readLicenses } from './wish.ts';

/** A card must stay below 28 KB; whatever does not fit can be typed. */
const MOST_CHOICES = 100;

/** Asks which license to assign, and which one to take away in the same call. */
export const licenseQuestion: DraftQuestion = {
  step: 'license',

  async view(draft, context, fitting) {
    const { directory, turn } = context;
    const { text } = turn;
    const { customer, user } = subjectOf(draft);
    const [all, held, { refusalToAssign, mayRemove }] = await Promise.all([
      directory.skus(customer.id),
      draft.list ? null : directory.held(customer.id, user.id),
      choiceRules(draft, context),
    ]);
    const skus = all.filter((sku) => !refusalToAssign(sku));
    // What a name fitted is chosen among; anything else can be typed.
    const isNarrowed = fitting.length > 0;
    const isOffered = ({ id }: SkuChoice) => !isNarrowed || fitting.some(({ value }) => value === id);
    const removable = (held ?? all).filter(mayRemove);
    const [assign, ...more] = draft.assign;
    const [remove, ...moreRemoved] = draft.remove;
    const name = plainName(user.name);
    if (skus.length + removable.length === 0) return nothingToAskFor(draft, text);
    return {
      template: 'draft-license',
      data: {
        holds: draft.list ? text('draft.list.holds') : holdsLine(held, name, text),
        assignLabel: text('draft.license.label'),
        assignPlaceholder: text('draft.license.placeholder'),
        assign: assign?.sku.id ?? '',
        assignStyle: isNarrowed ? 'expanded' : 'filtered',
        assignChoices: skus
          .filter(isOffered)
          .slice(0, MOST_CHOICES)
          .map((sku) => ({ title: seatsLabel(sku, text), value: sku.id })),
        hasExcluded: draft.assign.some(({ excludedPlans }) => excludedPlans.length > 0),
        excluded: draft.assign.map((one) => plainText(assignedText(one, text))).join('; '),
        plansButton: text('draft.plans.button'),
        draftId: draft.id,
        more: moreChosen(
          more.map(({ sku }) => sku),
          text('draft.license.more'),
        ),
        canRemove: removable.length > 0,
        removeLabel: text('draft.license.removeLabel'),
        removePlaceholder: text('draft.license.removePlaceholder'),
        remove: remove?.id ?? '',
        removeChoices: [
          { title: text('draft.license.removePlaceholder'), value: 'none' },
          ...removable.slice(0, MOST_CHOICES).map((sku) => ({ title: labelText(sku.name), value: sku.id })),
        ],
        reason: { isAsked: draft.isForSelf, ...reasonInput(draft, needsReason(draft, directory), text) },
        moreRemoved: moreChosen(moreRemoved, text('draft.license.moreRemoved')),
      },
      question: questionOf(draft, text),
      isWhole: draft.isForSelf,
      hint: await withAsOf(text('draft.license.hint'), { customerId: customer.id, what: 'skus' }, context),
    };
  },

  async fromCard(draft, stepContext) {
    const answer = forThoseAsked(await fromChoices(draft, stepContext), draft);
    return draft.isForSelf ? withReason(answer, draft, stepContext) : answer;
  },

  async fromWords(words, draft, stepContext) {
    return forThoseAsked(await licensesNamed(readLicenses(words), draft, stepContext), draft);
  },

  async fromWish(draft, stepContext) {
    const { assign, remove, without } = draft.wish ?? NO_WISH;
    if (assign.length + remove.length === 0) return undefined;
    return licensesNamed({ assign, remove, without }, draft, stepContext);
  },
};

/** What is chosen where everybody of a list has a license of their own takes the place of all of them. */
function forThoseAsked(answer: StepAnswer, draft: Draft): StepAnswer {
  const isOwn = draft.list !== null && ownLicenses(draft).length === goodOnes(draft.list).length;
  if (!isOwn || answer.kind === 'again' || !answer.patch.assign?.length) return answer;
  return { ...answer, patch: { ...answer.patch, list: forEverybody(draft) } };
}

function questionOf(draft: Draft, text: Translate): string {
  if (draft.list) return text('draft.list.license', { count: draft.list.length });
  if (draft.isForSelf) return text('draft.license.ownQuestion');
  return text('draft.license.question', { user: plainName(subjectOf(draft).user.name) });
}

function nothingToAskFor(draft: Draft, text: Translate): StepView {
  const customer = plainName(subjectOf(draft).customer.name);
  return {
    template: 'draft-empty',
    data: {},
    question: text('draft.license.nothing', { customer }),
    hint: '',
  };
}

async function fromChoices(draft: Draft, stepContext: StepContext): Promise<StepAnswer> {
  const { directory, turn } = stepContext;
  const { customer, user } = subjectOf(draft);
  const assigned = [inputOf(stepContext, 'in_assign'), ...listOf(stepContext, 'in_more')];
  const removed = [inputOf(stepContext, 'in_remove'), ...listOf(stepContext, 'in_more_removed')];
  const skus = await directory.skus(customer.id);
  const assign = skus.filter(({ id }) => assigned.includes(id));
  const isRemoving = removed.some((id) => id !== '' && id !== 'none');
  const held = draft.list ? null : isRemoving ? await directory.held(customer.id, user.id) : [];
  const remove = (held ?? skus).filter(({ id }) => removed.includes(id));
  if (assign.length + remove.length === 0)
    return { kind: 'again', error: turn.text('draft.license.missing') };
  return licensesChosen({ assign, remove, skus }, draft, stepContext);
}

/** What the user has now, in words; where that cannot be read, it says so. */
function holdsLine(held: readonly SkuReference[] | null, user: string, text: Translate): string {
  if (held === null) return text('draft.license.holdsUnknown', { user });
  const licenses = namesOf(held, text);
  return licenses
    ? text('draft.license.holds', { user, licenses })
    : text('draft.license.holdsNothing', { user });
}

/** The card of somebody who asks for themselves also asks why. Where that must be said and was not, its own step says so. */
function withReason(answer: StepAnswer, draft: Draft, context: StepContext): StepAnswer {
  const chosen = answer.kind === 'learned' ? { ...draft, ...answer.patch } : draft;
  const reason = reasonEntered(chosen, context);
  if (reason.kind === 'again' && !reason.kept) return answer;
  if (reason.kind === 'again')
    return answer.kind === 'again' ? { ...answer, kept: reason.kept } : again(reason, answer.patch);
  if (answer.kind === 'again') return { ...answer, kept: reason.patch };
  return { ...answer, patch: { ...answer.patch, ...reason.patch } };
}

/** The licenses are kept while the reason is shortened. */
function again(reason: Extract<StepAnswer, { kind: 'again' }>, patch: Partial<Draft>): StepAnswer {
  return { ...reason, kept: { ...patch, ...reason.kept } };
}

/** A card chooses one license; what a sentence named beside it can be kept or dropped. */
function moreChosen(skus: readonly SkuReference[], label: string) {
  return {
    isShown: skus.length > 0,
    label,
    value: skus.map(({ id }) => id).join(','),
    choices: skus.map(({ id, name }) => ({ title: labelText(name), value: id })),
  };
}

function listOf(context: StepContext, inputId: string): readonly string[] {
  return inputOf(context, inputId).split(',').filter(Boolean);
}

function seatsLabel(sku: SkuChoice, text: Translate): string {
  const name = labelText(sku.name);
  return sku.free === null ? name : text('draft.license.seats', { sku: name, count: sku.free });
}
