import type { SkuReference } from '../requests/license-change.ts';
import type { Draft } from './draft.ts';
import type { StepAnswer, StepContext } from './draft-step.ts';
import { subjectOf } from './license-choice.ts';
import { licensesNamed } from './license-names.ts';
import { forEverybody } from './listed-users.ts';
import { type LicenseWish, NO_WISH } from './wish.ts';

/**
 * Takes what is said of licenses where some were chosen before: what nothing is said of stays. What is to be taken away,
 * but is what the draft assigns, is taken out of the draft: "E3 instead of E5" of a draft that asks for E5.
 */
export async function licensesCorrected(
  said: LicenseWish,
  isAdding: boolean,
  { draft, context }: { readonly draft: Draft; readonly context: StepContext },
): Promise<StepAnswer> {
  const meant = await licensesMeant(said, isAdding, { draft, context });
  const answer = await licensesNamed(meant, draft, context);
  if (said.assign.length === 0 || isAdding) return answer;
  const list = forEverybody(draft);
  if (answer.kind === 'learned') return { ...answer, patch: { ...answer.patch, list } };
  // Where several fit, what stood there before must not come back.
  return answer.choices?.length ? { ...answer, kept: { ...asked(meant, draft), list } } : answer;
}

/** A draft that is still to learn which licenses are meant. */
function asked(meant: LicenseWish, { assign, wish }: Draft): Partial<Draft> {
  return { assign: [], remove: [], assignedBefore: assign, wish: { ...(wish ?? NO_WISH), ...meant } };
}

async function licensesMeant(
  said: LicenseWish,
  isAdding: boolean,
  { draft, context }: { readonly draft: Draft; readonly context: StepContext },
): Promise<LicenseWish> {
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
  return { assign, remove: taken, without: said.without };
}

async function named(
  name: string,
  among: readonly SkuReference[],
  { draft, context: { directory } }: { readonly draft: Draft; readonly context: StepContext },
): Promise<SkuReference | undefined> {
  const found = await directory.findSkus(subjectOf(draft).customer.id, name);
  return among.find(({ id }) => found.some((sku) => sku.id === id));
}
