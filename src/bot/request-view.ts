import type { Card, CardRenderer } from '../dialogs/card-renderer.ts';
import type { Translate } from '../i18n/translator.ts';
import { type ApprovalPlan, type ApprovalPolicy, approversOf } from '../requests/approval-policy.ts';
import { isEnded, type LicenseRequest } from '../requests/license-request.ts';
import { isSamePerson, type PersonId } from '../requests/person.ts';
import { isAwaited } from '../requests/waiting.ts';
import type { PeopleStore } from './people-store.ts';
import { renderRequestCard } from './request-card.ts';

export type RequestViewDependencies = {
  readonly cards: CardRenderer;
  readonly policy: ApprovalPolicy;
  readonly people: PeopleStore;
};

/** Draws a request's card from its present state, for one person or for a conversation. */
export class RequestView {
  readonly #deps: RequestViewDependencies;

  constructor(dependencies: RequestViewDependencies) {
    this.#deps = dependencies;
  }

  /** The card with what this person may do. `note` says why they see it, when that needs saying. */
  async forPerson(
    request: LicenseRequest,
    {
      person,
      text,
      note = null,
    }: { readonly person: PersonId; readonly text: Translate; readonly note?: string | null },
  ): Promise<Card> {
    const plan = await this.#planOf(request);
    return renderRequestCard(this.#deps.cards, {
      request,
      plan,
      viewer: { kind: 'person', person },
      text,
      note,
    });
  }

  /** The card that everybody in a conversation sees; clients of those concerned ask for their own view of it. */
  async forEverybody(request: LicenseRequest, text: Translate): Promise<Card> {
    const plan = await this.#planOf(request);
    const refreshFor = isEnded(request.status) ? [] : await this.#teamsIdsOf(request, plan);
    const viewer = { kind: 'everybody', refreshFor } as const;
    return renderRequestCard(this.#deps.cards, { request, plan, viewer, text, note: null });
  }

  /** Whether somebody may see a request outside of the place where it stands. */
  async maySee(request: LicenseRequest, person: PersonId): Promise<boolean> {
    if (isSamePerson(request.requester, person) || (await this.#deps.policy.isOperator(person))) return true;
    return approversOf(await this.#planOf(request), request).some((approver) =>
      isSamePerson(approver, person),
    );
  }

  /** Whether a request waits for this person to act. */
  async isAwaited(request: LicenseRequest, person: PersonId): Promise<boolean> {
    return isAwaited(person, request, await this.#planOf(request));
  }

  #planOf(request: LicenseRequest): Promise<ApprovalPlan> {
    return this.#deps.policy.planFor(request.change, request.requester);
  }

  async #teamsIdsOf(request: LicenseRequest, plan: ApprovalPlan): Promise<readonly string[]> {
    const concerned = [request.requester, ...approversOf(plan, request)];
    const known = await Promise.all(concerned.map((person) => this.#deps.people.find(person)));
    return [...new Set(known.flatMap((person) => (person ? [person.teamsId] : [])))];
  }
}
