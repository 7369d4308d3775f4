/** A stage as far as people could be found for it. */
export type FoundStage = { readonly need: number; readonly people: readonly string[] };

/**
 * Finds the first stage that can never be complete: each person counts once over all stages, so that too few people
 * for one stage may be the fault of an earlier one. Returns its index, or null when all can be complete.
 */
export function incompletableStage(stages: readonly FoundStage[]): number | null {
  const takenBy = new Map<string, number>();
  const slots = stages.flatMap((stage, index) => Array.from({ length: stage.need }, () => index));

  /** Gives the slot to somebody, who may have to make room by taking another one's place. */
  const fill = (slot: number, tried: Set<string>): boolean => {
    const people = stages[slots[slot] ?? 0]?.people ?? [];
    for (const person of people) {
      if (tried.has(person)) continue;
      tried.add(person);
      const holder = takenBy.get(person);
      if (holder === undefined || fill(holder, tried)) {
        takenBy.set(person, slot);
        return true;
      }
    }
    return false;
  };
  const empty = slots.findIndex((_, slot) => !fill(slot, new Set()));
  return empty === -1 ? null : (slots[empty] ?? null);
}
