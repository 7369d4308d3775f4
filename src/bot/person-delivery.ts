import { cardSubjectOf } from '../requests/bundle.ts';
import type { LicenseRequest } from '../requests/license-request.ts';
import type { Line, Note } from '../requests/notice.ts';
import type { PersonId } from '../requests/person.ts';
import { approversUnreachable } from '../requests/request-notices.ts';
import { CardCopies, type CardCopiesDependencies } from './card-copies.ts';
import { type CardCopy, personLane } from './card-copy-store.ts';
import { isSameConversation, type Place } from './connector-client.ts';
import { type Languages, readingLocale } from './languages.ts';
import { cardMessage, sentenceMessage } from './message.ts';
import { renderLine, shownValues } from './notice-line.ts';
import { isGone, NowhereToDeliver } from './nowhere-to-deliver.ts';
import type { OutboxStore } from './outbox-store.ts';
import type { KnownPerson, PeopleStore } from './people-store.ts';
import type { SharedView } from './shared-view.ts';

export type PersonDeliveryDependencies = CardCopiesDependencies & {
  readonly outbox: Pick<OutboxStore, 'add'>;
  readonly people: PeopleStore;
  readonly view: SharedView;
  readonly languages: Languages;
};

/** Tells people of a request in their own chats. A chat that is gone is forgotten, and others are told who cannot be reached. */
export class PersonDelivery {
  readonly #deps: PersonDeliveryDependencies;
  readonly #copies: CardCopies;

  constructor(dependencies: PersonDeliveryDependencies) {
    this.#deps = dependencies;
    this.#copies = new CardCopies(dependencies);
  }

  /** Brings the card up to date. Somebody who was never asked need not be told that it is over. */
  async card(request: LicenseRequest, person: PersonId): Promise<void> {
    const copy = await this.#copies.find(request, personLane(person));
    if (copy || !(await this.#deps.view.isOver(request))) await this.#show(request, person, copy);
  }

  /** Brings the card to the end of the chat. One that stands already becomes a note, so that no two of them have buttons. */
  async cardBelow(request: LicenseRequest, person: PersonId): Promise<void> {
    const { languages, people, view } = this.#deps;
    if (!(await view.isAwaited(request, person))) return;
    await this.#copies.retire(request, personLane(person), async () => {
      const text = languages.forReader(readingLocale(await people.find(person)));
      return text('request.below', { id: cardSubjectOf(request) });
    });
    await this.#show(request, person);
  }

  async line(request: LicenseRequest, person: PersonId, line: Line): Promise<void> {
    const known = await this.#deps.people.find(person);
    const text = this.#deps.languages.forReader(readingLocale(known));
    await this.#say(known, renderLine(line, request, text));
  }

  /** Nobody is reminded of what waits for them no more. */
  async reminder(request: LicenseRequest, person: PersonId, line: Line): Promise<void> {
    if (await this.#deps.view.isAwaited(request, person)) await this.line(request, person, line);
  }

  async note({ to, text: key, values }: Note): Promise<void> {
    const known = await this.#deps.people.find(to.person);
    const text = this.#deps.languages.forReader(readingLocale(known));
    await this.#say(known, text(key, shownValues(values, text)));
  }

  /** Where the card stood and the chat of a new installation may differ. */
  async #show(request: LicenseRequest, person: PersonId, copy?: CardCopy): Promise<void> {
    const { languages, people, view } = this.#deps;
    const lane = personLane(person);
    const known = await people.find(person);
    const text = languages.forReader(readingLocale(known));
    const message = cardMessage(await view.forPerson(request, { person, text }));
    const places = [copy?.place, known?.chat].filter((place): place is Place => Boolean(place));
    if (places.length === 0) throw notInstalled();
    let gone: Place | undefined;
    for (const place of places) {
      if (gone && isSameConversation(gone, place)) continue;
      try {
        return await this.#copies.put(request, { lane, place, copy: gone ? undefined : copy }, message);
      } catch (error) {
        if (!isGone(error)) throw error;
        gone = place;
        await this.#copies.forget(request, lane);
        if (known?.chat && isSameConversation(known.chat, place)) await people.forgetChat(person);
      }
    }
    // Who has to sign in is missed by the card that asks for it.
    if (request.status === 'pending') {
      await this.#deps.outbox.add(request, approversUnreachable(request, [known?.name ?? '?']));
    }
  }

  async #say(known: KnownPerson | undefined, sentence: string): Promise<void> {
    if (!known?.chat) throw notInstalled();
    await this.#deps.connector.send(known.chat, sentenceMessage(sentence));
  }
}

function notInstalled(): NowhereToDeliver {
  return new NowhereToDeliver('the app is not installed for this person');
}
