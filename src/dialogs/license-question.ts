import { listText } from '../i18n/list-text.ts';
import { labelText, plainName, plainText } from '../i18n/plain-text.ts';
import type { Translate } from '../i18n/translator.ts';
import type { SkuReference } from '../requests/license-change.ts';
import type { Draft } from './draft.ts';
import type { SkuChoice } from './draft-directory.ts';
import { type DraftQuestion, inputOf, type StepAnswer, type StepContext } from './draft-step.ts';
import { readLicenses, type Wish } from './wish.ts';

/** A card must stay below 28 KB; whatever does not fit can be typed. */
const MOST_CHOICES = 100;
/** A sentence that names products stays readable. */
const MOST_NAMES = 15;

/** Asks which license to assign, and which one to take away in the same call. */
export const licenseQuestion: DraftQuestion = {
  step: 'license',

  async view(draft, { directory, turn }) {
    const { text } = turn;
    const { customer, user } = subjectOf(draft);
    const [skus, held] = await Promise.all([
      directory.skus(customer.id),
      directory.held(customer.id, user.id),
    ]);
    const removable = held ?? skus;
    const [assign] = draft.assign;
    const [remove] = draft.remove;
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
        canRemove: removable.length > 0,
        removeLabel: text('draft.license.removeLabel'),
        removePlaceholder: text('draft.license.removePlaceholder'),
        remove: remove?.id ?? '',
        removeChoices: [
          { title: text('draft.license.removePlaceholder'), value: 'none' },
          ...removable.slice(0, MOST_CHOICES).map((sku) => ({ title: labelText(sku.name), value: sku.id })),
        ],
      },
      question: text('draft.license.question', { user: name }),
      hint: text('draft.license.hint'),
    };
  },

  async fromCard(draft, stepContext) {
    const { directory, turn } = stepContext;
    const { customer, user } = subjectOf(draft);
    const assignId = inputOf(stepContext, 'in_assign');
    const removeId = inputOf(stepContext, 'in_remove');
    const skus = await directory.skus(customer.id);
    const assign = skus.filter((sku) => sku.id === assignId);
    const held = removeId && removeId !== 'none' ? await directory.held(customer.id, user.id) : [];
    const remove = (held ?? skus).filter((sku) => sku.id === removeId);
    if (assign.length + remove.length === 0)
      return { kind: 'again', error: turn.text('draft.license.missing') };
    return learned({ assign, remove, skus }, stepContext);
  },

  async fromWords(words, draft, stepContext) {
    return fromNames(readLicenses(words), draft, stepContext);
  },

  async fromWish(draft, stepContext) {
    const { assign, remove } = draft.wish ?? { assign: [], remove: [] };
    if (assign.length + remove.length === 0) return undefined;
    return fromNames({ assign, remove }, draft, stepContext);
  },
};

/** What the user has now, in words; where that cannot be read, it says so. */
function holdsLine(held: readonly SkuReference[] | null, user: string, text: Translate): string {
  if (held === null) return text('draft.license.holdsUnknown', { user });
  const licenses = namesOf(held, text);
  return licenses
    ? text('draft.license.holds', { user, licenses })
    : text('draft.license.holdsNothing', { user });
}

async function fromNames(
  names: Pick<Wish, 'assign' | 'remove'>,
  draft: Draft,
  stepContext: StepContext,
): Promise<StepAnswer> {
  const { directory, turn } = stepContext;
  const { customer, user } = subjectOf(draft);
  const skus = await directory.skus(customer.id);
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
  if (assign.length + remove.length === 0)
    return { kind: 'again', error: turn.text('draft.license.missing') };
  return learned({ assign, remove, skus }, stepContext);
}

function learned(
  chosen: {
    readonly assign: readonly SkuChoice[];
    readonly remove: readonly SkuReference[];
    readonly skus: readonly SkuChoice[];
  },
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
  return {
    kind: 'learned',
    patch: {
      licenseGroup,
      assign: chosen.assign.map((sku) => ({ sku: referenceOf(sku), excludedPlans: [] })),
      remove: chosen.remove.map(referenceOf),
    },
  };
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

function seatsLabel(sku: SkuChoice, text: Translate): string {
  const name = labelText(sku.name);
  return sku.free === null ? name : text('draft.license.seats', { sku: name, count: sku.free });
}

function subjectOf(draft: Draft) {
  const { customer, user } = draft;
  if (!customer || !user) throw new Error('the draft has no customer or user yet');
  return { customer, user };
}
