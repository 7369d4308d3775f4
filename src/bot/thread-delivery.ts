import type { Translate } from '../i18n/translator.ts';
import type { LicenseRequest } from '../requests/license-request.ts';
import type { Line } from '../requests/notice.ts';
import { requesterUnreachable } from '../requests/request-notices.ts';
import { bundleNews } from './bundle-news.ts';
import { CardCopies, type CardCopiesDependencies, type Spot } from './card-copies.ts';
import type { CardUpdates } from './card-updates.ts';
import { isSameConversation, type Place } from './connector-client.ts';
import { type Languages, readingLocale } from './languages.ts';
import { cardMessage, sentenceMessage } from './message.ts';
import { renderLine } from './notice-line.ts';
import { isGone, NowhereToDeliver } from './nowhere-to-deliver.ts';
import type { OutboxStore } from './outbox-store.ts';
import type { PeopleStore } from './people-store.ts';
import type { SharedView } from './shared-view.ts';
import { readThread, type ThreadReference } from './thread-reference.ts';

export type ThreadDeliveryDependencies = CardCopiesDependencies & {
  readonly outbox: Pick<OutboxStore, 'add'>;
  readonly people: PeopleStore;
  readonly view: SharedView;
  /** The cards of drafts, one of which a request's first card may replace. */
  readonly updates: Pick<CardUpdates, 'end'>;
  readonly languages: Languages;
};

const LANE = 'thread';

/** A conversation, and whether it is the requester's own chat. */
type ThreadPlace = { readonly place: Place; readonly isPersonal: boolean };

/** Tells of a request in the thread where it was made. When that is gone, it goes on in the requester's own chat. */
export class ThreadDelivery {
  readonly #deps: ThreadDeliveryDependencies;
  readonly #copies: CardCopies;

  constructor(dependencies: ThreadDeliveryDependencies) {
    this.#deps = dependencies;
    this.#copies = new CardCopies(dependencies);
  }

  /** Brings the card up to date. The first one takes the place of the draft's last card. */
  async card(request: LicenseRequest): Promise<void> {
    const { updates, view } = this.#deps;
    const begun = readThread(request.thread);
    const copy = await this.#copies.find(request, LANE);
    const { place, isPersonal } = placeNow(begun, copy);
    const text = await this.#textIn({ place, isPersonal }, request);
    const card = isPersonal
      ? await view.forPerson(request, { person: request.requester, text })
      : await view.forEverybody(request, text);
    const message = cardMessage(card);
    try {
      if (!copy && begun.cardId) {
        const draft = { place, activityId: begun.cardId };
        // A step of the draft that is still being drawn there must not come last.
        await updates.end(place, begun.cardId);
        if (await this.#copies.replace(draft, message))
          return await this.#copies.remember(request, LANE, draft);
      }
      await this.#copies.put(request, { lane: LANE, place, copy }, message);
    } catch (error) {
      if (!isGone(error) || !(await this.#moveToChat(request, place))) throw error;
    }
  }

  async line(request: LicenseRequest, line: Line): Promise<void> {
    await this.#say(request, (text) => renderLine(line, request, text));
  }

  /** What the same news were told of before are not told again. */
  async news(request: LicenseRequest): Promise<void> {
    for (const { mark, write } of bundleNews(await this.#deps.view.togetherWith(request))) {
      if (await this.#copies.find(request, mark)) continue;
      const told = await this.#say(request, write);
      if (told) await this.#copies.remember(request, mark, told);
    }
  }

  /** Says it in the language of the place; returns where it stands, if it could be said. */
  async #say(request: LicenseRequest, write: (text: Translate) => string): Promise<Spot | undefined> {
    const thread = placeNow(readThread(request.thread), await this.#copies.find(request, LANE));
    const line = write(await this.#textIn(thread, request));
    try {
      return await this.#send(thread.place, line);
    } catch (error) {
      if (!isGone(error)) throw error;
      const chat = await this.#moveToChat(request, thread.place);
      if (chat) return this.#send(chat, line);
      await this.#deps.outbox.add(request, requesterUnreachable(request));
      return undefined;
    }
  }

  /** Goes on in the requester's own chat, and says why; undefined where they have none. */
  async #moveToChat(request: LicenseRequest, gone: Place): Promise<Place | undefined> {
    const { people, languages, view } = this.#deps;
    const { requester: person } = request;
    const known = await people.find(person);
    const chat = known?.chat;
    if (!chat) return undefined;
    try {
      if (isSameConversation(chat, gone)) throw new NowhereToDeliver('their own chat is gone');
      const text = languages.forReader(readingLocale(known) ?? request.locale);
      const why = { requestId: request.id, to: { kind: 'thread' }, values: {} } as const;
      await this.#send(chat, renderLine({ ...why, text: 'line.threadGone' }, request, text));
      const card = cardMessage(await view.forPerson(request, { person, text }));
      await this.#copies.put(request, { lane: LANE, place: chat }, card);
      return chat;
    } catch (error) {
      if (!isGone(error) && !(error instanceof NowhereToDeliver)) throw error;
      await people.forgetChat(person);
      return undefined;
    }
  }

  /** In the requester's own chat their language, elsewhere that of the place. */
  async #textIn({ place, isPersonal }: ThreadPlace, request: LicenseRequest): Promise<Translate> {
    const { languages, people } = this.#deps;
    if (!isPersonal) return languages.forConversation(place.conversationId, request.locale);
    return languages.forReader(readingLocale(await people.find(request.requester)) ?? request.locale);
  }

  async #send(place: Place, line: string): Promise<Spot> {
    const { id } = await this.#deps.connector.send(place, sentenceMessage(line));
    return { place, activityId: id ?? '' };
  }
}

/** Where the card stands, if it does: a request that had to move is read in the requester's own chat. */
function placeNow(begun: ThreadReference, copy: Spot | undefined): ThreadPlace {
  const place = copy?.place ?? begun.place;
  return { place, isPersonal: begun.isPersonal || !isSameConversation(place, begun.place) };
}
