import type {
  ApprovalPlan,
  ApprovalPolicy,
  ApprovalStage,
  AskingRules,
  Freshness,
  PlanSource,
  Refusal,
} from './approval-policy.ts';
import type { Delegation } from './delegation.ts';
import type { LicenseChange } from './license-change.ts';
import { isSamePerson, type Person, type PersonId } from './person.ts';
import type { PolicyRules } from './policy-file.ts';
import { teamOf, tenantOf } from './policy-people.ts';
import { amountOf, isListed, isOver, overLimit } from './policy-price.ts';
import { WEEKDAYS, type WorkingHours } from './working-hours.ts';

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
type RuledStage = PolicyRules['approval']['stages'][number];
type Conditions = PolicyRules['approval']['rules'][number]['when'];
type Escalation = NonNullable<PolicyRules['approval']['escalation']>;
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
    general: Escalation | undefined,
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

/** A list of stages, with its place in the policy file. */
export type RuledStages = { readonly place: string; readonly stages: readonly RuledStage[] };

/** Every list of stages in the policy file: the general one, those of the rules, those of the customers. */
export function allStages({ approval, customers }: PolicyRules): readonly RuledStages[] {
  return [
    { place: 'approval.stages', stages: approval.stages },
    ...approval.rules.map(({ stages }, index) => ({ place: `approval.rules.${index}.stages`, stages })),
    ...customers.map(({ stages }, index) => ({ place: `customers.${index}.stages`, stages: stages ?? [] })),
  ];
}

/** Who may decide as well in a stage after a while: those of its own, else the general ones; undefined where nobody may. */
export function escalationOf(
  { escalation }: RuledStage,
  general: Escalation | undefined,
): Escalation | undefined {
  return escalation === false ? undefined : (escalation ?? general);
}

function workingHoursOf({ approval: { workingHours }, timeZone }: PolicyRules): WorkingHours | null {
  if (!workingHours) return null;
  const days = workingHours.days.map((day) => WEEKDAYS.indexOf(day));
  return { timeZone, ...workingHours, days };
}

/** Every entry that names approvers, of a stage or of those who may decide as well after a while. */
export function allApprovers(rules: PolicyRules): readonly string[] {
  const stages = allStages(rules).flatMap((list) => list.stages);
  const general = rules.approval.escalation?.to ?? [];
  return [
    ...stages.flatMap((stage) => [...stage.anyOf, ...(escalationOf(stage, undefined)?.to ?? [])]),
    ...general,
  ];
}

/** The stages of the first rule that matches, else the customer's own, else the general ones. */
function stagesFor(
  rules: PolicyRules,
  change: LicenseChange,
): { readonly stages: readonly RuledStage[]; readonly source: PlanSource } {
  const rule = rules.approval.rules.find(({ when }) => holds(when, rules, change));
  if (rule) return { stages: rule.stages, source: sourceOf(rule.when, rules) };
  const own = rules.customers.find(({ id }) => id === change.customer.id.toLowerCase());
  if (own?.stages) return { stages: own.stages, source: { kind: 'customer' } };
  return { stages: rules.approval.stages, source: { kind: 'general' } };
}

/** Whether all conditions that are given hold for a change. */
function holds(
  { customers, skus, amountOver }: Conditions,
  rules: PolicyRules,
  change: LicenseChange,
): boolean {
  const changed = [...change.assign.map(({ sku }) => sku), ...change.remove];
  return (
    (!customers || customers.includes(change.customer.id.toLowerCase())) &&
    (!skus || changed.some((sku) => isListed(skus, sku))) &&
    (amountOver === undefined || isOver(amountOver, rules, change))
  );
}

/** What says most about why a rule matched. */
function sourceOf({ amountOver, skus, customers }: Conditions, { prices }: PolicyRules): PlanSource {
  if (amountOver !== undefined && prices) {
    return { kind: 'amount', over: { value: amountOver, currency: prices.currency } };
  }
  if (skus) return { kind: 'license' };
  return { kind: customers ? 'customer' : 'general' };
}
