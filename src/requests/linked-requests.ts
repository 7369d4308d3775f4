import { auditEventOf } from './audit-trail.ts';
import { isEnded, type LicenseRequest, touched } from './license-request.ts';
import type { RequestStore } from './request-store.ts';

/** How the request that must be completed first stands to the one behind it. */
export type FirstStanding = 'completed' | 'ended-without-effect' | 'open';

/** Looks at the request that must be completed first. One that is gone cannot be completed any more. */
export function firstStanding(first: LicenseRequest | undefined): FirstStanding {
  if (first?.status === 'completed') return 'completed';
  return !first || isEnded(first.status) ? 'ended-without-effect' : 'open';
}

/**
 * Lets those that wait for a request look at once, now that it has ended. What a crash keeps from being woken looks by itself
 * after a while.
 */
export async function wakeFollowers(
  store: Pick<RequestStore, 'list' | 'find' | 'save'>,
  ended: LicenseRequest,
): Promise<void> {
  if (!ended.bundle || !isEnded(ended.status)) return;
  const members = await store.list({ bundleId: ended.bundle.id, limit: ended.bundle.size });
  for (const { id, after } of members) if (after === ended.id) await wake(store, id, ended);
}

async function wake(store: Pick<RequestStore, 'find' | 'save'>, id: string, ended: LicenseRequest) {
  for (let attempt = 0; attempt < 8; attempt++) {
    const follower = await store.find(id);
    if (!follower || !isWaiting(follower)) return;
    const next = touched(follower, ended.updatedAt, { dueAt: ended.updatedAt });
    const event = auditEventOf(next, { kind: 'first-ended', actor: null, facts: { first: ended.id } });
    if (await store.save(next, { event, notices: [] })) return;
  }
}

/** With a call under way, a request does not wait for another one any more. */
function isWaiting({ status }: LicenseRequest): boolean {
  return !isEnded(status) && status !== 'executing' && status !== 'unconfirmed';
}
