import type { ApprovalPlan, ApprovalPolicy, ApprovalStage } from './approval-policy.ts';
import { isSamePerson, type Person, type PersonId } from './person.ts';
import type { PolicyRules } from './policy-file.ts';

/** Finds the person behind an object id or user principal name of the partner's tenant. */
export interface PeopleFinder {
  findPerson(reference: string): Promise<Person | undefined>;
}

export type FilePolicyDependencies = {
  /** The rules in force; asked for at every use, so that a reload counts at once. */
  readonly rules: () => PolicyRules;
  readonly people: PeopleFinder;
  readonly partnerTenantId: string;
  /** Further Teams tenants and the one customer that their people may ask for. */
  readonly requesterTenants: ReadonlyMap<string, string>;
};

/** The approval policy as the policy file states it. */
export class FilePolicy implements ApprovalPolicy {
  readonly #deps: FilePolicyDependencies;

  constructor(dependencies: FilePolicyDependencies) {
    this.#deps = dependencies;
  }

  async planFor(change: { readonly customer: { readonly id: string } }): Promise<ApprovalPlan> {
    const { approval, customers, digest } = this.#deps.rules();
    const own = customers.find((customer) => customer.id === change.customer.id.toLowerCase());
    const stages = await Promise.all((own?.stages ?? approval.stages).map((stage) => this.#resolved(stage)));
    return {
      stages,
      allowsSelfApproval: approval.allowSelfApproval,
      rejectionNeedsReason: approval.rejectionNeedsReason,
      needsFreshToken: approval.freshToken,
      decideWithinHours: approval.decideWithin,
      validForHours: approval.validFor,
      digest,
    };
  }

  async customersOf(person: PersonId): Promise<'all' | readonly string[]> {
    const tenant = person.tenantId.toLowerCase();
    if (tenant === this.#deps.partnerTenantId.toLowerCase()) return 'all';
    const customer = this.#deps.requesterTenants.get(tenant);
    return customer ? [customer.toLowerCase()] : [];
  }

  async isOperator(person: PersonId): Promise<boolean> {
    return this.#isAmong(this.#deps.rules().operators, person);
  }

  async isApprover(person: PersonId): Promise<boolean> {
    const { approval, customers } = this.#deps.rules();
    const stages = [approval.stages, ...customers.map((customer) => customer.stages)].flat();
    return this.#isAmong(
      stages.flatMap((stage) => stage.anyOf),
      person,
    );
  }

  async #isAmong(references: readonly string[], person: PersonId): Promise<boolean> {
    const people = await Promise.all(
      [...new Set(references)].map((reference) => this.#deps.people.findPerson(reference)),
    );
    return people.some((one) => one && isSamePerson(one, person));
  }

  async #resolved(stage: {
    readonly anyOf: readonly string[];
    readonly need: number;
  }): Promise<ApprovalStage> {
    const found = await Promise.all(
      stage.anyOf.map(async (reference) => ({
        reference,
        person: await this.#deps.people.findPerson(reference),
      })),
    );
    return {
      approvers: found.flatMap(({ person }) => (person ? [person] : [])),
      need: stage.need,
      unresolved: found.filter(({ person }) => !person).map(({ reference }) => reference),
    };
  }
}
