import type { RequestErrorCode } from './errors.ts';
import type { LicenseChange } from './license-change.ts';
import type { Decision, LicenseRequest } from './license-request.ts';
import { isSamePerson, type Person, type PersonId } from './person.ts';
import { teamOf } from './policy-people.ts';

/** One stage of sign-off: `need` of these approvers. `unresolved` names entries that belong to nobody we know. */
export type ApprovalStage = {
  readonly approvers: readonly Person[];
  readonly need: number;
  readonly unresolved: readonly string[];
};

/** A sum of money; `currency` is an ISO 4217 code. */
export type Money = { readonly value: number; readonly currency: string };

/** Why something may not be asked for: an error and the values of its sentence. */
export type Refusal = {
  readonly code: RequestErrorCode;
  readonly details: Readonly<Record<string, string>>;
};

/** What the policy asks of one license change: the stages in order, and the rules around a decision. */
export type ApprovalPlan = {
  readonly stages: readonly ApprovalStage[];
  /** Why this may not be asked for at all; null when it may. */
  readonly refusal: Refusal | null;
  /** What the change costs; null when the policy does not say. */
  readonly amount: Money | null;
  readonly allowsSelfApproval: boolean;
  readonly rejectionNeedsReason: boolean;
  /** Whether Entra ID is asked anew at the execution, even while a token of the executor is good. */
  readonly needsFreshToken: boolean;
  /** How long a request may wait for sign-off. */
  readonly decideWithinHours: number;
  /** How long a complete sign-off may be carried out. */
  readonly validForHours: number;
  /** A fingerprint of the rules in force, kept with each decision. */
  readonly digest: string;
};

/** The rules of the house, read from the policy file and the people we know. */
export interface ApprovalPolicy {
  /** `isDecision` says that somebody decides by this plan now: rosters are read again. */
  planFor(
    change: LicenseChange,
    requester: PersonId,
    freshness?: { readonly isDecision: boolean },
  ): Promise<ApprovalPlan>;
  /** The customers that a person may ask for. */
  customersOf(person: PersonId): Promise<'all' | readonly string[]>;
  isOperator(person: PersonId): Promise<boolean>;
  /** Whether somebody is named as an approver anywhere. */
  isApprover(person: PersonId): Promise<boolean>;
}

/** How far a request has come in its sign-off. */
export type Standing = {
  readonly isComplete: boolean;
  /** Index of the stage that waits, or the number of stages when all are done. */
  readonly stage: number;
  /**
   * Who may decide now, without the requester: approvers of the waiting stage that have not approved yet; those of the
   * last stage when all are done, for a request that waits although its approvals have come to satisfy the plan.
   */
  readonly eligible: readonly Person[];
  /** Decisions still missing in the waiting stage. */
  readonly missing: number;
};

/** Counts the approvals of a request against the plan; each person counts once, in the earliest stage that lists them. */
export function standingOf(
  plan: ApprovalPlan,
  request: Pick<LicenseRequest, 'decisions' | 'requester'>,
): Standing {
  const mayCount = (person: PersonId) => plan.allowsSelfApproval || !isSamePerson(person, request.requester);
  const approved = approvals(request.decisions).filter((decision) => mayCount(decision.by));
  let unused = approved;
  for (const [index, stage] of plan.stages.entries()) {
    const isListed = (person: PersonId) => stage.approvers.some((approver) => isSamePerson(approver, person));
    const counted = unused.filter((decision) => isListed(decision.by)).slice(0, stage.need);
    unused = unused.filter((decision) => !counted.includes(decision));
    if (counted.length < stage.need) {
      const hasApproved = (person: PersonId) =>
        approved.some((decision) => isSamePerson(decision.by, person));
      const eligible = stage.approvers.filter((person) => mayCount(person) && !hasApproved(person));
      return { isComplete: false, stage: index, eligible, missing: stage.need - counted.length };
    }
  }
  const eligible = (plan.stages.at(-1)?.approvers ?? []).filter(mayCount);
  return { isComplete: plan.stages.length > 0, stage: plan.stages.length, eligible, missing: 0 };
}

/** Whether the plan names enough people, known or not known yet, to approve what this person asks for. */
export function canBeApproved(plan: ApprovalPlan, requester: PersonId): boolean {
  const mayCount = (person: PersonId) => plan.allowsSelfApproval || !isSamePerson(person, requester);
  const isFilled = ({ approvers, unresolved, need }: ApprovalStage) =>
    approvers.filter(mayCount).length + unresolved.length >= need ||
    unresolved.some((reference) => teamOf(reference) !== undefined);
  return approversOf(plan).some(mayCount) && plan.stages.every(isFilled);
}

/** Everybody named in any stage, each once: the people who are told about a request. */
export function approversOf(plan: ApprovalPlan): readonly Person[] {
  const all = plan.stages.flatMap((stage) => stage.approvers);
  return all.filter((person, index) => all.findIndex((other) => isSamePerson(other, person)) === index);
}

/** Whether somebody may carry out a signed-off request with their own account: an approver of the last stage, never the requester. */
export function mayExecute(plan: ApprovalPlan, requester: PersonId, person: PersonId): boolean {
  return !isSamePerson(person, requester) && isOfLastStage(plan, person);
}

/**
 * Whether a request may be carried out under the plan in force now: its approvals satisfy it, and its executor is an
 * approver of the last stage, the requester only where people may decide on their own requests.
 */
export function isSignedOff(
  plan: ApprovalPlan,
  request: Pick<LicenseRequest, 'decisions' | 'requester' | 'executor'>,
): boolean {
  const { executor, requester } = request;
  if (!executor || !standingOf(plan, request).isComplete || !isOfLastStage(plan, executor)) return false;
  return plan.allowsSelfApproval || !isSamePerson(executor, requester);
}

function isOfLastStage(plan: ApprovalPlan, person: PersonId): boolean {
  return plan.stages.at(-1)?.approvers.some((approver) => isSamePerson(approver, person)) ?? false;
}

function approvals(decisions: readonly Decision[]): readonly Decision[] {
  const all = decisions.filter((decision) => decision.kind !== 'reject');
  return all.filter((one, index) => all.findIndex((other) => isSamePerson(other.by, one.by)) === index);
}
