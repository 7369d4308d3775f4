import { listText } from '../i18n/list-text.ts';
import { moneyText } from '../i18n/money-text.ts';
import { plainName } from '../i18n/plain-text.ts';
import type { Translate } from '../i18n/translator.ts';
import type { ApprovalPlan } from '../requests/approval-policy.ts';
import type { Seat } from '../requests/delegation.ts';
import type { LicenseRequest } from '../requests/license-request.ts';
import { needsOtherExecutor } from '../requests/needs-other-executor.ts';
import { isAmong, isSamePerson, type PersonId } from '../requests/person.ts';
import { standingOf } from '../requests/sign-off.ts';
import type { AccountHealth } from './executor-health.ts';

/** What happens next, and who is expected to act. */
export function nextLine(request: LicenseRequest, plan: ApprovalPlan, text: Translate): string {
  const { status } = request;
  const executor = plainName(request.executor?.name ?? '');
  switch (status) {
    case 'pending': {
      const approvers = standingOf(plan, request).seats.map((seat) => seatName(seat, text));
      if (approvers.length === 0) return text('request.next.pendingNobody');
      return text('request.next.pending', { approvers: listText(approvers, text, 'any') });
    }
    case 'awaiting_sign_in':
      if (needsOtherExecutor(request)) return text('request.next.awaiting_executor', { executor });
      return text('request.next.awaiting_sign_in', { executor });
    case 'approved':
    case 'executing':
      return text(`request.next.${status}`, { executor });
    case 'unconfirmed':
      return text('request.next.unconfirmed', { user: plainName(request.change.user.name) });
    case 'awaiting_seats':
    case 'failed':
    case 'expired':
      return text(`request.next.${status}`);
    case 'completed':
    case 'rejected':
    case 'cancelled':
      return '';
  }
}

/** The same as `nextLine` to a reader who may be the one to sign in. */
export function nextLineFor(
  reader: PersonId | null,
  { request, plan }: { readonly request: LicenseRequest; readonly plan: ApprovalPlan },
  text: Translate,
): string {
  const { executor, status } = request;
  const isSignIn = status === 'awaiting_sign_in' && !needsOtherExecutor(request);
  const isOwn = isSignIn && reader !== null && executor !== null && isSamePerson(executor, reader);
  return isOwn ? text('request.next.signInYourself') : nextLine(request, plan, text);
}

/** How far the sign-off of a pending request has come, a line for each stage; nothing where one approval is all. */
export function stageLines(request: LicenseRequest, plan: ApprovalPlan, text: Translate): readonly string[] {
  const isPlain = plan.stages.length === 1 && plan.stages.every(({ need }) => need === 1);
  if (request.status !== 'pending' || isPlain) return [];
  const standing = standingOf(plan, request);
  return plan.stages.map(({ need }, index) => {
    const place = { stage: index + 1, stages: plan.stages.length };
    const approvals = standing.done[index];
    if (approvals) {
      const names = approvals.map((decision) => seatName({ ...decision, person: decision.by }, text));
      return text('request.stage.done', { ...place, names: listText(names, text) });
    }
    if (index > standing.stage) return text('request.stage.later', place);
    return text('request.stage.waiting', { ...place, given: need - standing.missing, count: need });
  });
}

/** How far the stage that the request stands at has come; nothing where one approval is all. */
export function stageNow(request: LicenseRequest, plan: ApprovalPlan, text: Translate): string {
  return stageLines(request, plan, text)[standingOf(plan, request).stage] ?? '';
}

type Decider = {
  readonly plan: ApprovalPlan;
  readonly person: PersonId;
  readonly health: AccountHealth | null;
};

/** Why somebody who may decide is asked to, and whose account their approval would use. */
export function whyLines(request: LicenseRequest, decider: Decider, text: Translate): readonly string[] {
  const customer = plainName(request.change.customer.name);
  const account = text(`request.account.${decider.health ?? 'of-another'}`, { customer });
  return [whyLine(request, decider, text), account].filter((line) => line !== '');
}

/** Their place in the sign-off, and the part of the policy that gives it to them. */
function whyLine(
  request: LicenseRequest,
  { plan, person }: Pick<Decider, 'plan' | 'person'>,
  text: Translate,
): string {
  const standing = standingOf(plan, request);
  const seat = standing.seats.find((one) => isSamePerson(one.person, person));
  const stage = plan.stages[Math.min(standing.stage, plan.stages.length - 1)];
  if (!seat || !stage) return '';
  const rule = ruleText(request, plan, text);
  if (seat.onBehalfOf) return text('request.why.delegate', { name: plainName(seat.onBehalfOf.name), rule });
  if (!isAmong(stage.approvers, person)) return text('request.why.escalated');
  return text('request.why.named', { count: stage.approvers.length, rule });
}

/** The name of whoever acts, and of whom they act for. */
export function seatName({ person, onBehalfOf }: Seat, text: Translate): string {
  const name = plainName(person.name);
  return onBehalfOf ? text('request.onBehalf', { name, principal: plainName(onBehalfOf.name) }) : name;
}

function ruleText({ change }: LicenseRequest, { source }: ApprovalPlan, text: Translate): string {
  switch (source.kind) {
    case 'general':
    case 'license':
      return text(`request.rule.${source.kind}`);
    case 'customer':
      return text('request.rule.customer', { customer: plainName(change.customer.name) });
    case 'amount':
      return text('request.rule.amount', { amount: moneyText(source.over, text) });
  }
}
