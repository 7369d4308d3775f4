import type {
  ApprovalPlan,
  ApprovalPolicy,
  ApprovalStage,
  AskingRules,
  Freshness,
  Refusal,
} from './approval-policy.ts';
import type { Delegation } from './delegation.ts';
import type { LicenseChange } from './license-change.ts';
import { isSamePerson, type Person, type PersonId } from './person.ts';
import type { PolicyRules } from './policy-file.ts';
import { teamOf, tenantOf } from './policy-people.ts';
import { amountOf, isListed, overLimit } from './policy-price.ts';
import {
  allApprovers,
  escalationOf,
  holds,
  type RuledEscalation,
  type RuledStage,
  stagesFor,
  workingHoursOf,
} from './policy-stages.ts';

/** Finds the people behind the references of the policy file, in the partner's tenant. */
export interface PeopleFinder {
  /** By object id or user principal name. */
  findPerson(reference: string, freshness?: Freshness): Promise<Person | undefined>;
  /** Everybody in a team's roster; undefined where it cannot be read. */
  membersOf(teamId: string, freshness: Freshness): Promise<readonly Person[] | undefined>;
}

export type FilePolicyDependencies = {
  /** The rules in force; asked for at every use, so that a reload counts at once. */
  readonly rules: () => PolicyRules;
  readonly people: PeopleFinder;
  /** Who decides in whose place now. */
  readonly delegations: () => Promise<readonly Delegation[]>;
  readonly partnerTenantId: string;
  /** Further Teams tenants and the one customer that their people may ask for. */
  readonly requesterTenants: ReadonlyMap<string, string>;
};

type Asked = Pick<LicenseChange, 'assign' | 'remove' | 'together'>;
type RequesterRule = NonNullable<PolicyRules['requesters']>[number];
const DRAWING: Freshness = { isDecision: false };
const DECIDING: Freshness = { isDecision: true };

/** The approval policy as the policy file states it. */
export class FilePolicy implements ApprovalPolicy, AskingRules {
  readonly #deps: FilePolicyDependencies;

  constructor(dependencies: FilePolicyDependencies) {
    this.#deps = dependencies;
  }

  async planFor(
    change: LicenseChange,
    requester: PersonId,
    freshness: Freshness = DRAWING,
  ): Promise<ApprovalPlan> {
    const rules = this.#deps.rules();
    const { approval, digest } = rules;
    const { stages: ruled, source } = stagesFor(rules, change);
    const stages = await Promise.all(
      ruled.map((stage) => this.#resolved(stage, approval.escalation, freshness)),
    );
    return {
      stages,
      source,
      delegations: await this.#deps.delegations(),
      reminders: approval.reminders
        ? {
            afterHours: approval.reminders.after,
            everyHours: approval.reminders.every,
            atMost: approval.reminders.atMost,
          }
        : null,
      workingHours: workingHoursOf(rules),
      refusal: (await this.refusals(requester, change.customer.id))(change),
      amount: amountOf(rules, change),
      allowsSelfApproval: approval.allowSelfApproval,
      requestNeedsReason: this.needsReason(change),
      rejectionNeedsReason: approval.rejectionNeedsReason,
      needsFreshToken: approval.freshToken,
      decideWithinHours: approval.decideWithin,
      validForHours: approval.validFor,
      digest,
    };
  }

  async customersOf(person: PersonId): Promise<'all' | readonly string[]> {
    const ofTenant = this.#customersOfTenant(person.tenantId.toLowerCase());
    const { requesters } = this.#deps.rules();
    if (!requesters || ofTenant.length === 0) return ofTenant;
    const theirs = await this.#rulesOf(requesters, person);
    if (theirs.some(({ customers }) => !customers)) return ofTenant;
    const allowed = [...new Set(theirs.flatMap(({ customers }) => customers ?? []))];
    return ofTenant === 'all' ? allowed : allowed.filter((customer) => ofTenant.includes(customer));
  }

  async refusals(person: PersonId, customerId: string) {
    const rules = this.#deps.rules();
    const allowed = await this.#skusOf(rules, person, customerId);
    return (change: Asked): Refusal | null => {
      const blocked = change.assign.find(({ sku }) => isListed(rules.blockedSkus, sku));
      if (blocked) return { code: 'sku-blocked', details: { sku: blocked.sku.name } };
      const skus = [...change.assign.map(({ sku }) => sku), ...change.remove];
      const refused = skus.find((sku) => allowed !== 'all' && !isListed(allowed, sku));
      if (refused) return { code: 'sku-not-allowed', details: { sku: refused.name } };
      return overLimit(rules, change) ?? null;
    };
  }

  needsReason(change: LicenseChange): boolean {
    const rules = this.#deps.rules();
    const { requestNeedsReason: when } = rules.approval;
    return typeof when === 'boolean' ? when : when.some((conditions) => holds(conditions, rules, change));
  }

  /** Everybody named as an operator whom we know. */
  async operators(): Promise<readonly Person[]> {
    const { operators } = this.#deps.rules();
    const found = await Promise.all(operators.map((reference) => this.#deps.people.findPerson(reference)));
    return found.filter((operator) => operator !== undefined);
  }

  async isOperator(person: PersonId): Promise<boolean> {
    return this.#isAmong(this.#deps.rules().operators, person);
  }

  async isApprover(person: PersonId): Promise<boolean> {
    return this.#isAmong(allApprovers(this.#deps.rules()), person);
  }

  async mayDecide(person: PersonId): Promise<boolean> {
    const delegations = await this.#deps.delegations();
    if (delegations.some(({ delegate }) => isSamePerson(delegate, person))) return true;
    return this.isApprover(person);
  }

  #customersOfTenant(tenant: string): 'all' | readonly string[] {
    if (tenant === this.#deps.partnerTenantId.toLowerCase()) return 'all';
    const customer = this.#deps.requesterTenants.get(tenant);
    return customer ? [customer.toLowerCase()] : [];
  }

  async #skusOf({ requesters }: PolicyRules, person: PersonId, customerId: string) {
    if (!requesters) return 'all';
    const theirs = (await this.#rulesOf(requesters, person)).filter(
      ({ customers }) => !customers || customers.includes(customerId.toLowerCase()),
    );
    return theirs.some(({ skus }) => !skus) ? 'all' : theirs.flatMap(({ skus }) => skus ?? []);
  }

  async #rulesOf(requesters: readonly RequesterRule[], person: PersonId): Promise<readonly RequesterRule[]> {
    const isTheirs = await Promise.all(requesters.map(({ who }) => this.#isAmong(who, person)));
    return requesters.filter((_, index) => isTheirs[index]);
  }

  async #isAmong(references: readonly string[], person: PersonId): Promise<boolean> {
    const tenant = person.tenantId.toLowerCase();
    if (references.some((reference) => tenantOf(reference) === tenant)) return true;
    // What somebody may do depends on it: only rosters may be some minutes old.
    const found = await Promise.all(
      [...new Set(references)].map((reference) =>
        this.#peopleBehind(reference, teamOf(reference) ? DRAWING : DECIDING),
      ),
    );
    return found.flat().some((one) => isSamePerson(one, person));
  }

  async #resolved(
    stage: RuledStage,
    general: RuledEscalation | undefined,
    freshness: Freshness,
  ): Promise<ApprovalStage> {
    const { approvers, unresolved } = await this.#everybodyBehind(stage.anyOf, freshness);
    const escalation = escalationOf(stage, general);
    return {
      approvers,
      need: stage.need,
      unresolved,
      escalation: escalation
        ? {
            afterHours: escalation.after,
            to: (await this.#everybodyBehind(escalation.to, freshness)).approvers,
          }
        : null,
    };
  }

  async #everybodyBehind(references: readonly string[], freshness: Freshness) {
    const found = await Promise.all(
      references.map(async (reference) => ({
        reference,
        people: await this.#peopleBehind(reference, freshness),
      })),
    );
    const all = found.flatMap(({ people }) => people);
    return {
      approvers: all.filter((one, index) => all.findIndex((other) => isSamePerson(other, one)) === index),
      unresolved: found.filter(({ people }) => people.length === 0).map(({ reference }) => reference),
    };
  }

  async #peopleBehind(reference: string, freshness: Freshness): Promise<readonly Person[]> {
    const team = teamOf(reference);
    if (team) return (await this.#deps.people.membersOf(team, freshness)) ?? [];
    if (tenantOf(reference)) return [];
    const person = await this.#deps.people.findPerson(reference, freshness);
    return person ? [person] : [];
  }
}
