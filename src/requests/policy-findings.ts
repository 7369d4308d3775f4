import { allStages, type PeopleFinder } from './file-policy.ts';
import type { Person } from './person.ts';
import type { PolicyRules } from './policy-file.ts';
import { teamOf } from './policy-people.ts';
import type { Reachability } from './request-service.ts';

/** Something about the people of a stage that keeps requests from being decided. */
export type PolicyFinding = {
  /** Where in the policy file, such as `customers.0.stages.1`. */
  readonly place: string;
  readonly kind: 'nobody-known' | 'too-few-known' | 'nobody-reachable' | 'somebody-unknown';
  /** The entries of the file, or the names of the people, that it is about. */
  readonly who: readonly string[];
};

export type PolicyFindingsDependencies = {
  readonly people: PeopleFinder;
  readonly reachability: Reachability;
};

/** Finds the stages of a policy whose people are not known or cannot be written to. */
export async function policyFindings(
  rules: PolicyRules,
  deps: PolicyFindingsDependencies,
): Promise<readonly PolicyFinding[]> {
  const stages = allStages(rules).flatMap((list) =>
    list.stages.map((stage, index) => ({ ...stage, place: `${list.place}.${index}` })),
  );
  const findings: PolicyFinding[] = [];
  for (const { place, anyOf, need } of stages) {
    const found = await Promise.all(anyOf.map((reference) => peopleBehind(reference, deps.people)));
    const known = found.flat();
    const unknown = anyOf.filter((_, index) => found[index]?.length === 0);
    if (known.length === 0) findings.push({ place, kind: 'nobody-known', who: unknown });
    else if (known.length < need) findings.push({ place, kind: 'too-few-known', who: unknown });
    else if (unknown.length > 0) findings.push({ place, kind: 'somebody-unknown', who: unknown });
    if (known.length === 0) continue;
    const unreachable = await deps.reachability.unreachable(known);
    if (unreachable.length < known.length) continue;
    findings.push({ place, kind: 'nobody-reachable', who: unreachable.map(({ name }) => name) });
  }
  return findings;
}

async function peopleBehind(reference: string, people: PeopleFinder): Promise<readonly Person[]> {
  const team = teamOf(reference);
  if (team) return (await people.membersOf(team, { isDecision: false })) ?? [];
  const person = await people.findPerson(reference);
  return person ? [person] : [];
}
