import { labelText, plainName, plainText } from '../i18n/plain-text.ts';
import type { SkuReference } from '../requests/license-change.ts';
import type { Draft } from './draft.ts';
import type { SkuChoice } from './draft-directory.ts';
import type { StepAnswer, StepContext } from './draft-step.ts';
import { choiceRules, licensesChosen, namesOf, refusedAnswer, subjectOf } from './license-choice.ts';
import { withPlansKept } from './service-plans.ts';
import { type LicenseWish, NO_WISH } from './wish.ts';

type Again = Extract<StepAnswer, { kind: 'again' }>;
/** What names came to: SKUs, or the question again. */
type Found<Sku> = { readonly kind: 'found'; readonly skus: readonly Sku[] } | Again;

/** Finds the licenses that words name, as the customer has them and the policy lets the speaker ask for them. */
export async function licensesNamed(
  said: LicenseWish,
  draft: Draft,
  context: StepContext,
): Promise<StepAnswer> {
  const { directory, turn } = context;
  const skus = await directory.skus(subjectOf(draft).customer.id);
  const { assign, remove, without } = withoutInName(said, skus);
  if (assign.length + remove.length + without.length === 0)
    return { kind: 'again', error: turn.text('draft.license.missing') };
  if (assign.length + remove.length === 0) return onlyWithout(without, draft, context);
  if (assign.length === 0 && without.length > 0)
    return { kind: 'again', error: turn.text('draft.plans.noLicense') };
  const assigned = await toAssign(assign, draft, context);
  if (assigned.kind === 'again') return assigned;
  const removed = await toRemove(remove, draft, context);
  if (removed.kind === 'again') return { ...removed, kept: keptOf(assigned.skus, without, draft) };
  return licensesChosen({ assign: assigned.skus, remove: removed.skus, skus, without }, draft, context);
}

/** What stays chosen while the license to take away is said anew. */
function keptOf(skus: readonly SkuChoice[], without: readonly string[], draft: Draft): Partial<Draft> {
  const assign = withPlansKept(draft, skus);
  return { assign, wish: { ...(draft.wish ?? NO_WISH), without } };
}

async function toAssign(
  names: readonly string[],
  draft: Draft,
  context: StepContext,
): Promise<Found<SkuChoice>> {
  const { customer } = subjectOf(draft);
  const { refusalToAssign } = await choiceRules(draft, context);
  const skus: SkuChoice[] = [];
  for (const name of names) {
    const found = await context.directory.findSkus(customer.id, name);
    const [refused] = found;
    if (!refused) return unknownSku(name, draft, context);
    const allowed = found.filter((sku) => !refusalToAssign(sku));
    const [first] = allowed;
    const refusal = refusalToAssign(refused);
    if (refusal && (!first || isNamed(refused, name))) return refusedAnswer(refusal, context);
    if (!first) return unknownSku(name, draft, context);
    if (allowed.length > 1 && !isNamed(first, name)) return severalSkus(name, allowed, context);
    skus.push(first);
  }
  return { kind: 'found', skus };
}

async function toRemove(
  names: readonly string[],
  draft: Draft,
  { directory, turn }: StepContext,
): Promise<Found<SkuReference>> {
  if (names.length === 0) return { kind: 'found', skus: [] };
  const { customer, user } = subjectOf(draft);
  // What each person of a list has is found out for the review.
  const held = draft.list ? null : await directory.held(customer.id, user.id);
  const removable = held ?? (await directory.skus(customer.id));
  const skus: SkuReference[] = [];
  for (const name of names) {
    const ids = new Set((await directory.findSkus(customer.id, name)).map((sku) => sku.id));
    const found =
      removable.find((sku) => ids.has(sku.id) && isNamed(sku, name)) ??
      removable.find((sku) => ids.has(sku.id));
    if (!found) {
      const values = { user: plainName(user.name), sku: plainText(name) };
      return { kind: 'again', error: turn.text('preflight.not-held', values) };
    }
    skus.push(found);
  }
  return { kind: 'found', skus };
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

/** Names what there is, as far as the speaker may ask for it. */
async function unknownSku(name: string, draft: Draft, context: StepContext): Promise<Again> {
  const { directory, turn } = context;
  const { customer } = subjectOf(draft);
  const { refusalToAssign } = await choiceRules(draft, context);
  const offered = (await directory.skus(customer.id)).filter((sku) => !refusalToAssign(sku));
  const values = { text: plainText(name), customer: plainName(customer.name) };
  const available = namesOf(offered, turn.text);
  return { kind: 'again', error: turn.text('draft.license.none', { ...values, available }) };
}

function severalSkus(name: string, found: readonly SkuChoice[], { turn }: StepContext): Again {
  const error = turn.text('draft.license.several', { text: plainText(name), count: found.length });
  const choices = found.map((sku) => ({ title: labelText(sku.name), value: sku.id }));
  return { kind: 'again', error, choices };
}

function isNamed(sku: SkuReference, name: string): boolean {
  const wanted = name.trim().toLowerCase();
  return [sku.name, sku.partNumber, sku.id].some((one) => one.toLowerCase() === wanted);
}
