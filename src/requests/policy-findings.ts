import type { PeopleFinder } from './file-policy.ts';
import type { Person } from './person.ts';
import type { PolicyRules } from './policy-file.ts';
import { teamOf } from './policy-people.ts';
import { allStages, escalationOf, type RuledStages } from './policy-stages.ts';
import type { Reachability } from './reachability.ts';

/** Something about the people of a policy that keeps requests from being decided or carried out. */
export type PolicyFinding = {
  /** Where in the policy file, such as `customers.0.stages.1`. */
  readonly place: string;
  readonly kind:
    | 'nobody-known'
    | 'too-few-known'
    | 'nobody-reachable'
    | 'somebody-unknown'
    /** Whoever could carry a change out for this customer was refused there. */
    | 'nobody-with-role';
  /** The entries of the file, or the names of the people, that it is about. */
  readonly who: readonly string[];
  readonly customer?: string;
};

/** Somebody whom Partner Center refused at a customer for want of a role; ids in lower case. */
export type RoleRefusal = { readonly customerId: string; readonly executor: string };

export type PolicyFindingsDependencies = {
  readonly people: PeopleFinder;
  readonly reachability: Reachability;
  readonly roleRefusals: () => Promise<readonly RoleRefusal[]>;
};

/** People of whom some are needed. */
type Group = { readonly place: string; readonly anyOf: readonly string[]; readonly need: number };

/** Finds what in a policy has people who are not known, cannot be written to, or lack the role. */
export async function policyFindings(
  rules: PolicyRules,
  deps: PolicyFindingsDependencies,
): Promise<readonly PolicyFinding[]> {
  const findings: PolicyFinding[] = [];
  for (const group of groupsOf(rules)) findings.push(...(await peopleFindings(group, deps)));
  return [...findings, ...(await roleFindings(rules, deps))];
}

/** The stages, those who may decide as well after a while, and the delegates of the file. */
function groupsOf(rules: PolicyRules): readonly Group[] {
  const escalatedTo = (place: string, to: readonly string[] | undefined) =>
    to ? [{ place: `${place}.escalation.to`, anyOf: to, need: 1 }] : [];
  const stages = allStages(rules).flatMap((list) =>
    list.stages.flatMap((stage, index) => {
      const { anyOf, need } = stage;
      const place = `${list.place}.${index}`;
      return [{ place, anyOf, need }, ...escalatedTo(place, escalationOf(stage, undefined)?.to)];
    }),
  );
  const delegates = rules.delegates.map(({ to }, index) => ({
    place: `delegates.${index}.to`,
    anyOf: [to],
    need: 1,
  }));
  return [...stages, ...escalatedTo('approval', rules.approval.escalation?.to), ...delegates];
}

async function peopleFindings(
  { place, anyOf, need }: Group,
  { people, reachability }: PolicyFindingsDependencies,
): Promise<readonly PolicyFinding[]> {
  const findings: PolicyFinding[] = [];
  const found = await Promise.all(anyOf.map((reference) => peopleBehind(reference, people)));
  const known = found.flat();
  const unknown = anyOf.filter((_, index) => found[index]?.length === 0);
  if (known.length === 0) findings.push({ place, kind: 'nobody-known', who: unknown });
  else if (known.length < need) findings.push({ place, kind: 'too-few-known', who: unknown });
  else if (unknown.length > 0) findings.push({ place, kind: 'somebody-unknown', who: unknown });
  if (known.length === 0) return findings;
  const unreachable = await reachability.unreachable(known);
  if (unreachable.length < known.length) return findings;
  return [...findings, { place, kind: 'nobody-reachable', who: unreachable.map(({ name }) => name) }];
}

/** Lists of stages whose last one names, for some customer, only people who were refused there. */
async function roleFindings(
  rules: PolicyRules,
  { people, roleRefusals }: PolicyFindingsDependencies,
): Promise<readonly PolicyFinding[]> {
  const refusals = await roleRefusals();
  const findings: PolicyFinding[] = [];
  for (const customer of new Set(refusals.map(({ customerId }) => customerId))) {
    for (const { place, references } of executorsFor(rules, customer)) {
      const found = await Promise.all(references.map((reference) => peopleBehind(reference, people)));
      const known = found.flat();
      const isRefused = ({ objectId }: Person) =>
        refusals.some(
          ({ customerId, executor }) => customerId === customer && executor === objectId.toLowerCase(),
        );
      if (known.length === 0 || !known.every(isRefused)) continue;
      findings.push({ place, kind: 'nobody-with-role', who: known.map(({ name }) => name), customer });
    }
  }
  return findings;
}

/** Whoever may carry out a change for a customer, by each list of stages that can apply to it. */
export function executorsFor(
  rules: PolicyRules,
  customer: string,
): readonly { readonly place: string; readonly references: readonly string[] }[] {
  return listsFor(rules, customer).flatMap(({ place, stages }) => {
    const last = stages.at(-1);
    if (!last) return [];
    const escalation = escalationOf(last, rules.approval.escalation);
    return [
      { place: `${place}.${stages.length - 1}`, references: [...last.anyOf, ...(escalation?.to ?? [])] },
    ];
  });
}

function listsFor(rules: PolicyRules, customer: string): readonly RuledStages[] {
  const { approval, customers } = rules;
  const isForIt = [
    !customers.some(({ id, stages }) => id === customer && stages),
    ...approval.rules.map(({ when }) => !when.customers || when.customers.includes(customer)),
    ...customers.map(({ id }) => id === customer),
  ];
  return allStages(rules).filter((_, index) => isForIt[index]);
}

async function peopleBehind(reference: string, people: PeopleFinder): Promise<readonly Person[]> {
  const team = teamOf(reference);
  if (team) return (await people.membersOf(team, { isDecision: false })) ?? [];
  const person = await people.findPerson(reference);
  return person ? [person] : [];
}
