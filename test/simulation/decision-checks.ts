import type { ApprovalPlan } from '../../src/requests/approval-policy.ts';
import type { Decision, LicenseRequest } from '../../src/requests/license-request.ts';
import { isSamePerson, type Person, type PersonId } from '../../src/requests/person.ts';
import type { Effects } from '../../src/requests/request-store.ts';

type Asked = Pick<LicenseRequest, 'requester' | 'escalations'>;

/**
 * Whether somebody might decide as they did, told from the plan alone and not as the program tells it: they are named, or whoever
 * they decide for is and has handed it to them; nobody decides on what they asked for, nor for whoever asked.
 */
export function mightDecide({ by, onBehalfOf }: Decision, request: Asked, plan: ApprovalPlan): boolean {
  const isRequester = (person: PersonId) => isSamePerson(person, request.requester);
  if (isRequester(by) || (onBehalfOf !== null && isRequester(onBehalfOf))) return false;
  const isNamed = (person: PersonId) => namedIn(plan, request).some((one) => isSamePerson(one, person));
  if (onBehalfOf === null) return isNamed(by);
  const isHandedOn = plan.delegations.some(
    ({ delegator, delegate }) => isSamePerson(delegator, onBehalfOf) && isSamePerson(delegate, by),
  );
  return isHandedOn && isNamed(onBehalfOf);
}

/** Whether the audit trail names who decided, and in whose place. */
export function isRecorded({ by, onBehalfOf }: Decision, { facts, personal }: Effects['event']): boolean {
  const written = facts['onBehalfOf'] ?? null;
  const [decider, inPlaceOf] = [personal?.['decider']?.value, personal?.['inPlaceOf']?.value];
  return (
    written === (onBehalfOf?.objectId ?? null) &&
    decider === by.name &&
    inPlaceOf === (onBehalfOf?.name ?? undefined)
  );
}

function namedIn({ stages }: ApprovalPlan, { escalations }: Asked): readonly Person[] {
  return stages.flatMap(({ approvers, escalation }, index) => {
    const isEscalated = escalations.some(({ stage }) => stage === index);
    return isEscalated ? [...approvers, ...(escalation?.to ?? [])] : approvers;
  });
}
