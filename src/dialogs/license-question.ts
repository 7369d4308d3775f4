import { listText } from '../i18n/list-text.ts';
import { labelText, plainName, plainText } from '../i18n/plain-text.ts';
import type { Translate } from '../i18n/translator.ts';
import type { SkuReference } from '../requests/license-change.ts';
import { withAsOf } from './as-of.ts';
import type { Draft } from './draft.ts';
import type { SkuChoice } from './draft-directory.ts';
import { type DraftQuestion, inputOf, type StepAnswer, type StepContext } from './draft-step.ts';
import { reasonInput } from './reason-question.ts';
import { withPlansKept } from './service-plans.ts';
import { type LicenseWish, NO_WISH, readLicenses } from './wish.ts';

/** A card must stay below 28 KB; whatever does not fit can be typed. */
const MOST_CHOICES = 100;
/** A sentence that names products stays readable. */
const MOST_NAMES = 15;

/** Asks which license to assign, and which one to take away in the same call. */
export const licenseQuestion: DraftQuestion = {
  step: 'license',

  async view(draft, context) {
    const { directory, turn } = context;
    const { text } = turn;
    const { customer, user } = subjectOf(draft);
    const [skus, held] = await Promise.all([
      directory.skus(customer.id),
      directory.held(customer.id, user.id),
    ]);
    const removable = held ?? skus;
    const [assign, ...more] = draft.assign;
    const [remove, ...moreRemoved] = draft.remove;
    const name = plainName(user.name);
    return {
      template: 'draft-license',
      data: {
        holds: holdsLine(held, name, text),
        assignLabel: text('draft.license.label'),
        assignPlaceholder: text('draft.license.placeholder'),
        assign: assign?.sku.id ?? '',
        assignChoices: skus
          .slice(0, MOST_CHOICES)
          .map((sku) => ({ title: seatsLabel(sku, text), value: sku.id })),
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
        reason: { isAsked: draft.isForSelf, ...reasonInput(draft, text) },
        moreRemoved: moreChosen(moreRemoved, text('draft.license.moreRemoved')),
      },
      question: draft.isForSelf
        ? text('draft.license.ownQuestion')
        : text('draft.license.question', { user: name }),
      isWhole: draft.isForSelf,
      hint: await withAsOf(text('draft.license.hint'), { customerId: customer.id, what: 'skus' }, context),
    };
  },

  async fromCard(draft, stepContext) {
    const answer = await fromChoices(draft, stepContext);
    return draft.isForSelf ? withReason(answer, stepContext) : answer;
  },

  async fromWords(words, draft, stepContext) {
    return fromNames(readLicenses(words), draft, stepContext);
  },

  async fromWish(draft, stepContext) {
    const { assign, remove, without } = draft.wish ?? NO_WISH;
    if (assign.length + remove.length === 0) return undefined;
    return fromNames({ assign, remove, without }, draft, stepContext);
  },
};

async function fromChoices(draft: Draft, stepContext: StepContext): Promise<StepAnswer> {
  const { directory, turn } = stepContext;
  const { customer, user } = subjectOf(draft);
  const assigned = [inputOf(stepContext, 'in_assign'), ...listOf(stepContext, 'in_more')];
  const removed = [inputOf(stepContext, 'in_remove'), ...listOf(stepContext, 'in_more_removed')];
  const skus = await directory.skus(customer.id);
  const assign = skus.filter(({ id }) => assigned.includes(id));
  const isRemoving = removed.some((id) => id !== '' && id !== 'none');
  const held = isRemoving ? await directory.held(customer.id, user.id) : [];
  const remove = (held ?? skus).filter(({ id }) => removed.includes(id));
  if (assign.length + remove.length === 0)
    return { kind: 'again', error: turn.text('draft.license.missing') };
  return learned({ assign, remove, skus }, draft, stepContext);
}

/** What the user has now, in words; where that cannot be read, it says so. */
function holdsLine(held: readonly SkuReference[] | null, user: string, text: Translate): string {
  if (held === null) return text('draft.license.holdsUnknown', { user });
  const licenses = namesOf(held, text);
  return licenses
    ? text('draft.license.holds', { user, licenses })
    : text('draft.license.holdsNothing', { user });
}

async function fromNames(said: LicenseWish, draft: Draft, stepContext: StepContext): Promise<StepAnswer> {
  const { directory, turn } = stepContext;
  const { customer, user } = subjectOf(draft);
  const skus = await directory.skus(customer.id);
  const names = withoutInName(said, skus);
  const assign: SkuChoice[] = [];
  for (const name of names.assign) {
    const found = await directory.findSkus(customer.id, name);
    const [first] = found;
    if (!first) return unknownSku(name, { customer: customer.name, skus }, stepContext);
    if (found.length > 1 && !isNamed(first, name)) return severalSkus(name, found, stepContext);
    assign.push(first);
  }
  const remove: SkuReference[] = [];
  if (names.remove.length > 0) {
    const removable = (await directory.held(customer.id, user.id)) ?? skus;
    for (const name of names.remove) {
      const ids = new Set((await directory.findSkus(customer.id, name)).map((sku) => sku.id));
      const found = removable.find((sku) => ids.has(sku.id));
      if (!found) {
        const values = { user: plainName(user.name), sku: plainText(name) };
        return { kind: 'again', error: turn.text('preflight.not-held', values) };
      }
      remove.push(found);
    }
  }
  if (assign.length + remove.length + names.without.length === 0)
    return { kind: 'again', error: turn.text('draft.license.missing') };
  if (assign.length + remove.length === 0) return onlyWithout(names.without, draft, stepContext);
  if (assign.length === 0 && names.without.length > 0)
    return { kind: 'again', error: turn.text('draft.plans.noLicense') };
  return learned({ assign, remove, skus, without: names.without }, draft, stepContext);
}

/** The card of somebody who asks for themselves also asks why. */
function withReason(answer: StepAnswer, context: StepContext): StepAnswer {
  const reason = inputOf(context, 'in_reason');
  if (!reason) return answer;
  if (answer.kind === 'again') return { ...answer, kept: { reason } };
  return { ...answer, patch: { ...answer.patch, reason } };
}

/** Some products have a "without" in their name. */
function withoutInName(names: LicenseWish, skus: readonly SkuChoice[]): LicenseWish {
  const [name, ...others] = names.assign;
  if (name === undefined || others.length > 0 || names.without.length === 0) return names;
  const whole = `${name} without ${names.without.join(' and ')}`;
  const isProduct = skus.some((sku) => isNamed(sku, whole));
  return isProduct ? { ...names, assign: [whole], without: [] } : names;
}

/** "Without Teams": what is assigned stays as it was chosen before. */
function onlyWithout(without: readonly string[], draft: Draft, { turn }: StepContext): StepAnswer {
  if (draft.assign.length === 0) return { kind: 'again', error: turn.text('draft.plans.noLicense') };
  return { kind: 'learned', patch: { wish: { ...(draft.wish ?? NO_WISH), without } } };
}

function learned(
  chosen: {
    readonly assign: readonly SkuChoice[];
    readonly remove: readonly SkuReference[];
    readonly skus: readonly SkuChoice[];
    /** Names of service plans to leave out beside those that were left out before. */
    readonly without?: readonly string[];
  },
  draft: Draft,
  { turn }: StepContext,
): StepAnswer {
  const removed = new Set(chosen.remove.map((sku) => sku.id));
  if (chosen.assign.some((sku) => removed.has(sku.id))) {
    return { kind: 'again', error: turn.text('error.same-sku-twice') };
  }
  const groups = new Set([
    ...chosen.assign.map((sku) => sku.licenseGroup),
    ...chosen.skus.filter((sku) => removed.has(sku.id)).map((sku) => sku.licenseGroup),
  ]);
  if (groups.size > 1) return { kind: 'again', error: turn.text('draft.license.groups') };
  const [licenseGroup = 'group1'] = groups;
  const { assign, lost } = withPlansKept(draft.assign, chosen.assign);
  const said = chosen.without ?? draft.wish?.without ?? [];
  const without = [...lost.map(({ name }) => name), ...said];
  const wish = without.length > 0 || draft.wish ? { ...(draft.wish ?? NO_WISH), without } : null;
  return { kind: 'learned', patch: { licenseGroup, assign, remove: chosen.remove.map(referenceOf), wish } };
}

function unknownSku(
  name: string,
  { customer, skus }: { readonly customer: string; readonly skus: readonly SkuChoice[] },
  { turn }: StepContext,
): StepAnswer {
  const available = namesOf(skus, turn.text);
  const values = { text: plainText(name), customer: plainName(customer), available };
  return { kind: 'again', error: turn.text('draft.license.none', values) };
}

function severalSkus(name: string, found: readonly SkuChoice[], { turn }: StepContext): StepAnswer {
  const error = turn.text('draft.license.several', { text: plainText(name), count: found.length });
  return { kind: 'again', error: `${error} ${namesOf(found, turn.text, 'any')}` };
}

function namesOf(skus: readonly SkuReference[], text: Translate, which: 'all' | 'any' = 'all'): string {
  const names = skus.slice(0, MOST_NAMES).map((sku) => plainName(sku.name));
  return listText(skus.length > MOST_NAMES ? [...names, '…'] : names, text, which);
}

function isNamed(sku: SkuReference, name: string): boolean {
  const wanted = name.trim().toLowerCase();
  return [sku.name, sku.partNumber, sku.id].some((one) => one.toLowerCase() === wanted);
}

function referenceOf({ id, name, partNumber }: SkuReference): SkuReference {
  return { id, name, partNumber };
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

function subjectOf(draft: Draft) {
  const { customer, user } = draft;
  if (!customer || !user) throw new Error('the draft has no customer or user yet');
  return { customer, user };
}
