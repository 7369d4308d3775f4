import { readDay } from '../dialogs/day-words.ts';
import type { DelegateIntent } from '../dialogs/delegation-command.ts';
import { refusalValues } from '../dialogs/refusal-values.ts';
import { fold } from '../directory/text-fold.ts';
import { dayText } from '../i18n/day-text.ts';
import { plainName, plainText } from '../i18n/plain-text.ts';
import { sentencesText } from '../i18n/sentence-text.ts';
import type { Translate } from '../i18n/translator.ts';
import { dayIn } from '../requests/calendar-day.ts';
import type { DatedDelegation } from '../requests/delegation.ts';
import type { Delegations } from '../requests/delegations.ts';
import { RequestError } from '../requests/errors.ts';
import { isSamePerson, type Person } from '../requests/person.ts';
import type { KnownPerson, PeopleStore } from './people-store.ts';

/** So many people of one name are told apart by their addresses; of more, more of the name must be said. */
const MOST_NAMED = 5;

export type DelegationCommandsDependencies = {
  readonly delegations: Pick<Delegations, 'assertMayGive' | 'isApprover' | 'give' | 'stop' | 'of'>;
  readonly people: Pick<PeopleStore, 'find' | 'ofTenant'>;
  readonly clock: () => Date;
};

/** What can be said about delegates. */
export type DelegationCommand =
  | DelegateIntent
  | { readonly kind: 'stop-delegating' }
  | { readonly kind: 'who-decides' };

/** Lets approvers say who decides in their place, and for how long. */
export class DelegationCommands {
  readonly #deps: DelegationCommandsDependencies;

  constructor(dependencies: DelegationCommandsDependencies) {
    this.#deps = dependencies;
  }

  /** Does what was said; returns the answer. */
  async run(command: DelegationCommand, person: Person, text: Translate): Promise<string> {
    try {
      switch (command.kind) {
        case 'delegate':
          return await this.#delegate(command, person, text);
        case 'stop-delegating':
          return await this.#stop(person, text);
        case 'who-decides':
          return await this.#tell(person, text);
      }
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      return text(`error.${error.code}`, refusalValues(error, text));
    }
  }

  async #delegate(
    { name, from, until }: DelegateIntent,
    delegator: Person,
    text: Translate,
  ): Promise<string> {
    await this.#deps.delegations.assertMayGive(delegator);
    const timeZone = (await this.#deps.people.find(delegator))?.timeZone ?? 'UTC';
    const today = dayIn(timeZone, this.#deps.clock());
    const [delegate, ...others] = await this.#named(name, delegator);
    if (!delegate) return text('delegation.nobody', { name: plainText(name) });
    if (others.length > 0) return whichOne([delegate, ...others], name, text);
    if (until === null) return text('delegation.untilWhen', { name: plainText(name) });
    const firstDay = from === null ? null : readDay(from, today);
    const lastDay = readDay(until, today);
    if (firstDay === undefined) return text('delegation.whichDay', { text: plainText(from ?? '') });
    if (lastDay === undefined) return text('delegation.whichDay', { text: plainText(until) });
    const given = await this.#deps.delegations.give({
      delegator,
      delegate: { tenantId: delegate.tenantId, objectId: delegate.objectId, name: delegate.name },
      firstDay,
      lastDay,
      timeZone,
    });
    const isLater = given.firstDay > today;
    const isApprover = await this.#deps.delegations.isApprover(delegate);
    return sentencesText([
      text(isLater ? 'delegation.givenLater' : 'delegation.givenNow', valuesOf(given, text)),
      ...given.replaced.map((one) => text('delegation.stopped', valuesOf(one, text))),
      ...(isApprover ? [] : [text('delegation.noApprover', valuesOf(given, text))]),
    ]);
  }

  async #stop(delegator: Person, text: Translate): Promise<string> {
    const [ended] = await this.#deps.delegations.stop(delegator);
    if (ended) return text('delegation.stopped', valuesOf(ended, text));
    const given = (await this.#deps.delegations.of(delegator)).some((one) =>
      isSamePerson(one.delegator, delegator),
    );
    return text(given ? 'delegation.ofPolicy' : 'delegation.noneGiven');
  }

  async #tell(person: Person, text: Translate): Promise<string> {
    const found = await this.#deps.delegations.of(person);
    if (found.length === 0) return text('delegation.none');
    return found
      .map((one) => {
        const isGiven = isSamePerson(one.delegator, person);
        return text(isGiven ? 'delegation.yours' : 'delegation.theirs', valuesOf(one, text));
      })
      .join('\n\n');
  }

  /** Who is meant: the whole address or name before a part of a name. */
  async #named(name: string, delegator: Person): Promise<readonly KnownPerson[]> {
    const known = await this.#deps.people.ofTenant(delegator.tenantId);
    const wanted = fold(name);
    if (wanted === '') return [];
    const address = known.filter(({ upn }) => upn !== null && upn === name.toLowerCase());
    if (address.length > 0) return address;
    const whole = known.filter((one) => fold(one.name) === wanted);
    if (whole.length > 0) return whole;
    const words = wanted.split(' ');
    return known.filter((one) => {
      const parts = fold(one.name).split(' ');
      return words.every((word) => parts.includes(word));
    });
  }
}

function whichOne(people: readonly KnownPerson[], name: string, text: Translate): string {
  const values = { name: plainText(name), count: people.length };
  if (people.length > MOST_NAMED) return text('delegation.tooMany', values);
  const lines = people.map((one) => `- ${plainName(one.name)} (${plainText(one.upn ?? one.objectId)})`);
  return [text('delegation.whichOne', values), ...lines].join('\n');
}

function valuesOf({ delegator, delegate, firstDay, lastDay }: DatedDelegation, text: Translate) {
  return {
    delegator: plainName(delegator.name),
    delegate: plainName(delegate.name),
    from: dayText(firstDay, text),
    until: dayText(lastDay, text),
  };
}
