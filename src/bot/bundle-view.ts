import type { Card, CardRenderer } from '../dialogs/card-renderer.ts';
import { sentencesText } from '../i18n/sentence-text.ts';
import type { Translate } from '../i18n/translator.ts';
import type { ApprovalPolicy } from '../requests/approval-policy.ts';
import { isEnded, type LicenseRequest } from '../requests/license-request.ts';
import { isAmong, isSamePerson, type PersonId } from '../requests/person.ts';
import { approversOf, mayCompleteSignOff, standingOf } from '../requests/sign-off.ts';
import { isAwaited } from '../requests/waiting.ts';
import { renderBundleCard } from './bundle-card.ts';
import type { PlannedMember } from './bundle-facts.ts';
import { countsText, rowsOf } from './bundle-rows.ts';
import { outlookLines } from './bundle-sign-off.ts';
import type { CardReader } from './card-reader.ts';
import type { AccountHealth, ExecutorHealth } from './executor-health.ts';
import type { PeopleStore } from './people-store.ts';

export type BundleViewDependencies = {
  readonly cards: CardRenderer;
  readonly policy: ApprovalPolicy;
  readonly people: Pick<PeopleStore, 'find'>;
  readonly health: ExecutorHealth;
  readonly clock: () => Date;
};

/** Draws the card of a bundle from the present state of all its requests. */
export class BundleView {
  readonly #deps: BundleViewDependencies;

  constructor(dependencies: BundleViewDependencies) {
    this.#deps = dependencies;
  }

  /** The card with what this person may do. */
  async forPerson(
    members: readonly LicenseRequest[],
    { person, text, note = null, isLive = false }: CardReader,
  ): Promise<Card> {
    const { cards, clock } = this.#deps;
    const planned = await this.#planned(members);
    const health = await this.#healthOf(planned, person);
    // An answer asks for nothing more: a card that is drawn anew whenever it is looked at would never come to rest.
    const refreshFor = isLive ? [] : await this.#deciderIds(planned, person);
    const viewer = { kind: 'person', person, refreshFor } as const;
    const now = isLive ? clock() : null;
    return renderBundleCard(cards, { members: planned, viewer, text, note, health, now });
  }

  /** The card that everybody in a conversation sees; clients of those concerned ask for their own view of it. */
  async forEverybody(members: readonly LicenseRequest[], text: Translate): Promise<Card> {
    const isOver = members.every(({ status }) => isEnded(status));
    const refreshFor = isOver ? [] : await this.#teamsIdsOf(await this.#planned(members));
    return this.#shared(members, refreshFor, text);
  }

  /** The same card as an answer to somebody for whom there is nothing to do: their client need not ask again. */
  forOnlooker(members: readonly LicenseRequest[], text: Translate): Promise<Card> {
    return this.#shared(members, [], text);
  }

  async #shared(
    members: readonly LicenseRequest[],
    refreshFor: readonly string[],
    text: Translate,
  ): Promise<Card> {
    const planned = await this.#planned(members);
    const viewer = { kind: 'everybody', refreshFor } as const;
    const input = { members: planned, viewer, text, note: null, health: null, now: null };
    return renderBundleCard(this.#deps.cards, input);
  }

  /** How many people stand where, and who is expected to act, in a sentence or two. */
  async standing(members: readonly LicenseRequest[], text: Translate): Promise<string> {
    const [first] = members;
    const status = countsText(rowsOf(members), text);
    const counts = text('reply.done', { id: first?.bundle?.id ?? '', status });
    return sentencesText([counts, ...outlookLines(await this.#planned(members), text)]);
  }

  /** Whether somebody may see a bundle outside of the place where it stands. */
  async maySee(members: readonly LicenseRequest[], person: PersonId): Promise<boolean> {
    if (members.some(({ requester }) => isSamePerson(requester, person))) return true;
    if (await this.#deps.policy.isOperator(person)) return true;
    const planned = await this.#planned(members);
    return planned.some(({ plan, request }) => isAmong(approversOf(plan, request), person));
  }

  /** Whether one of the requests waits for this person to act. */
  async isAwaited(members: readonly LicenseRequest[], person: PersonId): Promise<boolean> {
    const planned = await this.#planned(members);
    return planned.some(({ request, plan }) => isAwaited(person, request, plan));
  }

  /** How the account of whoever may decide stands, if it is theirs that would be used; null for everybody else. */
  async #healthOf(members: readonly PlannedMember[], person: PersonId): Promise<AccountHealth | null> {
    const own = members.find(
      ({ request, plan }) => request.status === 'pending' && mayCompleteSignOff(plan, request, person),
    );
    return own ? this.#deps.health.of(person, own.request.change.customer.id) : null;
  }

  /** Whose client asks for the card anew: how their account stands, and how long ago it was asked, change while they wait. */
  async #deciderIds(members: readonly PlannedMember[], person: PersonId): Promise<readonly string[]> {
    const mayDecide = members.some(
      ({ request, plan }) =>
        request.status === 'pending' && isAmong(standingOf(plan, request).eligible, person),
    );
    const known = mayDecide ? await this.#deps.people.find(person) : undefined;
    return known ? [known.teamsId] : [];
  }

  #planned(members: readonly LicenseRequest[]): Promise<readonly PlannedMember[]> {
    const { policy } = this.#deps;
    return Promise.all(
      members.map(async (request) => ({
        request,
        plan: await policy.planFor(request.change, request.requester),
      })),
    );
  }

  async #teamsIdsOf(members: readonly PlannedMember[]): Promise<readonly string[]> {
    const concerned = new Map<string, PersonId>();
    for (const { request, plan } of members) {
      for (const person of [request.requester, ...approversOf(plan, request)]) {
        concerned.set(`${person.tenantId} ${person.objectId}`, person);
      }
    }
    const known = await Promise.all([...concerned.values()].map((person) => this.#deps.people.find(person)));
    return [...new Set(known.flatMap((person) => (person ? [person.teamsId] : [])))];
  }
}
