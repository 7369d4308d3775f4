import { readExceptions } from '../dialogs/exceptions.ts';
import { fold } from '../directory/text-fold.ts';
import { plainText } from '../i18n/plain-text.ts';
import type { Translate } from '../i18n/translator.ts';
import type { BundleOutcome, BundlePress, BundleService } from '../requests/bundle-service.ts';
import { RequestError } from '../requests/errors.ts';
import type { LicenseRequest } from '../requests/license-request.ts';
import { positionOf } from './bundle-card.ts';
import { namesText, rowsOf } from './bundle-rows.ts';
import type { BundleView } from './bundle-view.ts';
import type { ActionAnswer } from './invoke-answer.ts';
import { type Press, reasonOf, textOf } from './press.ts';
import { refusalText } from './refusal-text.ts';
import type { Actor, RequestAction } from './request-actions.ts';
import type { RequestView } from './request-view.ts';

export type BundleActionsDependencies = {
  readonly bundles: BundleService;
  readonly view: BundleView;
  /** Draws the request of one person on its own. */
  readonly requestView: RequestView;
};

/** What is said of a bundle by its number, and where. */
export type BundleTurn = Actor & { readonly isPersonal: boolean };

/** What became of it, in a sentence. */
const SENTENCES = {
  'bundle.approve': 'bundle.approved',
  'bundle.reject': 'bundle.rejected',
  'bundle.cancel': 'bundle.cancelled',
  'bundle.retry': 'bundle.retried',
  'bundle.run': 'bundle.ran',
  'bundle.nudge': 'bundle.nudged',
} as const;

type Verb = keyof typeof SENTENCES;

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
    if (verb === 'bundle.open' || verb === 'bundle.refresh') return this.cardOf(bundleId, actor);
    if (verb === 'bundle.member') return this.#member(members, textOf(press, 'in_person'), actor);
    if (!isVerb(verb)) return { kind: 'notice', text: actor.text('error.unknownAction') };
    const bundlePress = {
      bundleId,
      by: actor.person,
      revisions: revisionsOf(press),
      except: isDecision(verb) ? notChosen(members, press) : [],
    };
    const outcome = await this.#perform(verb, bundlePress, reasonOf(press));
    // Nothing on the card changes by it: the presser is told that it was done.
    if (verb === 'bundle.nudge')
      return { kind: 'notice', text: toldOf({ verb, id: bundleId }, outcome, actor.text) };
    const note = outcome.refused.length > 0 ? refusedText(outcome, actor.text) : null;
    const card = await this.#deps.view.forPerson(outcome.members, { ...actor, note });
    const [of] = outcome.done;
    return { kind: 'card', card, ...(of ? { of } : {}) };
  }

  /** The card of a bundle as somebody may see it now. */
  async cardOf(bundleId: string, actor: Actor, note: string | null = null): Promise<ActionAnswer> {
    const members = await this.#seen(bundleId, actor);
    return { kind: 'card', card: await this.#deps.view.forPerson(members, { ...actor, note }) };
  }

  /** Does what was said of a number; undefined when it is no bundle's. Throws `RequestError`. */
  async say(action: RequestAction, turn: BundleTurn): Promise<ActionAnswer | undefined> {
    if (!(await this.#exists(action.requestId))) return undefined;
    const members = await this.#seen(action.requestId, turn);
    const { text, person } = turn;
    if (action.verb === 'request.show') {
      if (turn.isPersonal) return this.cardOf(action.requestId, turn);
      return { kind: 'card', card: await this.#deps.view.forEverybody(members, text) };
    }
    const verb = action.verb.replace(/^request/, 'bundle');
    if (!isVerb(verb)) return { kind: 'notice', text: text('bundle.noGiveUp') };
    const { names, reason } = readExceptions(action.reason);
    if (verb === 'bundle.approve' && names.length === 0 && mayExcept(reason, members)) {
      return { kind: 'notice', text: text('bundle.exceptUnclear', { id: action.requestId }) };
    }
    const left = names.map((name) => ({ name, member: memberCalled(name, members) }));
    const unknown = left.find(({ member }) => !member);
    if (unknown) {
      const values = { id: action.requestId, name: plainText(unknown.name) };
      return { kind: 'notice', text: text('bundle.nobodyCalled', values) };
    }
    const except = left.flatMap(({ member }) => (member ? [member.id] : []));
    const press = { bundleId: action.requestId, by: person, revisions: null, except };
    const outcome = await this.#perform(verb, press, reason);
    return { kind: 'notice', text: toldOf({ verb, id: action.requestId }, outcome, text) };
  }

  #perform(verb: Verb, press: BundlePress, reason: string | null): Promise<BundleOutcome> {
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

  async #exists(id: string): Promise<boolean> {
    try {
      return (await this.#deps.bundles.get(id)).length > 0;
    } catch (error) {
      if (error instanceof RequestError && error.code === 'request-not-found') return false;
      throw error;
    }
  }

  /** The requests of a bundle, if this person may see them. */
  async #seen(bundleId: string, { person }: Actor): Promise<readonly LicenseRequest[]> {
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

/** Words that begin an exception, in whatever way it goes on. */
const EXCEPTION = /^(?:ただし|但し|except|excluding|but|not|only|sadece|yalnız|ama|fakat)(?![a-zçğıöşü])/iu;

/** Whether what stands behind an approval may leave somebody out in words that are not understood: nobody is approved by a misreading. */
function mayExcept(reason: string | null, members: readonly LicenseRequest[]): boolean {
  if (!reason) return false;
  const said = reason.toLowerCase();
  const isNamed = ({ change: { user } }: LicenseRequest) =>
    said.includes(user.upn.toLowerCase()) || said.includes(user.name.toLowerCase());
  return EXCEPTION.test(reason) || members.some(isNamed);
}

function isVerb(verb: string): verb is Verb {
  return Object.hasOwn(SENTENCES, verb);
}

function isDecision(verb: Verb): boolean {
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

function memberCalled(name: string, members: readonly LicenseRequest[]): LicenseRequest | undefined {
  const wanted = fold(name);
  const rows = rowsOf(members).map(({ telling }) => telling);
  const exact = rows.find(
    ({ change }) => fold(change.user.upn) === wanted || fold(change.user.name) === wanted,
  );
  const found = rows.filter(({ change }) => wanted !== '' && fold(change.user.name).includes(wanted));
  return exact ?? (found.length === 1 ? found[0] : undefined);
}

/** What became of it for whom, and for whom it did not and why. */
function toldOf({ verb, id }: { verb: Verb; id: string }, outcome: BundleOutcome, text: Translate): string {
  const values = { id, names: namesText(outcome.done, text) };
  const done = outcome.done.length > 0 ? [text(SENTENCES[verb], values)] : [];
  const refused = outcome.refused.length > 0 ? [refusedText(outcome, text)] : [];
  return [...done, ...refused].join(' ');
}

/** Who was not decided on, and why. */
function refusedText({ refused }: BundleOutcome, text: Translate): string {
  const reasons = new Map<string, LicenseRequest[]>();
  for (const { request, error } of refused) {
    const why = refusalText(error, text);
    reasons.set(why, [...(reasons.get(why) ?? []), request]);
  }
  return [...reasons]
    .map(([why, requests]) => text('bundle.refused', { names: namesText(requests, text), why }))
    .join(' ');
}
