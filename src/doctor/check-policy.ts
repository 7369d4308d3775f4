import { allStages } from '../requests/file-policy.ts';
import { PolicyFileError, type PolicyRules } from '../requests/policy-file.ts';
import { teamOf } from '../requests/policy-people.ts';
import { incompletableStage } from './completable.ts';
import { type Finding, findingsOf } from './finding.ts';
import { reasonOf } from './run-checks.ts';

const { ok, warning, failed } = findingsOf('policy');

/** Somebody whom the policy names, as far as we have met them. */
export type FoundPerson = { readonly key: string; readonly canBeWrittenTo: boolean };

/** How the policy is looked at. */
export type PolicyLook = {
  /** Throws `PolicyFileError`, or what reading the file throws. */
  readonly read: () => PolicyRules;
  /** Undefined while the database cannot be asked. */
  readonly people: { find(reference: string): Promise<FoundPerson | undefined> } | undefined;
  /** Whether License Desk was added to the team of a channel. */
  readonly knowsChannel: (channelId: string) => Promise<boolean>;
};

/** Whether the file is right, its people are known and can be written to, and every stage can be complete. */
export async function checkPolicy(look: PolicyLook): Promise<readonly Finding[]> {
  let rules: PolicyRules;
  try {
    rules = look.read();
  } catch (error) {
    const problem = error instanceof PolicyFileError ? error.message : reasonOf(error);
    return [failed('unreadable', { problem: problem.replaceAll(/\s+/g, ' ') })];
  }
  const findings = [ok('ok'), ...(rules.operators.length === 0 ? [warning('noOperators')] : [])];
  const { people } = look;
  if (!people) return [...findings, warning('peopleUnknown')];
  const found = await findAll(rules, people);
  return [
    ...findings,
    ...peopleFindings(found),
    ...stageFindings(rules, found),
    ...(await helpdeskFindings(rules, look)),
  ];
}

type Found = ReadonlyMap<string, FoundPerson | undefined>;

async function findAll(rules: PolicyRules, people: NonNullable<PolicyLook['people']>): Promise<Found> {
  const stages = allStages(rules).flatMap((list) => list.stages);
  const references = new Set([...rules.operators, ...stages.flatMap((stage) => stage.anyOf)]);
  const named = [...references].filter((reference) => teamOf(reference) === undefined);
  const entries = named.map(async (name) => [name, await people.find(name)] as const);
  return new Map(await Promise.all(entries));
}

function peopleFindings(found: Found): readonly Finding[] {
  const names = [...found.keys()];
  const unresolved = names.filter((name) => !found.get(name));
  const unreachable = names.filter((name) => found.get(name)?.canBeWrittenTo === false);
  return [
    ...(unresolved.length > 0 ? [warning('unresolved', { names: unresolved.join(', ') })] : []),
    ...(unreachable.length > 0 ? [warning('unreachable', { names: unreachable.join(', ') })] : []),
    ...(unresolved.length + unreachable.length === 0 ? [ok('people', { count: names.length })] : []),
  ];
}

function stageFindings(rules: PolicyRules, found: Found): readonly Finding[] {
  // Who is in a team is known to its roster alone.
  const namesTeam = (stages: readonly { readonly anyOf: readonly string[] }[]) =>
    stages.some(({ anyOf }) => anyOf.some((reference) => teamOf(reference) !== undefined));
  const plans = plansOf(rules).filter(({ stages }) => !namesTeam(stages));
  const findings = plans.flatMap(({ id, stages }) => {
    const filled = stages.map(({ need, anyOf }) => ({
      need,
      people: anyOf.flatMap((reference) => found.get(reference)?.key ?? []),
    }));
    const stage = incompletableStage(filled);
    return stage === null ? [] : [failed('stageImpossible', { stage: stage + 1, customer: id })];
  });
  return findings.length > 0 ? findings : [ok('stages', { count: plans.length })];
}

function plansOf({ approval, customers }: PolicyRules) {
  return [
    { id: '*', stages: approval.stages },
    ...approval.rules.map(({ stages }, index) => ({ id: `approval.rules.${index}`, stages })),
    ...customers.flatMap(({ id, stages }) => (stages ? [{ id, stages }] : [])),
  ];
}

async function helpdeskFindings(
  { helpdesk }: PolicyRules,
  { knowsChannel }: PolicyLook,
): Promise<readonly Finding[]> {
  if (!helpdesk) return [];
  const { channel } = helpdesk;
  return [(await knowsChannel(channel)) ? ok('helpdesk') : warning('helpdeskUnknown', { channel })];
}
