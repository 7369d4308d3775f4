import type { ApprovalPlan, ApprovalPolicy } from '../../src/requests/approval-policy.ts';
import { isSamePerson, type Person, type PersonId } from '../../src/requests/person.ts';
import { approversOf } from '../../src/requests/sign-off.ts';
import { aPlan } from './builders.ts';

/** A policy that is whatever its `plan` is at the moment, for every change. */
export class FixedPolicy implements ApprovalPolicy {
  plan: ApprovalPlan;
  customers: 'all' | readonly string[] = 'all';
  operators: readonly Person[] = [];

  constructor(plan: ApprovalPlan = aPlan()) {
    this.plan = plan;
  }

  async planFor(): Promise<ApprovalPlan> {
    return this.plan;
  }

  async customersOf(): Promise<'all' | readonly string[]> {
    return this.customers;
  }

  async isOperator(person: PersonId): Promise<boolean> {
    return this.operators.some((operator) => isSamePerson(operator, person));
  }

  async isApprover(person: PersonId): Promise<boolean> {
    return approversOf(this.plan, { requester: person, escalations: [] }).some((approver) =>
      isSamePerson(approver, person),
    );
  }

  async mayDecide(person: PersonId): Promise<boolean> {
    const { delegations } = this.plan;
    return delegations.some(({ delegate }) => isSamePerson(delegate, person)) || this.isApprover(person);
  }
}
