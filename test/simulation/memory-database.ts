import type { CardCopy, CardCopyStore } from '../../src/bot/card-copy-store.ts';
import type { ChannelStore, KnownChannel } from '../../src/bot/channel-store.ts';
import type { OutboxStore } from '../../src/bot/outbox-store.ts';
import type { KnownPerson, PeopleStore, Sighting } from '../../src/bot/people-store.ts';
import type { RequestLeases } from '../../src/fulfilment/request-leases.ts';
import { cardSubjectOf } from '../../src/requests/bundle.ts';
import { type LicenseRequest, OPEN_STATUSES } from '../../src/requests/license-request.ts';
import type { Notice, Recipient } from '../../src/requests/notice.ts';
import { personKey } from '../../src/requests/person.ts';
import type {
  InsertCondition,
  RequestQuery,
  RequestStore,
  SaveCondition,
} from '../../src/requests/request-store.ts';
import { placeIn } from '../support/memory-request-store.ts';
import type { SimulatedDatabase } from './simulated-database.ts';

type RequestRow = { readonly record: string; readonly request: LicenseRequest; leasedUntil: string | null };

type OutboxRow = {
  readonly id: string;
  readonly lane: string;
  readonly requestId: string;
  readonly notice: string;
  dueAt: string;
  attempts: number;
  cardKey: string | null;
  isDoubtful: boolean;
};

const PASSING_CARD_WAITS_MS = 1500;
const PERSON = 'person ';

/** The program's database in memory, many times faster than SQL, with the same rules: they pass the same contracts. */
export class MemoryDatabase implements SimulatedDatabase {
  /** Records as text: nobody can change what is stored but by storing. */
  readonly #requests = new Map<string, RequestRow>();
  readonly #outbox = new Map<string, OutboxRow>();
  readonly #copies = new Map<string, CardCopy>();
  readonly #people = new Map<string, KnownPerson>();
  readonly #channels = new Map<string, KnownChannel>();
  #rows = 0;

  readonly requests: RequestStore = {
    find: async (id) => {
      const row = this.#requests.get(id);
      return row && JSON.parse(row.record);
    },
    list: async (query) =>
      [...this.#requests.values()]
        .filter(({ request }) => matches(request, query))
        .toSorted((one, other) => placeIn(query, one.request, other.request))
        .filter(({ request }) => !query.after || placeIn(query, query.after, request) < 0)
        .slice(0, query.limit)
        .map(({ record }) => JSON.parse(record)),
    customers: async (query) => {
      const found = [...this.#requests.values()].filter(({ request }) => matches(request, query));
      const customers = found.map(({ request }) => request.change.customer);
      return [...new Map(customers.map((customer) => [customer.id, customer])).values()];
    },
    due: async (now, limit) =>
      this.#planned()
        .filter(({ dueAt }) => dueAt <= now)
        .toSorted((one, other) => (one.dueAt < other.dueAt ? -1 : 1))
        .slice(0, limit)
        .map(({ record }) => JSON.parse(record)),
    nextDueAt: async () => earliest(this.#planned()),
    insert: async (request, effects, condition) => this.requests.insertAll([{ request, effects }], condition),
    insertAll: async (entries, condition) => {
      const taken = new Set([...this.#requests.values()].flatMap(({ request }) => idsOf(request)));
      if (entries.some(({ request }) => idsOf(request).some((id) => taken.has(id)))) return false;
      if (condition && entries.some(({ request }) => this.#isUnseenOpen(request, condition))) return false;
      for (const { request, effects } of entries) this.#write(request, effects.notices);
      return true;
    },
    save: async (next, { notices }, condition) => {
      if (this.#requests.get(next.id)?.request.version !== next.version - 1) return false;
      if (condition && !this.#isAsSeen(next, condition)) return false;
      this.#write(next, notices);
      return true;
    },
  };

  readonly leases: RequestLeases = {
    take: async ({ id, version }, { now, until }) => {
      const row = this.#requests.get(id);
      if (row?.request.version !== version) return false;
      if (row.leasedUntil !== null && row.leasedUntil > now.toISOString()) return false;
      row.leasedUntil = until.toISOString();
      return true;
    },
  };

  readonly outbox: OutboxStore = {
    add: async (request, notices) => this.#queue(request, notices),
    claim: async (now, leaseMs, limit) => {
      if (this.#outbox.size === 0) return [];
      const heads = new Map<string, OutboxRow>();
      for (const row of this.#outbox.values()) if (!heads.has(row.lane)) heads.set(row.lane, row);
      const due = [...heads.values()].filter(({ dueAt }) => dueAt <= now.toISOString());
      return due.slice(0, limit).map((row) => {
        const { id, lane, attempts, isDoubtful } = row;
        row.dueAt = new Date(now.getTime() + leaseMs).toISOString();
        row.cardKey = null;
        row.isDoubtful = true;
        return { id, lane, notice: JSON.parse(row.notice), attempts, isDoubtful };
      });
    },
    remove: async (id) => {
      this.#outbox.delete(id);
    },
    postpone: async (id, { dueAt, attempts, isDoubtful }) => {
      const row = this.#outbox.get(id);
      if (row) Object.assign(row, { dueAt: dueAt.toISOString(), attempts, isDoubtful });
    },
    nextDueAt: async () => earliest(this.#outbox.values()),
  };

  readonly copies: CardCopyStore = {
    find: async (requestId, lane) => this.#copies.get(`${requestId} ${lane}`),
    put: async (copy) => {
      this.#copies.set(`${copy.requestId} ${copy.lane}`, copy);
    },
    remove: async (requestId, lane) => {
      this.#copies.delete(`${requestId} ${lane}`);
    },
  };

  readonly people: PeopleStore = {
    remember: async (sighting) => {
      const known = this.#people.get(personKey(sighting));
      const { upn = null, locale = null, timeZone = null, chat = null } = known ?? {};
      const unchanged = { upn, locale, timeZone, chat, chosenLanguage: null };
      this.#people.set(personKey(sighting), { ...unchanged, ...known, ...present(sighting) });
    },
    find: async (person) => this.#people.get(personKey(person)),
    ofTenant: async (tenantId) => [...this.#people.values()].filter((known) => known.tenantId === tenantId),
    findByUpn: async (_tenantId, upn) => [...this.#people.values()].find((known) => known.upn === upn),
    forgetChat: async (person) => {
      const known = this.#people.get(personKey(person));
      if (known) this.#people.set(personKey(person), { ...known, chat: null });
    },
  };

  readonly channels: ChannelStore = {
    remember: async (channel) => {
      this.#channels.set(channel.channelId, channel);
    },
    find: async (channelId) => this.#channels.get(channelId),
    forgetTeam: async (teamId) => {
      for (const [id, channel] of this.#channels) if (channel.teamId === teamId) this.#channels.delete(id);
    },
  };

  earliestDue(): number | null {
    const times = [earliest(this.#planned()), earliest(this.#outbox.values())];
    const known = times.filter((time) => time !== null).map((time) => Date.parse(time));
    return known.length === 0 ? null : Math.min(...known);
  }

  async allCopies(): Promise<readonly CardCopy[]> {
    return [...this.#copies.values()];
  }

  async waiting(): Promise<number> {
    return this.#outbox.size;
  }

  async close(): Promise<void> {}

  #planned() {
    const planned: { readonly dueAt: string; readonly record: string }[] = [];
    for (const { record, request, leasedUntil } of this.#requests.values()) {
      if (request.dueAt === null) continue;
      const isLeasedLonger = leasedUntil !== null && leasedUntil > request.dueAt;
      planned.push({ dueAt: isLeasedLonger ? leasedUntil : request.dueAt, record });
    }
    return planned;
  }

  #isAsSeen(next: LicenseRequest, condition: SaveCondition): boolean {
    return 'openSeen' in condition
      ? !this.#isUnseenOpen(next, condition)
      : this.#openAttemptsBeside(next) === condition.openAttempts;
  }

  #isUnseenOpen({ change }: LicenseRequest, { openSeen }: InsertCondition): boolean {
    const query = {
      customerId: change.customer.id,
      userId: change.user.id,
      statuses: OPEN_STATUSES,
      limit: 1,
    };
    return [...this.#requests.values()].some(
      ({ request }) => matches(request, query) && !openSeen.includes(request.id),
    );
  }

  #openAttemptsBeside({ id, change }: LicenseRequest): number {
    const query = {
      customerId: change.customer.id,
      userId: change.user.id,
      statuses: ['executing', 'unconfirmed'],
      limit: 1,
    } as const;
    const open = [...this.#requests.values()].filter(({ request }) => matches(request, query));
    return open.filter(({ request }) => request.id !== id).length;
  }

  #write(request: LicenseRequest, notices: readonly Notice[]): void {
    const record = JSON.stringify(request);
    this.#requests.set(request.id, { record, request: JSON.parse(record), leasedUntil: null });
    this.#queue(request, notices);
  }

  #queue(request: LicenseRequest, notices: readonly Notice[]): void {
    for (const notice of notices) this.#putNotice(request, notice);
    if (!notices.some(({ kind }) => kind === 'card')) return;
    const lanes = [...this.#copies.values(), ...this.#outbox.values()]
      .filter(({ requestId, lane }) => requestId === cardSubjectOf(request) && lane.startsWith(PERSON))
      .map(({ lane }) => lane);
    const told = new Set(notices.filter(({ kind }) => kind === 'card').map(({ to }) => laneOf(request, to)));
    for (const lane of new Set(lanes)) {
      if (told.has(lane)) continue;
      const [tenantId = '', objectId = ''] = lane.slice(PERSON.length).split(':');
      const to: Recipient = { kind: 'person', person: { tenantId, objectId } };
      this.#putNotice(request, { kind: 'card', requestId: request.id, to });
    }
  }

  #putNotice(request: LicenseRequest, notice: Notice): void {
    const lane = laneOf(request, notice.to);
    const isMoving = request.bundle !== null && request.version > 1 && request.status !== 'awaiting_sign_in';
    const isPassing =
      notice.kind === 'news' ||
      (notice.kind === 'card' && (isMoving || ['approved', 'executing'].includes(request.status)));
    const time = Date.parse(request.updatedAt) + (isPassing ? PASSING_CARD_WAITS_MS : 0);
    const dueAt = new Date(time).toISOString();
    const requestId = cardSubjectOf(request);
    const place = `${requestId} ${lane}`;
    const cardKey = notice.kind === 'card' ? place : notice.kind === 'news' ? `news ${place}` : null;
    if (cardKey) {
      for (const row of this.#outbox.values()) {
        if (row.cardKey !== cardKey) continue;
        if (dueAt < row.dueAt) row.dueAt = dueAt;
        return;
      }
    }
    const id = String(++this.#rows).padStart(8, '0');
    const row = { id, lane, requestId, notice: JSON.stringify(notice), dueAt, attempts: 0, cardKey };
    this.#outbox.set(id, { ...row, isDoubtful: false });
  }
}

/** The ids by which people know a request. */
function idsOf({ id, bundle }: LicenseRequest): readonly string[] {
  return bundle ? [id, bundle.id] : [id];
}

/** What a sighting tells: an absent member leaves what is known. */
function present(sighting: Sighting) {
  const { tenantId, objectId, name, teamsId, chat } = sighting;
  return { tenantId, objectId, name, teamsId, ...(chat === undefined ? {} : { chat }) };
}

function laneOf(request: LicenseRequest, to: Recipient): string {
  switch (to.kind) {
    case 'thread':
      return `thread ${request.thread.key}`;
    case 'person':
      return `${PERSON}${personKey(to.person)}`;
    case 'helpdesk':
      return `helpdesk ${cardSubjectOf(request)}`;
  }
}

function earliest(rows: Iterable<{ readonly dueAt: string }>): string | null {
  let first: string | null = null;
  for (const { dueAt } of rows) if (first === null || dueAt < first) first = dueAt;
  return first;
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
