import type { AuditEvent } from '../../src/requests/audit-trail.ts';
import type { Named } from '../../src/requests/license-change.ts';
import { type LicenseRequest, OPEN_STATUSES } from '../../src/requests/license-request.ts';
import type { Notice } from '../../src/requests/notice.ts';
import { personKey } from '../../src/requests/person.ts';
import type {
  Effects,
  InsertCondition,
  NewRequest,
  RequestMark,
  RequestQuery,
  RequestStore,
  SaveCondition,
} from '../../src/requests/request-store.ts';

/** A request store in memory with the real one's compare-and-set; it remembers every version ever written. */
export class MemoryRequestStore implements RequestStore {
  readonly #requests = new Map<string, LicenseRequest>();
  readonly events: AuditEvent[] = [];
  readonly notices: Notice[] = [];
  /** Every record as it was written, oldest first. */
  readonly history: LicenseRequest[] = [];
  /** Awaited before each `save`: the place for a write of somebody else, or for a database that fails. */
  beforeSave: (next: LicenseRequest) => Promise<void> = async () => {};
  /** Awaited before each `insert`. */
  beforeInsert: (request: LicenseRequest) => Promise<void> = async () => {};

  /** Puts a request in without any effect. */
  put(request: LicenseRequest): LicenseRequest {
    this.#requests.set(request.id, structuredClone(request));
    return request;
  }

  /** The stored request. Throws when there is none. */
  now(id: string): LicenseRequest {
    const found = this.#requests.get(id);
    if (!found) throw new Error(`no request ${id} in the store`);
    return structuredClone(found);
  }

  async find(id: string): Promise<LicenseRequest | undefined> {
    return structuredClone(this.#requests.get(id));
  }

  async list(query: RequestQuery): Promise<readonly LicenseRequest[]> {
    return [...this.#requests.values()]
      .filter((request) => matches(request, query))
      .toSorted((one, other) => placeIn(query, one, other))
      .filter((request) => !query.after || placeIn(query, query.after, request) < 0)
      .slice(0, query.limit)
      .map((request) => structuredClone(request));
  }

  async customers(query: Omit<RequestQuery, 'limit'>): Promise<readonly Named[]> {
    const found = [...this.#requests.values()].filter((request) => matches(request, query));
    return [...new Map(found.map(({ change }) => [change.customer.id, change.customer])).values()];
  }

  async due(now: string, limit: number): Promise<readonly LicenseRequest[]> {
    return this.#planned()
      .filter(({ dueAt }) => dueAt <= now)
      .slice(0, limit)
      .map(({ request }) => structuredClone(request));
  }

  async nextDueAt(): Promise<string | null> {
    return this.#planned()[0]?.dueAt ?? null;
  }

  async insert(request: LicenseRequest, effects: Effects, condition?: InsertCondition): Promise<boolean> {
    return this.insertAll([{ request, effects }], condition);
  }

  async insertAll(entries: readonly NewRequest[], condition?: InsertCondition): Promise<boolean> {
    for (const { request } of entries) await this.beforeInsert(request);
    if (entries.some(({ request }) => this.#isTaken(request.id) || this.#isTaken(request.bundle?.id)))
      return false;
    if (new Set(entries.map(({ request }) => request.id)).size < entries.length) return false;
    if (condition && entries.some(({ request }) => this.#isUnseenOpen(request, condition))) return false;
    for (const { request, effects } of entries) this.#write(request, effects);
    return true;
  }

  async save(next: LicenseRequest, effects: Effects, condition?: SaveCondition): Promise<boolean> {
    await this.beforeSave(next);
    if (this.#requests.get(next.id)?.version !== next.version - 1) return false;
    if (condition && !this.#isAsSeen(next, condition)) return false;
    this.#write(next, effects);
    return true;
  }

  #isAsSeen(next: LicenseRequest, condition: SaveCondition): boolean {
    return 'openSeen' in condition
      ? !this.#isUnseenOpen(next, condition)
      : this.#openAttemptsBeside(next) === condition.openAttempts;
  }

  #isUnseenOpen({ change }: LicenseRequest, { openSeen }: InsertCondition): boolean {
    const query = { customerId: change.customer.id, userId: change.user.id, statuses: OPEN_STATUSES };
    return [...this.#requests.values()].some((one) => matches(one, query) && !openSeen.includes(one.id));
  }

  #openAttemptsBeside({ id, change }: LicenseRequest): number {
    const query = {
      customerId: change.customer.id,
      userId: change.user.id,
      statuses: ['executing', 'unconfirmed'],
      limit: 0,
    } as const;
    return [...this.#requests.values()].filter((other) => other.id !== id && matches(other, query)).length;
  }

  #isTaken(id: string | undefined): boolean {
    return [...this.#requests.values()].some((one) => one.id === id || (id && one.bundle?.id === id));
  }

  #planned() {
    return [...this.#requests.values()]
      .flatMap((request) => (request.dueAt === null ? [] : [{ request, dueAt: request.dueAt }]))
      .toSorted((one, other) => one.dueAt.localeCompare(other.dueAt));
  }

  #write(request: LicenseRequest, effects: Effects): void {
    this.put(request);
    this.history.push(structuredClone(request));
    this.events.push(effects.event);
    this.notices.push(...effects.notices);
  }
}

/** Negative when one comes before the other in the order of the query. */
export function placeIn(
  { order }: Pick<RequestQuery, 'order'>,
  one: RequestMark,
  other: RequestMark,
): number {
  const [before, behind] = [`${one.createdAt} ${one.id}`, `${other.createdAt} ${other.id}`];
  if (before === behind) return 0;
  return before < behind === (order === 'oldest') ? -1 : 1;
}

function matches(request: LicenseRequest, query: Omit<RequestQuery, 'limit'>): boolean {
  const { requester, executor, statuses, customerId, customerIds, userId, bundleId } = query;
  const { customer, user } = request.change;
  return (
    (!requester || personKey(requester) === personKey(request.requester)) &&
    (!executor || (request.executor !== null && personKey(executor) === personKey(request.executor))) &&
    (!statuses || statuses.includes(request.status)) &&
    (!customerId || customerId.toLowerCase() === customer.id.toLowerCase()) &&
    (!customerIds || customerIds.some((id) => id.toLowerCase() === customer.id.toLowerCase())) &&
    (!bundleId || bundleId === request.bundle?.id) &&
    (!userId || userId.toLowerCase() === user.id.toLowerCase())
  );
}
