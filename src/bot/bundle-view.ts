import type { Card, CardRenderer } from '../dialogs/card-renderer.ts';
import type { Translate } from '../i18n/translator.ts';
import { type ApprovalPolicy, approversOf } from '../requests/approval-policy.ts';
import { isEnded, type LicenseRequest } from '../requests/license-request.ts';
import { isAmong, isSamePerson, type PersonId } from '../requests/person.ts';
import { isAwaited } from '../requests/waiting.ts';
import { renderBundleCard } from './bundle-card.ts';
import type { PlannedMember } from './bundle-facts.ts';
import type { PeopleStore } from './people-store.ts';

export type BundleViewDependencies = {
  readonly cards: CardRenderer;
  readonly policy: ApprovalPolicy;
  readonly people: Pick<PeopleStore, 'find'>;
};

/** Draws the card of a bundle from the present state of all its requests. */
export class BundleView {
  readonly #deps: BundleViewDependencies;

  constructor(dependencies: BundleViewDependencies) {
    this.#deps = dependencies;
  }

  /** The card with what this person may do. `note` says why they see it, when that needs saying. */
  async forPerson(
    members: readonly LicenseRequest[],
    {
      person,
      text,
      note = null,
    }: { readonly person: PersonId; readonly text: Translate; readonly note?: string | null },
  ): Promise<Card> {
    const viewer = { kind: 'person', person } as const;
    return renderBundleCard(this.#deps.cards, { members: await this.#planned(members), viewer, text, note });
  }

  /** The card that everybody in a conversation sees; clients of those concerned ask for their own view of it. */
  async forEverybody(members: readonly LicenseRequest[], text: Translate): Promise<Card> {
    const planned = await this.#planned(members);
    const isOver = members.every(({ status }) => isEnded(status));
    const refreshFor = isOver ? [] : await this.#teamsIdsOf(planned);
    const viewer = { kind: 'everybody', refreshFor } as const;
    return renderBundleCard(this.#deps.cards, { members: planned, viewer, text, note: null });
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
