import type { ApprovalPlan, ApprovalPolicy } from '../requests/approval-policy.ts';
import type { Preflight } from '../requests/change-preflight.ts';
import { type LicenseRequest, touched } from '../requests/license-request.ts';
import { isAmong } from '../requests/person.ts';
import { blockersOf, nextReport, type PreflightReport, tellsTheSame } from '../requests/preflight-report.ts';
import type { Reachability } from '../requests/reachability.ts';
import { approversUnreachable, escalated, lineInThread, reminders } from '../requests/request-notices.ts';
import type { RequestWriter } from '../requests/request-writer.ts';
import { standingOf } from '../requests/sign-off.ts';
import {
  awaitedPeople,
  escalationDueAt,
  preflightDueAt,
  reminderDueAt,
  withClock,
} from '../requests/waiting.ts';
import type { Outcomes } from './outcomes.ts';

export type WaitingRequestsDependencies = {
  readonly outcomes: Outcomes;
  readonly writer: RequestWriter;
  readonly policy: ApprovalPolicy;
  readonly reachability: Reachability;
  readonly preflight: Preflight;
};

/** Longer than a person is kept waiting, shorter than an instance may have a request in hand. */
const CHECK_MS = 5000;

/**
 * What the clock does while a request waits for people: it checks what was not known,
 * reminds people, lets others decide as well, and ends the request.
 */
export class WaitingRequests {
  readonly #deps: WaitingRequestsDependencies;

  constructor(dependencies: WaitingRequestsDependencies) {
    this.#deps = dependencies;
  }

  /** Does what is due for a request that waits for sign-off or for a sign-in. */
  async advance(request: LicenseRequest): Promise<void> {
    const { outcomes, policy } = this.#deps;
    const now = outcomes.now();
    if (request.validUntil <= now) return outcomes.expire(request);
    const plan = await policy.planFor(request.change, request.requester);
    if (isDue(escalationDueAt(request, plan, now), now)) return this.#escalate(request, plan);
    if (isDue(reminderDueAt(request, plan, now), now)) return this.#remind(request, plan);
    if (isDue(preflightDueAt(request), now)) return this.#check(request, plan);
    const { dueAt } = withClock(request, plan, now);
    await outcomes.later(request, { dueAt }, { kind: 'postponed' });
  }

  /** Fills in what could not be found out in time, on every card; what is found to be in the way is told. */
  async #check(request: LicenseRequest, plan: ApprovalPlan): Promise<void> {
    const { outcomes, preflight, writer } = this.#deps;
    const before = request.preflight;
    const found = await preflight.check(request.change, { timeLimitMs: CHECK_MS, besides: request });
    const report = nextReport(before, found);
    const next = withClock(touched(request, outcomes.now(), { preflight: report }), plan);
    const isNew = blockersOf(report).length > 0 && !hasSameBlockers(before, report);
    await writer.save(next, {
      kind: 'checked',
      facts: { unknown: report.unknown.length, findings: report.findings.length },
      lines: isNew ? [lineInThread(next, 'line.inTheWay')] : [],
      redraw: !tellsTheSame(before, report),
    });
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

function hasSameBlockers(one: PreflightReport, other: PreflightReport): boolean {
  return JSON.stringify(blockersOf(one)) === JSON.stringify(blockersOf(other));
}

function isDue(time: string | null, now: string): boolean {
  return time !== null && time <= now;
}
