import { listText } from '../i18n/list-text.ts';
import { plainName } from '../i18n/plain-text.ts';
import type { Translate } from '../i18n/translator.ts';
import type { Refusal } from '../requests/approval-policy.ts';
import type { SkuReference } from '../requests/license-change.ts';
import type { Draft } from './draft.ts';
import type { SkuChoice } from './draft-directory.ts';
import type { StepAnswer, StepContext } from './draft-step.ts';
import { refusalValues } from './refusal-values.ts';
import { withPlansKept } from './service-plans.ts';
import { NO_WISH } from './wish.ts';

/** A sentence that names products stays readable. */
const MOST_NAMES = 15;

/** Licenses that were chosen, on the card or in words, to assign and to take away. */
export type ChosenLicenses = {
  readonly assign: readonly SkuChoice[];
  readonly remove: readonly SkuReference[];
  /** What the customer has. */
  readonly skus: readonly SkuChoice[];
  /** Names of service plans to leave out beside those that were left out before. */
  readonly without?: readonly string[];
};

/** Whom the licenses are for. */
export function subjectOf({ customer, user }: Draft) {
  if (!customer || !user) throw new Error('the draft has no customer or user yet');
  return { customer, user };
}

/** What the policy lets the speaker choose at the draft's customer. */
export async function choiceRules(draft: Draft, { directory, turn }: StepContext) {
  const refusalOf = await directory.refusals(subjectOf(draft).customer.id, turn.person);
  return {
    refusalOf,
    refusalToAssign: (sku: SkuReference) => refusalOf({ assign: [{ sku, excludedPlans: [] }], remove: [] }),
    mayRemove: (sku: SkuReference) => refusalOf({ assign: [], remove: [sku] }) === null,
  };
}

/** Takes what was chosen, unless it contradicts itself or the policy. */
export async function licensesChosen(
  chosen: ChosenLicenses,
  draft: Draft,
  context: StepContext,
): Promise<StepAnswer> {
  const { text } = context.turn;
  const removed = new Set(chosen.remove.map((sku) => sku.id));
  if (chosen.assign.some((sku) => removed.has(sku.id))) {
    return { kind: 'again', error: text('error.same-sku-twice') };
  }
  const { refusalOf } = await choiceRules(draft, context);
  const assign = withPlansKept(draft, chosen.assign);
  const refusal = refusalOf({ assign, remove: chosen.remove });
  if (refusal) return refusedAnswer(refusal, context);
  const groups = new Set(chosen.assign.map((sku) => sku.licenseGroup));
  const removeGroups = new Set(
    chosen.skus.filter((sku) => removed.has(sku.id)).map((sku) => sku.licenseGroup),
  );
  if (groups.size > 1 || removeGroups.size > 1) return { kind: 'again', error: text('draft.license.groups') };
  // Across groups, the new one is assigned first, and then the old one is taken away.
  const [removeGroup = null] = removeGroups;
  const [licenseGroup = removeGroup ?? 'group1'] = groups;
  const without = chosen.without ?? draft.wish?.without ?? [];
  const wish = without.length > 0 || draft.wish ? { ...(draft.wish ?? NO_WISH), without } : null;
  return {
    kind: 'learned',
    patch: {
      licenseGroup,
      removeGroup,
      assign,
      remove: chosen.remove.map(referenceOf),
      assignedBefore: [],
      wish,
    },
  };
}

/** The policy's sentence. */
export function refusedAnswer({ code, details }: Refusal, { turn }: StepContext) {
  return { kind: 'again' as const, error: turn.text(`error.${code}`, refusalValues({ details }, turn.text)) };
}

/** The names of SKUs as a sentence lists them. */
export function namesOf(
  skus: readonly SkuReference[],
  text: Translate,
  which: 'all' | 'any' = 'all',
): string {
  const names = skus.slice(0, MOST_NAMES).map((sku) => plainName(sku.name));
  return listText(skus.length > MOST_NAMES ? [...names, '…'] : names, text, which);
}

function referenceOf({ id, name, partNumber }: SkuReference): SkuReference {
  return { id, name, partNumber };
}
