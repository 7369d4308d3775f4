import type { BundleOutcome, BundlePress, BundleService } from '../requests/bundle-service.ts';
import { RequestError } from '../requests/errors.ts';
import type { LicenseRequest } from '../requests/license-request.ts';
import { exceptionsIn } from './bundle-exceptions.ts';
import { type BundleVerb, isBundleVerb, outcomeText, refusedText } from './bundle-outcome.ts';
import { countsText, positionOf, rowsOf } from './bundle-rows.ts';
import type { BundleView } from './bundle-view.ts';
import type { CardReader } from './card-reader.ts';
import type { ActionAnswer } from './invoke-answer.ts';
import { type Press, reasonOf, textOf } from './press.ts';
import type { Actor, RequestAction } from './request-action.ts';
import type { RequestView } from './request-view.ts';

export type BundleActionsDependencies = {
  readonly bundles: BundleService;
  readonly view: BundleView;
  /** Draws the request of one person on its own. */
  readonly requestView: RequestView;
};

/** What is said of a bundle by its number, and where. */
export type BundleTurn = Actor & { readonly isPersonal: boolean };

/** What came of something that was said, in a sentence. */
export type SaidOutcome = { readonly isDone: boolean; readonly text: string };

/** Does what a button of a bundle's card says, and the same in words. Nothing but ids, revisions and choices is taken from the card. */
export class BundleActions {
  readonly #deps: BundleActionsDependencies;

  constructor(dependencies: BundleActionsDependencies) {
    this.#deps = dependencies;
  }

  /** Answers a press with the card as the presser may see it now, or with a sentence. Throws `RequestError`. */
  async press(press: Press, actor: Actor): Promise<ActionAnswer> {
    const bundleId = textOf(press, 'bundleId');
    const members = await this.#seen(bundleId, actor);
    const { verb } = press;
    if (verb === 'bundle.open' || verb === 'bundle.refresh')
      return this.cardOf(bundleId, { ...actor, isLive: true });
    if (verb === 'bundle.member') return this.#member(members, textOf(press, 'in_person'), actor);
    if (!isBundleVerb(verb)) return { kind: 'notice', text: actor.text('error.unknownAction') };
    const bundlePress = {
      bundleId,
      by: actor.person,
      revisions: revisionsOf(press),
      except: isDecision(verb) ? notChosen(members, press) : [],
    };
    const outcome = await this.#perform(verb, bundlePress, reasonOf(press));
    // Nothing on the card changes by it: the presser is told that it was done.
    if (verb === 'bundle.nudge')
      return { kind: 'notice', text: outcomeText({ verb, id: bundleId }, outcome, actor.text) };
    const note = outcome.refused.length > 0 ? refusedText(outcome, actor.text) : null;
    const card = await this.#deps.view.forPerson(outcome.members, { ...actor, note, isLive: true });
    const [of] = outcome.done;
    return { kind: 'card', card, ...(of ? { of } : {}) };
  }

  /** The card of a bundle as somebody may see it now. */
  async cardOf(bundleId: string, reader: CardReader): Promise<ActionAnswer> {
    const members = await this.#seen(bundleId, reader);
    return { kind: 'card', card: await this.#deps.view.forPerson(members, reader) };
  }

  /** How it stands and who can act, for somebody who looks on. Their client is given the card as all see it. */
  async lookOn(press: Press, { text }: Actor): Promise<ActionAnswer> {
    const members = await this.#deps.bundles.get(textOf(press, 'bundleId'));
    const { view } = this.#deps;
    if (press.verb === 'bundle.refresh') return { kind: 'card', card: await view.forOnlooker(members, text) };
    const standing = await view.standing(members, text);
    return { kind: 'notice', text: text('request.lookingOn', { standing }) };
  }

  /** Does what was said of a number, or shows it; undefined when it is no bundle's. Throws `RequestError`. */
  async say(action: RequestAction, turn: BundleTurn): Promise<ActionAnswer | undefined> {
    if (action.verb !== 'request.show') {
      const said = await this.perform(action, turn);
      return said && { kind: 'notice', text: said.text };
    }
    const id = await this.#idOf(action);
    if (!id) return undefined;
    if (turn.isPersonal) return this.cardOf(id, turn);
    const members = await this.#seen(id, turn);
    return { kind: 'card', card: await this.#deps.view.forEverybody(members, turn.text) };
  }

  /** Does what was said of a number; undefined when it is no bundle's. Throws `RequestError`. */
  async perform(action: RequestAction, actor: Actor): Promise<SaidOutcome | undefined> {
    const { text, person } = actor;
    const id = await this.#idOf(action);
    if (!id) return undefined;
    const members = await this.#seen(id, actor);
    const verb = action.verb.replace(/^request/, 'bundle');
    if (!isBundleVerb(verb)) return { isDone: false, text: text('bundle.noGiveUp') };
    const said = action.except
      ? { except: action.except, reason: action.reason }
      : exceptionsIn({ verb, id, said: action.reason }, members, text);
    if ('question' in said) return { isDone: false, text: said.question };
    const press = { bundleId: id, by: person, revisions: null, except: said.except };
    const outcome = await this.#perform(verb, press, said.reason);
    return { isDone: outcome.done.length > 0, text: outcomeText({ verb, id }, outcome, text) };
  }

  /** The requests behind a number; undefined when it is no bundle's. Throws `RequestError` for whoever may not see them. */
  async members(
    action: Pick<RequestAction, 'requestId'>,
    actor: Actor,
  ): Promise<readonly LicenseRequest[] | undefined> {
    const id = await this.#idOf(action);
    return id === undefined ? undefined : this.#seen(id, actor);
  }

  /** How many people of a bundle stand where, in a sentence; undefined when the number is no bundle's. Throws `RequestError`. */
  async standing(action: Pick<RequestAction, 'requestId'>, actor: Actor): Promise<string | undefined> {
    const members = await this.members(action, actor);
    const id = members?.[0]?.bundle?.id;
    if (!members || !id) return undefined;
    return actor.text('many.standing', { id, counts: countsText(rowsOf(members), actor.text) });
  }

  #perform(verb: BundleVerb, press: BundlePress, reason: string | null): Promise<BundleOutcome> {
    const { bundles } = this.#deps;
    switch (verb) {
      case 'bundle.approve':
        return bundles.approve(press, reason);
      case 'bundle.reject':
        return bundles.reject(press, reason);
      case 'bundle.cancel':
        return bundles.cancel(press);
      case 'bundle.retry':
        return bundles.retry(press);
      case 'bundle.run':
        return bundles.run(press);
      case 'bundle.nudge':
        return bundles.nudge(press);
    }
  }

  /** The number of the bundle that is meant; undefined when there is none. */
  async #idOf({ requestId }: Pick<RequestAction, 'requestId'>): Promise<string | undefined> {
    try {
      const [first] = await this.#deps.bundles.get(requestId);
      return first?.bundle?.id;
    } catch (error) {
      if (error instanceof RequestError && error.code === 'request-not-found') return undefined;
      throw error;
    }
  }

  /** The requests of a bundle, if this person may see them. */
  async #seen(bundleId: string, { person }: Pick<CardReader, 'person'>): Promise<readonly LicenseRequest[]> {
    const members = await this.#deps.bundles.get(bundleId);
    if (!(await this.#deps.view.maySee(members, person))) throw new RequestError('not-an-approver');
    return members;
  }

  async #member(members: readonly LicenseRequest[], id: string, actor: Actor): Promise<ActionAnswer> {
    const request = members.find((member) => member.id === id);
    if (!request) throw new RequestError('request-not-found', { id });
    const card = await this.#deps.requestView.forPerson(request, { ...actor, isLive: true });
    return { kind: 'card', card, of: request };
  }
}

function isDecision(verb: BundleVerb): boolean {
  return verb === 'bundle.approve' || verb === 'bundle.reject';
}

/** Each request's revision as the card showed it; null when there is none that can be read. */
function revisionsOf(press: Press): readonly number[] | null {
  const revisions = textOf(press, 'revisions').split('.').map(Number);
  return revisions.every(Number.isSafeInteger) ? revisions : null;
}

/** Those whom the presser took out of the list; without a list, nobody. */
function notChosen(members: readonly LicenseRequest[], press: Press): readonly string[] {
  if (typeof press.data['in_people'] !== 'string') return [];
  const chosen = textOf(press, 'in_people').split(',');
  return rowsOf(members)
    .filter((row) => !chosen.includes(positionOf(row)))
    .map(({ telling }) => telling.id);
}
