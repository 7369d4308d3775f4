import type { ApprovalPlan, ApprovalStage } from './approval-policy.ts';
import { principalOf, type Seat, seatsOfDelegates } from './delegation.ts';
import type { Decision, LicenseRequest } from './license-request.ts';
import { isAmong, isSamePerson, type Person, type PersonId } from './person.ts';
import { teamOf } from './policy-people.ts';

/** How far a request has come in its sign-off. */
export type Standing = {
  readonly isComplete: boolean;
  /** Index of the stage that waits, or the number of stages when all are done. */
  readonly stage: number;
  /**
   * Who may decide now, without the requester: approvers of the waiting stage that have not approved yet, and their
   * delegates; those of the last stage when all are done, for a request that waits although its approvals have come to
   * satisfy the plan.
   */
  readonly seats: readonly Seat[];
  /** The people of these seats. */
  readonly eligible: readonly Person[];
  /** Decisions still missing in the waiting stage. */
  readonly missing: number;
  /** The approvals of each stage that is done. */
  readonly done: readonly (readonly Decision[])[];
};

type Escalated = { readonly requester: PersonId } & Pick<LicenseRequest, 'escalations'>;
type Decided = Escalated & Pick<LicenseRequest, 'decisions'>;

/**
 * Counts the approvals of a request against the plan; each person counts once, decide they or their delegate, in the
 * earliest stage that lists them.
 */
export function standingOf(plan: ApprovalPlan, request: Decided): Standing {
  const approved = approvals(plan, request);
  const done: (readonly Decision[])[] = [];
  let unused = approved;
  for (const [index, stage] of plan.stages.entries()) {
    const people = approversIn(stage, index, request);
    const counted = unused.filter((decision) => isAmong(people, principalOf(decision))).slice(0, stage.need);
    unused = unused.filter((decision) => !counted.includes(decision));
    if (counted.length < stage.need) {
      const seats = seatsAmong(people, plan, request).filter(
        ({ person, onBehalfOf }) =>
          !hasCounted(approved, person) && !(onBehalfOf && hasCounted(approved, onBehalfOf)),
      );
      return { isComplete: false, stage: index, ...taken(seats), missing: stage.need - counted.length, done };
    }
    done.push(counted);
  }
  const seats = seatsAmong(approversOfLastStage(plan, request), plan, request);
  return { isComplete: plan.stages.length > 0, stage: plan.stages.length, ...taken(seats), missing: 0, done };
}

/** Whether the plan names enough people, known or not known yet, to approve what this person asks for. */
export function canBeApproved(plan: ApprovalPlan, requester: PersonId): boolean {
  const mayCount = (person: PersonId) => plan.allowsSelfApproval || !isSamePerson(person, requester);
  const inTime = ({ approvers, escalation }: ApprovalStage) =>
    everyOne([...approvers, ...(escalation?.to ?? [])]).filter(mayCount);
  const isFilled = (stage: ApprovalStage) =>
    inTime(stage).length + stage.unresolved.length >= stage.need ||
    stage.unresolved.some((reference) => teamOf(reference) !== undefined);
  return plan.stages.some((stage) => inTime(stage).length > 0) && plan.stages.every(isFilled);
}

/** Whether one more approval of this person completes the sign-off, so that their account carries the request out. */
export function mayCompleteSignOff(plan: ApprovalPlan, request: Decided, person: PersonId): boolean {
  const { stage, missing, eligible } = standingOf(plan, request);
  return stage >= plan.stages.length - 1 && missing <= 1 && isAmong(eligible, person);
}

/** Everybody who may decide in any stage, each once: the people who are told about a request. */
export function approversOf(plan: ApprovalPlan, request: Escalated): readonly Person[] {
  const named = everyOne(plan.stages.flatMap((stage, index) => approversIn(stage, index, request)));
  const delegates = seatsOfDelegates(plan.delegations, named, request.requester);
  return everyOne([...named, ...delegates.map(({ person }) => person)]);
}

/** Whether somebody may carry out a signed-off request with their own account: an approver of the last stage, never the requester. */
export function mayExecute(plan: ApprovalPlan, request: Escalated, person: PersonId): boolean {
  return seatToExecute(plan, request, person) !== undefined;
}

/** As whom somebody may carry out a signed-off request with their own account. */
export function seatToExecute(plan: ApprovalPlan, request: Escalated, person: PersonId): Seat | undefined {
  if (isSamePerson(person, request.requester)) return undefined;
  const seats = seatsAmong(approversOfLastStage(plan, request), plan, request);
  return seats.find((seat) => isSamePerson(seat.person, person));
}

/**
 * Whether a request may be carried out under the plan in force now: its approvals satisfy it, and its executor is an
 * approver of the last stage or decided in the place of one, the requester only where people may decide on their own
 * requests.
 */
export function isSignedOff(
  plan: ApprovalPlan,
  request: Decided & Pick<LicenseRequest, 'executor'>,
): boolean {
  const { executor, requester, decisions } = request;
  if (!executor || !standingOf(plan, request).isComplete) return false;
  const last = approversOfLastStage(plan, request);
  if (isAmong(last, executor)) return plan.allowsSelfApproval || !isSamePerson(executor, requester);
  return decisions.some(
    (decision) =>
      isSamePerson(decision.by, executor) &&
      mayCount(decision, plan, requester) &&
      isAmong(last, principalOf(decision)),
  );
}

/** The approvers of a stage, with those who came to it because nobody decided in time. */
function approversIn(stage: ApprovalStage, index: number, { escalations }: Escalated): readonly Person[] {
  const isEscalated = escalations.some((escalation) => escalation.stage === index);
  return isEscalated ? everyOne([...stage.approvers, ...(stage.escalation?.to ?? [])]) : stage.approvers;
}

function approversOfLastStage(plan: ApprovalPlan, request: Escalated): readonly Person[] {
  const last = plan.stages.at(-1);
  return last ? approversIn(last, plan.stages.length - 1, request) : [];
}

/** Who may decide for these approvers, each once. */
function seatsAmong(
  approvers: readonly Person[],
  plan: ApprovalPlan,
  { requester }: { readonly requester: PersonId },
): readonly Seat[] {
  const own = approvers
    .filter((person) => plan.allowsSelfApproval || !isSamePerson(person, requester))
    .map((person) => ({ person, onBehalfOf: null }));
  return [...own, ...seatsOfDelegates(plan.delegations, approvers, requester)];
}

function taken(seats: readonly Seat[]): Pick<Standing, 'seats' | 'eligible'> {
  return { seats, eligible: everyOne(seats.map(({ person }) => person)) };
}

/** The approvals that count: nobody decides twice, nor beside their own delegate. */
function approvals(plan: ApprovalPlan, { decisions, requester }: Decided): readonly Decision[] {
  const counting: Decision[] = [];
  for (const decision of decisions) {
    if (decision.kind === 'reject' || !mayCount(decision, plan, requester)) continue;
    if (hasCounted(counting, decision.by) || hasCounted(counting, principalOf(decision))) continue;
    counting.push(decision);
  }
  return counting;
}

/** The requester counts where people may decide on their own requests, and then for themselves alone. */
function mayCount({ by, onBehalfOf }: Decision, plan: ApprovalPlan, requester: PersonId): boolean {
  if (onBehalfOf) return !isSamePerson(by, requester) && !isSamePerson(onBehalfOf, requester);
  return plan.allowsSelfApproval || !isSamePerson(by, requester);
}

function hasCounted(approved: readonly Decision[], person: PersonId): boolean {
  return approved.some(
    (decision) => isSamePerson(decision.by, person) || isSamePerson(principalOf(decision), person),
  );
}

function everyOne(people: readonly Person[]): readonly Person[] {
  return people.filter((person, index) => people.findIndex((other) => isSamePerson(other, person)) === index);
}
