import type { PlanSource } from './approval-policy.ts';
import type { LicenseChange } from './license-change.ts';
import type { PolicyRules } from './policy-file.ts';
import { isListed, isOver } from './policy-price.ts';
import { WEEKDAYS, type WorkingHours } from './working-hours.ts';

/** A stage of sign-off as the policy file names it. */
export type RuledStage = PolicyRules['approval']['stages'][number];
/** Who may decide as well when nobody has for so long, as the policy file names them. */
export type RuledEscalation = NonNullable<PolicyRules['approval']['escalation']>;
type Conditions = PolicyRules['approval']['rules'][number]['when'];

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
  general: RuledEscalation | undefined,
): RuledEscalation | undefined {
  return escalation === false ? undefined : (escalation ?? general);
}

/** When people are reminded and others come to decide; null where that is at any time. */
export function workingHoursOf({ approval: { workingHours }, timeZone }: PolicyRules): WorkingHours | null {
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

/** Every entry that names somebody, whatever for; teams and tenants stand among them as they are named. */
export function everybodyNamed(rules: PolicyRules): readonly string[] {
  const delegates = rules.delegates.flatMap(({ of, to }) => [of, to]);
  const requesters = (rules.requesters ?? []).flatMap(({ who }) => who);
  return [...new Set([...rules.operators, ...allApprovers(rules), ...delegates, ...requesters])];
}

/** The stages of the first rule that matches, else the customer's own, else the general ones. */
export function stagesFor(
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
export function holds(
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
