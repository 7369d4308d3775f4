import type { SkuReference } from '../requests/license-change.ts';
import type { Draft } from './draft.ts';
import type { StepAnswer, StepContext } from './draft-step.ts';
import { subjectOf } from './license-choice.ts';
import { licensesNamed } from './license-names.ts';
import { forEverybody } from './listed-users.ts';
import type { LicenseWish } from './wish.ts';

/**
 * Takes what is said of licenses where some were chosen before: what nothing is said of stays. What is to be taken away,
 * but is what the draft assigns, is taken out of the draft: "E3 instead of E5" of a draft that asks for E5.
 */
export async function licensesCorrected(
  said: LicenseWish,
  isAdding: boolean,
  { draft, context }: { readonly draft: Draft; readonly context: StepContext },
): Promise<StepAnswer> {
  const assigned = draft.assign.map(({ sku }) => sku);
  const dropped = new Set<string>();
  const remove: string[] = [];
  for (const name of said.remove) {
    const found = await named(name, assigned, { draft, context });
    if (found) dropped.add(found.id);
    else remove.push(name);
  }
  const isKept = isAdding || dropped.size > 0 || said.assign.length === 0;
  const kept = isKept ? assigned.filter(({ id }) => !dropped.has(id)) : [];
  const assign = [...kept.map(({ name }) => name), ...said.assign];
  const taken = remove.length > 0 ? remove : draft.remove.map(({ name }) => name);
  const answer = await licensesNamed({ assign, remove: taken, without: said.without }, draft, context);
  if (answer.kind !== 'learned' || said.assign.length === 0 || isAdding) return answer;
  return { ...answer, patch: { ...answer.patch, list: forEverybody(draft) } };
}

async function named(
  name: string,
  among: readonly SkuReference[],
  { draft, context: { directory } }: { readonly draft: Draft; readonly context: StepContext },
): Promise<SkuReference | undefined> {
  const found = await directory.findSkus(subjectOf(draft).customer.id, name);
  return among.find(({ id }) => found.some((sku) => sku.id === id));
}
