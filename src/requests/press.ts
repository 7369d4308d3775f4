import type { ApprovalPlan } from './approval-policy.ts';
import type { LicenseRequest } from './license-request.ts';
import type { Person } from './person.ts';

/** A press on a card: who, which request, and the revision that the card showed (null when said in words). */
export type Press = { readonly requestId: string; readonly by: Person; readonly revision: number | null };

/** A press on a request as it is `now`, under the plan for it. */
export type Pressed = {
  readonly press: Press;
  readonly request: LicenseRequest;
  readonly plan: ApprovalPlan;
  readonly now: string;
};
