import type { Delegation } from './delegation.ts';
import type { RequestErrorCode } from './errors.ts';
import type { LicenseChange } from './license-change.ts';
import type { Person, PersonId } from './person.ts';
import type { WorkingHours } from './working-hours.ts';

/** One stage of sign-off: `need` of these approvers. `unresolved` names entries that belong to nobody we know. */
export type ApprovalStage = {
  readonly approvers: readonly Person[];
  readonly need: number;
  readonly unresolved: readonly string[];
  /** Who may decide as well when nobody has for so long; null where nobody else may. */
  readonly escalation: { readonly afterHours: number; readonly to: readonly Person[] } | null;
};

/** When and how often those are reminded for whom a request waits. */
export type ReminderRule = {
  readonly afterHours: number;
  readonly everyHours: number;
  readonly atMost: number;
};

/** A sum of money; `currency` is an ISO 4217 code. */
export type Money = { readonly value: number; readonly currency: string };

/** Why something may not be asked for: an error and the values of its sentence. */
export type Refusal = {
  readonly code: RequestErrorCode;
  readonly details: Readonly<Record<string, string>>;
};

/** Which part of the policy named the stages: the general ones, the customer's, or a rule for a license or an amount. */
export type PlanSource =
  | { readonly kind: 'general' | 'customer' | 'license' }
  | { readonly kind: 'amount'; readonly over: Money };

/** What the policy asks of one license change: the stages in order, and the rules around a decision. */
export type ApprovalPlan = {
  readonly stages: readonly ApprovalStage[];
  readonly source: PlanSource;
  /** Who decides in the place of an approver now. */
  readonly delegations: readonly Delegation[];
  /** Null where nobody is reminded. */
  readonly reminders: ReminderRule | null;
  /** When people are reminded and others come to decide; null where that is at any time. */
  readonly workingHours: WorkingHours | null;
  /** Why this may not be asked for at all; null when it may. */
  readonly refusal: Refusal | null;
  /** What the change costs; null when the policy does not say. */
  readonly amount: Money | null;
  readonly allowsSelfApproval: boolean;
  /** Whether a request must say why it is made. */
  readonly requestNeedsReason: boolean;
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

/** How fresh an answer about people must be: at a decision, they are looked up and rosters are read again. */
export type Freshness = { readonly isDecision: boolean };

/** The rules of the house, read from the policy file and the people we know. */
export interface ApprovalPolicy {
  planFor(change: LicenseChange, requester: PersonId, freshness?: Freshness): Promise<ApprovalPlan>;
  /** The customers that a person may ask for. */
  customersOf(person: PersonId): Promise<'all' | readonly string[]>;
  isOperator(person: PersonId): Promise<boolean>;
  /** Whether somebody is named as an approver anywhere. */
  isApprover(person: PersonId): Promise<boolean>;
  /** Whether somebody decides anywhere now: as an approver, or in the place of one. */
  mayDecide(person: PersonId): Promise<boolean>;
}

/** Why a change may not be asked for; null when it may. */
export type RefusalOf = (wanted: Pick<LicenseChange, 'assign' | 'remove'>) => Refusal | null;

/** The rules of asking, for whoever offers a choice before anything is sent. */
export interface AskingRules {
  /** What a person is refused at a customer. Whether the customer is theirs is asked of `customersOf`. */
  refusals(person: PersonId, customerId: string): Promise<RefusalOf>;
  /** Whether who asks for this must say why. */
  needsReason(change: LicenseChange): boolean;
}
