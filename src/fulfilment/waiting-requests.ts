import { type ApprovalPlan, type ApprovalPolicy, standingOf } from '../requests/approval-policy.ts';
import { type LicenseRequest, touched } from '../requests/license-request.ts';
import { isAmong } from '../requests/person.ts';
import { approversUnreachable, escalated, reminders } from '../requests/request-notices.ts';
import type { Reachability } from '../requests/request-service.ts';
import { awaitedPeople, escalationDueAt, reminderDueAt, withClock } from '../requests/waiting.ts';
import type { Outcomes } from './outcomes.ts';
import type { RequestWriter } from './request-writer.ts';

export type WaitingRequestsDependencies = {
  readonly outcomes: Outcomes;
  readonly writer: RequestWriter;
  readonly policy: ApprovalPolicy;
  readonly reachability: Reachability;
};

/** What the clock does while a request waits for people: it reminds them, lets others decide as well, and ends the request. */
export class WaitingRequests {
  readonly #deps: WaitingRequestsDependencies;

  constructor(dependencies: WaitingRequestsDependencies) {
    this.#deps = dependencies;
  }

  /** Does what is due for a request that waits for sign-off or for a sign-in. */
  async advance(request: LicenseRequest): Promise<void> {
    const { outcomes, policy } = this.#deps;
    const now = outcomes.now();
    if (request.validUntil <= now) return void (await outcomes.expire(request));
    const plan = await policy.planFor(request.change, request.requester);
    if (isDue(escalationDueAt(request, plan), now)) return this.#escalate(request, plan);
    if (isDue(reminderDueAt(request, plan), now)) return this.#remind(request, plan);
    const { dueAt } = withClock(request, plan);
    await outcomes.later(request, { dueAt }, { kind: 'postponed' });
  }

  async #escalate(request: LicenseRequest, plan: ApprovalPlan): Promise<void> {
    const { outcomes, reachability, writer } = this.#deps;
    const now = outcomes.now();
    const { stage } = standingOf(plan, request);
    const escalations = [...request.escalations, { stage, at: now }];
    const next = touched(request, now, { escalations });
    const before = awaitedPeople(request, plan);
    const added = awaitedPeople(next, plan).filter((person) => !isAmong(before, person));
    const unreachable = await reachability.unreachable(added);
    const lines = [
      ...escalated(next, added),
      ...approversUnreachable(
        next,
        unreachable.map(({ name }) => name),
      ),
    ];
    await writer.save(next, { kind: 'escalated', facts: { stage, people: added.length }, lines });
  }

  async #remind(request: LicenseRequest, plan: ApprovalPlan): Promise<void> {
    const { outcomes, writer } = this.#deps;
    const now = outcomes.now();
    const wait = { ...request.wait, reminders: request.wait.reminders + 1, remindedAt: now };
    const reminded = withClock(touched(request, now, { wait }), plan);
    const facts = { reminder: wait.reminders, people: awaitedPeople(request, plan).length };
    const lines = reminders(reminded, plan);
    await writer.save(reminded, { kind: 'reminded', facts, lines, redraw: false });
  }
}

function isDue(time: string | null, now: string): boolean {
  return time !== null && time <= now;
}
