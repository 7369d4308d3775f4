import { PolicyFileError, type PolicyRules } from '../requests/policy-file.ts';
import { executorsFor, type RoleRefusal } from '../requests/policy-findings.ts';
import { allApprovers, allStages, escalationOf } from '../requests/policy-stages.ts';
import { incompletableStage } from './completable.ts';
import { type Finding, findingsOf } from './finding.ts';
import { reasonOf } from './run-checks.ts';

const { ok, warning, failed } = findingsOf('policy');

/** Somebody whom the policy names, as far as we have met them; of a team only whether we are in it. */
export type FoundPerson = {
  /** Tenant and object id with a colon between them; of a team, something of its own. */
  readonly key: string;
  readonly canBeWrittenTo: boolean;
  readonly isTeam: boolean;
};

/** How the policy is looked at. */
export type PolicyLook = {
  /** Throws `PolicyFileError`, or what reading the file throws. */
  readonly read: () => PolicyRules;
  /** Undefined while the database cannot be asked. */
  readonly people: { find(reference: string): Promise<FoundPerson | undefined> } | undefined;
  /** Whether License Desk was added to the team of a channel. */
  readonly knowsChannel: (channelId: string) => Promise<boolean>;
  /** Whom Partner Center refused for want of a role. */
  readonly roleRefusals: () => Promise<readonly RoleRefusal[]>;
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
  const findings = [
    ok('ok'),
    ...(rules.operators.length === 0 ? [warning('noOperators')] : []),
    ...(rules.approval.allowSelfApproval ? [warning('selfApproval')] : []),
  ];
  const { people } = look;
  if (!people) return [...findings, warning('peopleUnknown')];
  const found = await findAll(rules, people);
  return [
    ...findings,
    ...peopleFindings(found),
    ...stageFindings(rules, found),
    ...roleFindings(rules, found, await look.roleRefusals()),
    ...(await helpdeskFindings(rules, look)),
  ];
}

type Found = ReadonlyMap<string, FoundPerson | undefined>;

async function findAll(rules: PolicyRules, people: NonNullable<PolicyLook['people']>): Promise<Found> {
  const delegates = rules.delegates.flatMap(({ of, to }) => [of, to]);
  const references = new Set([...rules.operators, ...allApprovers(rules), ...delegates]);
  const entries = [...references].map(async (name) => [name, await people.find(name)] as const);
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

/**
 * Who is in a team changes and is not asked here: a stage that a team may decide counts as complete. So do those who may
 * decide as well after a while.
 */
function stageFindings(rules: PolicyRules, found: Found): readonly Finding[] {
  const lists = allStages(rules).filter(({ stages }) => stages.length > 0);
  const general = rules.approval.escalation;
  const findings = lists.flatMap(({ place, stages }) => {
    const filled = stages.map((stage) => {
      const { need, anyOf } = stage;
      const entries = [...anyOf, ...(escalationOf(stage, general)?.to ?? [])];
      const people = entries.flatMap((one) => found.get(one) ?? []);
      const isOpen = people.some(({ isTeam }) => isTeam);
      const isReachable = people.length === 0 || people.some(({ canBeWrittenTo }) => canBeWrittenTo);
      return { need: isOpen ? 0 : need, people: people.map(({ key }) => key), isReachable };
    });
    const stage = incompletableStage(filled);
    const mute = filled.flatMap(({ isReachable }, index) => (isReachable ? [] : [index + 1]));
    return [
      ...(stage === null ? [] : [failed('stageImpossible', { stage: stage + 1, place })]),
      ...mute.map((number) => failed('stageUnreachable', { stage: number, place })),
    ];
  });
  return findings.length > 0 ? findings : [ok('stages', { count: lists.length })];
}

/** Customers for whom everybody that could carry a change out was refused, as far as that is known. */
function roleFindings(
  rules: PolicyRules,
  found: Found,
  refusals: readonly RoleRefusal[],
): readonly Finding[] {
  const customers = [...new Set(refusals.map(({ customerId }) => customerId))];
  return customers.flatMap((customer) =>
    executorsFor(rules, customer).flatMap(({ place, references }) => {
      const people = references.flatMap((one) => found.get(one) ?? []);
      const isRefused = ({ key }: FoundPerson) =>
        refusals.some(({ customerId, executor }) => customerId === customer && key.endsWith(`:${executor}`));
      if (people.length === 0 || !people.every(isRefused)) return [];
      return [failed('nobodyWithRole', { place, customer, names: references.join(', ') })];
    }),
  );
}

async function helpdeskFindings(
  { helpdesk, customers }: PolicyRules,
  { knowsChannel }: PolicyLook,
): Promise<readonly Finding[]> {
  const named = [helpdesk?.channel, ...customers.map((customer) => customer.channel)];
  const channels = [...new Set(named.filter((channel) => channel !== undefined))];
  const known = await Promise.all(channels.map(knowsChannel));
  const unknown = channels.filter((_, index) => !known[index]);
  if (channels.length === 0) return [];
  if (unknown.length === 0) return [ok('helpdesk', { count: channels.length })];
  return unknown.map((channel) => warning('helpdeskUnknown', { channel }));
}
