import { readExceptions } from '../dialogs/exceptions.ts';
import { listText } from '../i18n/list-text.ts';
import type { Translate } from '../i18n/translator.ts';
import { RequestError } from '../requests/errors.ts';
import type { LicenseRequest } from '../requests/license-request.ts';
import type { RequestService } from '../requests/request-service.ts';
import type { BundleActions } from './bundle-actions.ts';
import { exceptionsIn, type SaidExceptions } from './bundle-exceptions.ts';
import { confirmationOf } from './confirmation.ts';
import {
  askedFirst,
  decisionOn,
  idOf,
  type Line,
  notDone,
  type Outcome,
  outcomeOf,
  standingLine,
} from './many-outcome.ts';
import type { PersonLimits } from './person-limits.ts';
import { refusalText } from './refusal-text.ts';
import type { Actor, RequestAction } from './request-action.ts';
import { isAboutPresentState, type RequestActions } from './request-actions.ts';

export type ManyRequestsDependencies = {
  /** Knows the numbers that several requests share. */
  readonly bundles: Pick<BundleActions, 'members' | 'perform' | 'standing'>;
  readonly actions: Pick<RequestActions, 'perform'>;
  readonly service: Pick<RequestService, 'get'>;
  readonly limits: Pick<PersonLimits, 'allows'>;
};

/** So many requests can be acted on at once: a page of a list. */
export const MOST_AT_ONCE = 10;

/** Does one thing with several requests: each on its own, as if each had been pressed alone. */
export class ManyRequests {
  readonly #deps: ManyRequestsDependencies;

  constructor(dependencies: ManyRequestsDependencies) {
    this.#deps = dependencies;
  }

  /** What one of them meets stops none of the others. Throws when all met a fault of ours. */
  perform(actions: readonly RequestAction[], actor: Actor): Promise<Outcome> {
    return this.#each(actions, (action) => this.#alone(action, actor), actor);
  }

  /** The same in words: a number may be shared by several requests, and whoever is named is left out. */
  async say(actions: readonly RequestAction[], actor: Actor): Promise<Outcome> {
    const { text } = actor;
    const named = await Promise.all(actions.map((action) => this.#membersOf(action, actor)));
    const said = exceptionsAmong(actions, named, text);
    if ('question' in said) return askedFirst(actions, said.question, text);
    const meant = actions.map((action) => ({ ...action, ...said }));
    return this.#each(meant, (action) => this.#said(action, actor), actor);
  }

  async #each(
    actions: readonly RequestAction[],
    act: (action: RequestAction) => Promise<Line>,
    { text }: Actor,
  ): Promise<Outcome> {
    const settled = await Promise.allSettled(actions.map(act));
    const faults = settled.filter((one) => one.status === 'rejected').map(({ reason }) => reason);
    if (faults.length > 0 && faults.length === actions.length) throw faults[0];
    const lines = settled.map(
      (one, index): Line =>
        one.status === 'fulfilled' ? one.value : notDone(text('many.fault', { id: idOf(actions[index]) })),
    );
    return outcomeOf(actions, lines, text);
  }

  #alone(action: RequestAction, actor: Actor): Promise<Line> {
    return this.#told(action, actor, async () => {
      const request = await this.#deps.actions.perform(action, actor);
      if (!request) return notDone(actor.text('error.unknownAction'));
      return { came: 'done', text: confirmationOf(action.verb, request, actor.text) };
    });
  }

  async #said(action: RequestAction, actor: Actor): Promise<Line> {
    const { text } = actor;
    if (action.except?.includes(action.requestId.toUpperCase()))
      return notDone(text('many.leftOut', { id: idOf(action) }));
    const shared = await this.#deps.bundles.members(action, actor).catch(refused);
    if (!shared) return this.#alone(action, actor);
    return this.#told(action, actor, async () => {
      const outcome = await this.#deps.bundles.perform(action, actor);
      if (!outcome) return notDone(text('error.unknownAction'));
      return { came: outcome.isDone ? 'done' : 'not-done', text: outcome.text };
    });
  }

  /** Does it within what one person may do, and says why where it is refused. */
  async #told(action: RequestAction, actor: Actor, act: () => Promise<Line>): Promise<Line> {
    const { person, text } = actor;
    const id = idOf(action);
    try {
      if (!this.#deps.limits.allows(person, 'decide')) throw new RequestError('too-often');
      return await act();
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      const standing = isAboutPresentState(error) && (await this.#standing(action, error, actor));
      return standing || notDone(text('many.refused', { id, why: refusalText(error, text) }));
    }
  }

  /** What stands behind a number, as far as this person may see it. */
  async #membersOf(action: RequestAction, actor: Actor): Promise<readonly LicenseRequest[]> {
    const shared = await this.#deps.bundles.members(action, actor).catch(refused);
    if (shared) return shared;
    const request = await this.#deps.actions
      .perform({ ...action, verb: 'request.show' }, actor)
      .catch(refused);
    return request ? [request] : [];
  }

  /** How it stands with what somebody came too late for; undefined where there is nothing of that number. */
  async #standing(action: RequestAction, error: RequestError, actor: Actor): Promise<Line | undefined> {
    const request = await this.#present(action);
    if (request) return standingLine(error, request, actor.text);
    const [text, members = []] = await Promise.all([
      this.#deps.bundles.standing(action, actor),
      this.#deps.bundles.members(action, actor),
    ]);
    const isDecided = members.every((member) => decisionOn(member) !== undefined);
    return text === undefined ? undefined : { came: isDecided ? 'decided' : 'not-done', text };
  }

  /** The request of its own that has this number; undefined for a number that several share. */
  async #present({ requestId }: Pick<RequestAction, 'requestId'>): Promise<LicenseRequest | undefined> {
    return this.#deps.service.get(requestId).catch(refused);
  }
}

/** Whom a decision on several numbers leaves out: people of a bundle, or whole requests. */
function exceptionsAmong(
  actions: readonly RequestAction[],
  named: readonly (readonly LicenseRequest[])[],
  text: Translate,
): SaidExceptions {
  const said = actions[0]?.reason ?? null;
  const members = named.flat();
  const isShared = members.some(({ bundle }) => bundle !== null);
  // What is said of requests that stand alone is a remark, as long as it names nobody to leave out.
  if (!isShared && readExceptions(said).names.length === 0) return { except: [], reason: said };
  const verb = actions[0]?.verb.replace(/^request/, 'bundle') ?? '';
  const id = listText(actions.map(idOf), text);
  return exceptionsIn({ verb, id, said }, members, text);
}

/** Nothing where a person is refused: whoever acts says so. */
function refused(error: unknown): undefined {
  if (!(error instanceof RequestError)) throw error;
}
