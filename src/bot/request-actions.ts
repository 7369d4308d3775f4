import { type Prefill, prefillOf } from '../dialogs/prefill.ts';
import { RequestError, type RequestErrorCode } from '../requests/errors.ts';
import type { LicenseRequest } from '../requests/license-request.ts';
import type { Person, PersonId } from '../requests/person.ts';
import type { RequestService } from '../requests/request-service.ts';
import type { BundleActions } from './bundle-actions.ts';
import type { CardReader } from './card-reader.ts';
import { confirmationOf } from './confirmation.ts';
import type { ActionAnswer } from './invoke-answer.ts';
import { type Press, reasonOf, revisionOf, textOf } from './press.ts';
import { refusalText } from './refusal-text.ts';
import type { Actor, RequestAction } from './request-action.ts';
import type { RequestView } from './request-view.ts';
import { readThread } from './thread-reference.ts';

/** A message, by its conversation and its id there. */
export type ShownMessage = { readonly conversationId: string; readonly cardId: string };

export type RequestActionsDependencies = {
  readonly service: RequestService;
  readonly view: RequestView;
  readonly bundles: BundleActions;
  /** Whether a message shows the request, or the bundle, of a number to this person. */
  readonly isShownTo: (person: PersonId, requestId: string, message: ShownMessage) => Promise<boolean>;
  /** Brings the cards of a request up to date. */
  readonly redraw: (request: LicenseRequest) => Promise<void>;
};

/** A stale press gets the present state; every other "no" is a sentence. */
const ANSWERED_WITH_CARD = new Set(['already-decided', 'nothing-to-decide', 'changed-meanwhile']);

/** Whether a refusal says how things stand now, so that the request's card belongs to it. */
export function isAboutPresentState(error: RequestError): boolean {
  return ANSWERED_WITH_CARD.has(error.code);
}

/** Whether a client asks by itself for the card as its person may see it: it is never answered with an error. */
function isRefresh(verb: string): boolean {
  return verb.endsWith('.refresh');
}

/** Does what a button of a request's card says. Nothing but the verb, the id and the revision is taken from the card. */
export class RequestActions {
  readonly #deps: RequestActionsDependencies;

  constructor(dependencies: RequestActionsDependencies) {
    this.#deps = dependencies;
  }

  /**
   * Answers a press with the card as the presser may see it now, or with a sentence. Whoever may do nothing is told how it
   * stands when the pressed message `on` shows them the request anyway.
   */
  async press(press: Press, actor: Actor, on: ShownMessage | null = null): Promise<ActionAnswer> {
    if (press.verb.startsWith('bundle.')) return this.#pressBundle(press, actor, on);
    const action = {
      verb: press.verb,
      requestId: textOf(press, 'requestId'),
      revision: revisionOf(press),
      reason: reasonOf(press),
    };
    try {
      const request = await this.perform(action, actor);
      if (!request) return { kind: 'notice', text: actor.text('error.unknownAction') };
      // Nothing on the card changes by it: the presser is told that it was done.
      if (action.verb === 'request.nudge')
        return { kind: 'notice', text: confirmationOf(action.verb, request, actor.text) };
      // What waits together is decided together.
      if (action.verb === 'request.show' && request.bundle && request.status === 'pending')
        return await this.#deps.bundles.cardOf(request.bundle.id, { ...actor, isLive: true });
      return this.#cardOf(request, actor);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      if (
        isLookingOn(action.verb, error) &&
        on &&
        (await this.#deps.isShownTo(actor.person, action.requestId, on))
      )
        return this.#lookOn(action, actor);
      return this.#refusal(error, action.requestId, actor);
    }
  }

  /** A second press of *Send*: the request that this person has sent from the message already. */
  async sentFrom({ conversationId, cardId }: ShownMessage, actor: Actor): Promise<ActionAnswer | undefined> {
    const own = await this.#deps.service.requestsOf(actor.person, 10);
    const sent = own.find(
      ({ thread }) => thread.key === conversationId && readThread(thread).cardId === cardId,
    );
    if (sent?.bundle) return this.#deps.bundles.cardOf(sent.bundle.id, { ...actor, isLive: true });
    return sent && this.#cardOf(sent, actor);
  }

  /**
   * To be called once a press was answered. What became of the request before that may have reached the presser's client
   * ahead of the answer, which then shows an older state in its place: the cards are drawn once more.
   */
  async followUp(answer: ActionAnswer): Promise<void> {
    if (answer.kind !== 'card' || !answer.of) return;
    const now = await this.#deps.service.get(answer.of.id);
    if (now.revision !== answer.of.revision) await this.#deps.redraw(now);
  }

  /** What a draft begins with that asks again for a request, or those of a bundle, of this person's. Throws `RequestError`. */
  async again(requestId: string, { person }: Actor): Promise<Prefill> {
    const { id, requests } = await this.#deps.service.toAskAgain(requestId, person);
    const prefill = prefillOf(requests, id);
    if (prefill) return prefill;
    const numbers = requests.map((request) => `${request.id} (${request.change.user.name})`).join(', ');
    throw new RequestError('repeat-one-by-one', { id, numbers });
  }

  /** Does it; returns the request as it is then, or undefined for a verb that does not exist. Throws `RequestError`. */
  async perform(action: RequestAction, { person }: Actor): Promise<LicenseRequest | undefined> {
    const { service } = this.#deps;
    const press = { requestId: action.requestId, by: person, revision: action.revision };
    switch (action.verb) {
      case 'request.approve':
        return service.approve(press, action.reason);
      case 'request.reject':
        return service.reject(press, action.reason);
      case 'request.cancel':
        return service.cancel(press);
      case 'request.retry':
        return service.retry(press);
      case 'request.run':
        return service.runWithMyAccount(press);
      case 'request.giveUp':
        return service.giveUp(press);
      case 'request.nudge':
        return service.nudge(press);
      case 'request.open':
      case 'request.refresh':
        return this.#shown(action.requestId, person, 'not-an-approver');
      case 'request.show':
        return this.#shown(action.requestId, person, 'not-yours-to-see');
      default:
        return undefined;
    }
  }

  async #pressBundle(press: Press, actor: Actor, on: ShownMessage | null): Promise<ActionAnswer> {
    const { bundles } = this.#deps;
    const bundleId = textOf(press, 'bundleId');
    try {
      return await bundles.press(press, actor);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      if (isLookingOn(press.verb, error) && on && (await this.#deps.isShownTo(actor.person, bundleId, on)))
        return bundles.lookOn(press, actor);
      const note = refusalText(error, actor.text);
      if (!isAboutPresentState(error)) return { kind: 'notice', text: note };
      return bundles.cardOf(bundleId, { ...actor, note, isLive: true });
    }
  }

  /** The request, if this person may see it. */
  async #shown(requestId: string, person: Person, otherwise: RequestErrorCode): Promise<LicenseRequest> {
    const request = await this.#deps.service.get(requestId);
    if (!(await this.#deps.view.maySee(request, person))) throw new RequestError(otherwise);
    return request;
  }

  /** How it stands and who can act, for somebody who looks on. Their client is given the card as all see it. */
  async #lookOn({ verb, requestId }: RequestAction, { text }: Actor): Promise<ActionAnswer> {
    const { service, view } = this.#deps;
    const request = await service.get(requestId);
    if (isRefresh(verb)) return { kind: 'card', card: await view.forOnlooker(request, text) };
    const standing = await view.standing(request, text);
    return { kind: 'notice', text: text('request.lookingOn', { standing }) };
  }

  async #refusal(error: RequestError, requestId: string, actor: Actor): Promise<ActionAnswer> {
    const note = refusalText(error, actor.text);
    if (!isAboutPresentState(error)) return { kind: 'notice', text: note };
    const request = await this.#deps.service.get(requestId);
    return this.#cardOf(request, { ...actor, note });
  }

  async #cardOf(
    request: LicenseRequest,
    viewer: Pick<CardReader, 'person' | 'text' | 'note'>,
  ): Promise<ActionAnswer> {
    return {
      kind: 'card',
      card: await this.#deps.view.forPerson(request, { ...viewer, isLive: true }),
      of: request,
    };
  }
}

/** Whether somebody may do nothing with what stands before their eyes. */
function isLookingOn(verb: string, error: RequestError): boolean {
  return (verb.endsWith('.open') || isRefresh(verb)) && error.code === 'not-an-approver';
}
