import type { Card, CardRenderer } from '../dialogs/card-renderer.ts';
import { sentencesText } from '../i18n/sentence-text.ts';
import type { Translate } from '../i18n/translator.ts';
import type { ApprovalPlan, ApprovalPolicy } from '../requests/approval-policy.ts';
import { isEnded, type LicenseRequest } from '../requests/license-request.ts';
import { needsOtherExecutor } from '../requests/needs-other-executor.ts';
import { isAmong, isSamePerson, type PersonId } from '../requests/person.ts';
import { approversOf, mayCompleteSignOff, standingOf } from '../requests/sign-off.ts';
import { isAwaited } from '../requests/waiting.ts';
import type { CardReader } from './card-reader.ts';
import type { ExecutorHealth } from './executor-health.ts';
import type { PeopleStore } from './people-store.ts';
import { renderRequestCard } from './request-card.ts';
import { nextLine } from './request-sign-off.ts';

export type RequestViewDependencies = {
  readonly cards: CardRenderer;
  readonly policy: ApprovalPolicy;
  readonly people: PeopleStore;
  readonly health: ExecutorHealth;
  readonly clock: () => Date;
};

/** Draws a request's card from its present state, for one person or for a conversation. */
export class RequestView {
  readonly #deps: RequestViewDependencies;

  constructor(dependencies: RequestViewDependencies) {
    this.#deps = dependencies;
  }

  /** The card with what this person may do. */
  async forPerson(
    request: LicenseRequest,
    { person, text, note = null, isLive = false }: CardReader,
  ): Promise<Card> {
    const { cards, clock } = this.#deps;
    const plan = await this.#planOf(request);
    const health = await this.#healthOf(request, plan, person);
    const now = isLive ? clock() : null;
    // An answer asks for nothing more: a card that is drawn anew whenever it is looked at would never come to rest.
    const refreshFor = isLive ? [] : await this.#deciderIds(request, plan, person);
    return renderRequestCard(cards, {
      request,
      plan,
      viewer: { kind: 'person', person, refreshFor },
      health,
      text,
      note,
      now,
    });
  }

  /** The card that everybody in a conversation sees; clients of those concerned ask for their own view of it. */
  async forEverybody(request: LicenseRequest, text: Translate): Promise<Card> {
    const refreshFor = isEnded(request.status)
      ? []
      : await this.#teamsIdsOf(request, await this.#planOf(request));
    return this.#shared(request, refreshFor, text);
  }

  /** The same card as an answer to somebody for whom there is nothing to do: their client need not ask again. */
  forOnlooker(request: LicenseRequest, text: Translate): Promise<Card> {
    return this.#shared(request, [], text);
  }

  async #shared(request: LicenseRequest, refreshFor: readonly string[], text: Translate): Promise<Card> {
    const plan = await this.#planOf(request);
    const viewer = { kind: 'everybody', refreshFor } as const;
    const input = { request, plan, viewer, text, note: null, health: null, now: null };
    return renderRequestCard(this.#deps.cards, input);
  }

  /** How it stands and who is expected to act, in a sentence. */
  async standing(request: LicenseRequest, text: Translate): Promise<string> {
    const { id, status } = request;
    const present = text(`request.status.${needsOtherExecutor(request) ? 'awaiting_executor' : status}`);
    const next = nextLine(request, await this.#planOf(request), text);
    return sentencesText([text('reply.done', { id, status: present }), next]);
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

  /** How the account of whoever may decide stands, if it is theirs that would be used; null for everybody else. */
  async #healthOf(request: LicenseRequest, plan: ApprovalPlan, person: PersonId) {
    const wouldExecute = request.status === 'pending' && mayCompleteSignOff(plan, request, person);
    return wouldExecute ? this.#deps.health.of(person, request.change.customer.id) : null;
  }

  /** Whose client asks for the card anew: how their account stands, and how long ago it was asked, change while they wait. */
  async #deciderIds(request: LicenseRequest, plan: ApprovalPlan, person: PersonId) {
    const mayDecide = request.status === 'pending' && isAmong(standingOf(plan, request).eligible, person);
    const known = mayDecide ? await this.#deps.people.find(person) : undefined;
    return known ? [known.teamsId] : [];
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
