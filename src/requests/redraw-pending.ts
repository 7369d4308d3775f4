import type { ApprovalPolicy } from './approval-policy.ts';
import { auditEventOf } from './audit-trail.ts';
import { type LicenseRequest, touched } from './license-request.ts';
import type { Notice } from './notice.ts';
import { cardsEverywhere } from './request-notices.ts';
import type { RequestStore } from './request-store.ts';
import { withClock } from './waiting.ts';

const MOST_AT_ONCE = 1000;
const WAITING = ['pending', 'awaiting_sign_in'] as const;

export type RedrawDependencies = {
  readonly policy: Pick<ApprovalPolicy, 'planFor'>;
  /** Where notices wait to be sent. */
  readonly outbox: { add(request: LicenseRequest, notices: readonly Notice[]): Promise<void> };
};

/** Draws the cards of a request anew, without anything having changed. */
export async function redraw(request: LicenseRequest, { policy, outbox }: RedrawDependencies): Promise<void> {
  const plan = await policy.planFor(request.change, request.requester);
  await outbox.add(request, cardsEverywhere(request, plan));
}

/** Draws the cards anew of requests that wait for people, so that they show who may act under the present rules. */
export async function redrawPending(
  store: Pick<RequestStore, 'list'>,
  dependencies: RedrawDependencies,
): Promise<void> {
  for (const request of await store.list({ statuses: WAITING, limit: MOST_AT_ONCE })) {
    await redraw(request, dependencies);
  }
}

export type ClockDependencies = {
  readonly store: Pick<RequestStore, 'list' | 'save'>;
  readonly policy: Pick<ApprovalPolicy, 'planFor'>;
  readonly clock: () => Date;
};

/** Sets the clocks of requests that wait for people by the present rules; whoever writes in between sets them, too. */
export async function setClocks({ store, policy, clock }: ClockDependencies): Promise<void> {
  for (const request of await store.list({ statuses: WAITING, limit: MOST_AT_ONCE })) {
    const plan = await policy.planFor(request.change, request.requester);
    const { dueAt } = withClock(request, plan);
    if (dueAt === request.dueAt) continue;
    const next = touched(request, clock().toISOString(), { dueAt });
    await store.save(next, {
      event: auditEventOf(next, { kind: 'clock-set', actor: null }),
      notices: [],
    });
  }
}
