import { RequestError } from './errors.ts';
import { isSameChange, type LicenseChange } from './license-change.ts';
import { OPEN_STATUSES } from './license-request.ts';
import type { RequestStore } from './request-store.ts';

/**
 * The ids of what is open for the users of these changes. Throws `RequestError` when one of them asks for the same.
 * The same may be asked for at this very moment: whoever saves says what they have seen.
 */
export async function openBeside(
  store: Pick<RequestStore, 'list'>,
  changes: readonly LicenseChange[],
): Promise<readonly string[]> {
  const seen: string[] = [];
  for (const change of changes) {
    const { customer, user } = change;
    const query = { customerId: customer.id, userId: user.id, statuses: OPEN_STATUSES, limit: 1000 };
    const open = await store.list(query);
    const twin = open.find((request) => isSameChange(request.change, change));
    if (twin) throw new RequestError('already-open', { id: twin.id });
    seen.push(...open.map(({ id }) => id));
  }
  return seen;
}
