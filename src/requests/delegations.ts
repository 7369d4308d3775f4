import type { AuditFacts } from './audit-trail.ts';
import { type CalendarDay, dayIn, daysBetween, plusDays, startOfDay } from './calendar-day.ts';
import { type DatedDelegation, isInForce } from './delegation.ts';
import type { DelegationEffects, DelegationStore, KeptDelegation } from './delegation-store.ts';
import { RequestError } from './errors.ts';
import type { PeopleFinder } from './file-policy.ts';
import type { Note } from './notice.ts';
import { isSamePerson, type Person, type PersonId } from './person.ts';
import type { PolicyRules } from './policy-file.ts';
import type { Reachability } from './reachability.ts';

const MOST_DAYS = 90;
const FURTHEST_DAYS = 366;

export type DelegationsDependencies = {
  readonly store: DelegationStore;
  readonly rules: () => PolicyRules;
  readonly people: Pick<PeopleFinder, 'findPerson'>;
  readonly reachability: Reachability;
  readonly isApprover: (person: PersonId) => Promise<boolean>;
  readonly partnerTenantId: string;
  readonly clock: () => Date;
  readonly newId: () => string;
  /** Called after each change. */
  readonly onChange: () => void;
};

/** Who shall decide for whom; days are those of the delegator's time zone, and without a first one it begins at once. */
export type DelegationWish = {
  readonly delegator: Person;
  readonly delegate: Person;
  readonly firstDay: CalendarDay | null;
  readonly lastDay: CalendarDay;
  readonly timeZone: string;
};

/** A delegation with those it replaces that were given to others. */
export type GivenDelegation = KeptDelegation & { readonly replaced: readonly KeptDelegation[] };

/** Who decides in whose place: by the policy file, and by what approvers said in a chat. */
export class Delegations {
  readonly #deps: DelegationsDependencies;

  constructor(dependencies: DelegationsDependencies) {
    this.#deps = dependencies;
  }

  /** Those that count now. */
  async inForce(): Promise<readonly DatedDelegation[]> {
    const now = this.#now();
    return (await this.all()).filter((delegation) => isInForce(delegation, now));
  }

  /** Those given and received by somebody that are not over. */
  async of(person: PersonId): Promise<readonly DatedDelegation[]> {
    const now = this.#now();
    return (await this.all()).filter(
      ({ delegator, delegate, until }) =>
        until > now && (isSamePerson(delegator, person) || isSamePerson(delegate, person)),
    );
  }

  /** All that are known of, within the partner's tenant. */
  async all(): Promise<readonly DatedDelegation[]> {
    const all = [...(await this.#deps.store.all()), ...(await this.#ofFile())];
    return all.filter(({ delegator, delegate }) => this.#isOurs(delegator) && this.#isOurs(delegate));
  }

  /** Lets somebody decide in an approver's place, instead of whoever did so. Throws `RequestError`. */
  async give(wish: DelegationWish): Promise<GivenDelegation> {
    await this.#assertPossible(wish);
    const { delegator, delegate, lastDay, timeZone } = wish;
    const at = await this.#nextMoment();
    const today = dayIn(timeZone, new Date(at));
    const firstDay = wish.firstDay && wish.firstDay > today ? wish.firstDay : today;
    const delegation: KeptDelegation = {
      id: this.#deps.newId(),
      delegator,
      delegate,
      firstDay,
      lastDay,
      from: firstDay > today ? startOfDay(firstDay, timeZone) : at,
      until: startOfDay(plusDays(lastDay, 1), timeZone),
      wasStopped: false,
    };
    const replaced = await this.#deps.store.replace(delegator, delegation, {
      at,
      effects: (ended) => effectsOf(delegator, { at, ended, next: delegation }),
    });
    this.#deps.onChange();
    return { ...delegation, replaced: replaced.filter((one) => !isSamePerson(one.delegate, delegate)) };
  }

  /** Whether the policy names somebody as an approver, whatever was delegated to them. */
  async isApprover(person: PersonId): Promise<boolean> {
    return this.#isOurs(person) && this.#deps.isApprover(person);
  }

  /** Throws `RequestError` where somebody has nothing to delegate. */
  async assertMayGive(delegator: PersonId): Promise<void> {
    if (!(await this.isApprover(delegator))) throw new RequestError('nothing-to-delegate');
  }

  /** Ends what somebody gave in a chat; returns what was ended. */
  async stop(delegator: Person): Promise<readonly KeptDelegation[]> {
    const at = await this.#nextMoment();
    const ended = await this.#deps.store.replace(delegator, null, {
      at,
      effects: (over) => effectsOf(delegator, { at, ended: over, next: null }),
    });
    if (ended.length > 0) this.#deps.onChange();
    return ended;
  }

  async #assertPossible({ delegator, delegate, firstDay, lastDay, timeZone }: DelegationWish): Promise<void> {
    await this.assertMayGive(delegator);
    const { name } = delegate;
    if (isSamePerson(delegator, delegate)) throw new RequestError('delegate-self');
    if (!this.#isOurs(delegate)) throw new RequestError('delegate-elsewhere', { name });
    const today = dayIn(timeZone, this.#deps.clock());
    const first = firstDay ?? today;
    if (lastDay < today || lastDay < first) throw new RequestError('delegation-over');
    if (daysBetween(today, first) > FURTHEST_DAYS) throw new RequestError('delegation-too-far');
    const start = first < today ? today : first;
    if (daysBetween(start, lastDay) >= MOST_DAYS)
      throw new RequestError('delegation-too-long', { most: `${MOST_DAYS}` });
    if ((await this.#deps.reachability.unreachable([delegate])).length > 0)
      throw new RequestError('delegate-unreachable', { name });
  }

  async #ofFile(): Promise<readonly DatedDelegation[]> {
    const { delegates, timeZone } = this.#deps.rules();
    const found = await Promise.all(
      delegates.map(async ({ of, to, from, until }): Promise<DatedDelegation | undefined> => {
        const delegator = await this.#deps.people.findPerson(of);
        const delegate = await this.#deps.people.findPerson(to);
        if (!delegator || !delegate) return undefined;
        const days = { firstDay: from, lastDay: until };
        const times = {
          from: startOfDay(from, timeZone),
          until: startOfDay(plusDays(until, 1), timeZone),
        };
        return { delegator, delegate, ...days, ...times, wasStopped: false };
      }),
    );
    return found.filter((delegation) => delegation !== undefined);
  }

  #isOurs({ tenantId }: PersonId): boolean {
    return tenantId.toLowerCase() === this.#deps.partnerTenantId.toLowerCase();
  }

  /** Now, and behind everything that was acted upon: a beginning must not be overlooked because clocks differ. */
  async #nextMoment(): Promise<string> {
    const watched = await this.#deps.store.watchedUntil();
    const behind = watched === null ? 0 : Date.parse(watched) + 1;
    return new Date(Math.max(this.#deps.clock().getTime(), behind)).toISOString();
  }

  #now(): string {
    return this.#deps.clock().toISOString();
  }
}

type Changed = {
  readonly at: string;
  readonly ended: readonly KeptDelegation[];
  readonly next: KeptDelegation | null;
};

/** The audit event, and what the delegates are told. */
function effectsOf(delegator: Person, { at, ended, next }: Changed): DelegationEffects {
  const facts: AuditFacts = next
    ? { delegate: next.delegate.objectId, from: next.from, until: next.until, ended: ended.length }
    : { ended: ended.length };
  const told = next ?? ended[0];
  return {
    event: {
      requestId: null,
      at,
      kind: next ? 'delegated' : 'delegation-ended',
      actor: delegator,
      facts,
      personal: {
        delegator: { value: delegator.name, about: [delegator] },
        ...(told ? { delegate: { value: told.delegate.name, about: [told.delegate] } } : {}),
      },
    },
    notes: [
      ...ended
        .filter(({ delegate }) => !next || !isSamePerson(next.delegate, delegate))
        .map((delegation) => noteTo(delegation.delegate, delegation, 'delegation.told.ended')),
      ...(next
        ? [noteTo(next.delegate, next, next.from > at ? 'delegation.told.later' : 'delegation.told.now')]
        : []),
    ],
  };
}

/** What both are told when the days of a delegation have run out. */
export function runOutNotes(delegation: DatedDelegation): readonly Note[] {
  return [
    noteTo(delegation.delegate, delegation, 'delegation.told.ended'),
    noteTo(delegation.delegator, delegation, 'delegation.told.over'),
  ];
}

function noteTo(
  person: Person,
  { delegator, delegate, firstDay, lastDay }: DatedDelegation,
  text: string,
): Note {
  const names = { delegator: delegator.name, delegate: delegate.name };
  const values = { ...names, from: { day: firstDay }, until: { day: lastDay } };
  return { kind: 'note', requestId: null, to: { kind: 'person', person }, text, values };
}
