import type { Activity } from 'botbuilder';
import type { Card, CardRenderer } from '../dialogs/card-renderer.ts';
import type { Translate } from '../i18n/translator.ts';
import { cardSubjectOf } from '../requests/bundle.ts';
import type { LicenseRequest } from '../requests/license-request.ts';
import type { Line, Note, Notice } from '../requests/notice.ts';
import type { PersonId } from '../requests/person.ts';
import {
  approversUnreachable,
  requesterUnreachable,
  signInUnreachable,
} from '../requests/request-notices.ts';
import type { RequestStore } from '../requests/request-store.ts';
import { helpdeskText } from './bundle-helpdesk.ts';
import { bundleNews } from './bundle-news.ts';
import { type CardCopy, type CardCopyStore, personLane } from './card-copy-store.ts';
import { cardMessage } from './card-message.ts';
import type { CardUpdates } from './card-updates.ts';
import type { ChannelStore } from './channel-store.ts';
import type { Place, TeamsConnector } from './connector-client.ts';
import { ConnectorError } from './connector-error.ts';
import { type Languages, readingLocale } from './languages.ts';
import { renderLine, shownValues } from './notice-line.ts';
import { isGone, NowhereToDeliver } from './nowhere-to-deliver.ts';
import type { OutboxStore } from './outbox-store.ts';
import type { KnownPerson, PeopleStore } from './people-store.ts';
import type { SharedView } from './shared-view.ts';
import type { SignInCards } from './sign-in-cards.ts';
import { readThread } from './thread-reference.ts';

export type NoticeDeliveryDependencies = {
  readonly requests: Pick<RequestStore, 'find'>;
  readonly outbox: Pick<OutboxStore, 'add'>;
  readonly connector: TeamsConnector;
  readonly people: PeopleStore;
  readonly channels: ChannelStore;
  readonly copies: CardCopyStore;
  readonly view: SharedView;
  /** The cards of drafts, one of which a request's first card may replace. */
  readonly updates: Pick<CardUpdates, 'end'>;
  readonly cards: CardRenderer;
  readonly signInCards: SignInCards;
  readonly languages: Languages;
  /** The helpdesk's channel for a customer, as it is chosen now; undefined when there is none. */
  readonly helpdeskChannel: (customerId: string) => Promise<string | undefined>;
};

/**
 * Sends one notice to where it belongs. A card is drawn from the present state and replaces the copy that stands there.
 * Where a conversation is gone, the request moves to another place and those concerned are told.
 */
export class NoticeDelivery {
  readonly #deps: NoticeDeliveryDependencies;

  constructor(dependencies: NoticeDeliveryDependencies) {
    this.#deps = dependencies;
  }

  /** Throws `NowhereToDeliver`, or `ConnectorError` as the connector does. */
  async deliver(notice: Notice | Note): Promise<void> {
    if (notice.kind === 'note') return this.#deliverNote(notice);
    const request = await this.#deps.requests.find(notice.requestId);
    if (!request) return;
    switch (notice.kind) {
      case 'card':
        return this.#deliverCard(request, notice);
      case 'card-below':
        return this.#deliverBelow(request, notice);
      case 'line':
        return this.#deliverLine(request, notice);
      case 'news':
        return notice.to.kind === 'helpdesk' ? this.#newsToHelpdesk(request) : this.#deliverNews(request);
      case 'reminder':
        return this.#deliverReminder(request, notice);
      case 'sign-in':
        return this.#deliverSignIn(request, notice);
    }
  }

  async #deliverCard(request: LicenseRequest, { to }: Notice): Promise<void> {
    const { copies, signInCards, view } = this.#deps;
    switch (to.kind) {
      case 'thread':
        return this.#cardInThread(request);
      case 'person':
        // Somebody who was never asked need not be told that it is over.
        if (
          !(await view.isOver(request)) ||
          (await copies.find(cardSubjectOf(request), personLane(to.person)))
        ) {
          await this.#cardToPerson(request, to.person);
        }
        return signInCards.close(await view.togetherWith(request), to.person);
      case 'helpdesk':
        if (await copies.find(cardSubjectOf(request), HELPDESK_NEWS)) return this.#newsToHelpdesk(request);
        await this.#helpdeskThread(request);
        return;
    }
  }

  /** A card that stands already becomes a note, so that no two of them have buttons. */
  async #deliverBelow(request: LicenseRequest, { to }: Notice): Promise<void> {
    const { cards, copies, languages, people, view } = this.#deps;
    if (to.kind !== 'person' || !(await view.isAwaited(request, to.person))) return;
    const lane = personLane(to.person);
    const copy = await copies.find(cardSubjectOf(request), lane);
    if (copy) {
      const text = languages.forReader(readingLocale(await people.find(to.person)));
      const note = cards.render('note', { text: text('request.below', { id: cardSubjectOf(request) }) });
      await this.#replaced(copy.place, copy.activityId, cardMessage(note)).catch((error) => {
        if (!isGone(error)) throw error;
      });
      await copies.remove(cardSubjectOf(request), lane);
    }
    await this.#cardToPerson(request, to.person);
  }

  async #deliverNote({ to, text: key, values }: Note): Promise<void> {
    const known = await this.#deps.people.find(to.person);
    const text = this.#deps.languages.forReader(readingLocale(known));
    await this.#say(chatOf(known), text(key, shownValues(values, text)));
  }

  /** Nobody is reminded of what waits for them no more. */
  async #deliverReminder(request: LicenseRequest, line: Line): Promise<void> {
    const { languages, people, view } = this.#deps;
    if (line.to.kind !== 'person' || !(await view.isAwaited(request, line.to.person))) return;
    const known = await people.find(line.to.person);
    await this.#say(chatOf(known), renderLine(line, request, languages.forReader(readingLocale(known))));
  }

  async #cardInThread(request: LicenseRequest): Promise<void> {
    const thread = readThread(request.thread);
    const copy = await this.#deps.copies.find(cardSubjectOf(request), 'thread');
    const place = copy?.place ?? thread.place;
    const isPersonal = thread.isPersonal || !isSameConversation(place, thread.place);
    const text = await this.#textInThread(request, { place, isPersonal });
    const card = isPersonal
      ? await this.#deps.view.forPerson(request, { person: request.requester, text })
      : await this.#deps.view.forEverybody(request, text);
    try {
      await this.#put(request, { lane: 'thread', place, standsIn: thread.cardId, card });
    } catch (error) {
      if (!isGone(error) || !(await this.#moveToChat(request, place))) throw error;
    }
  }

  /** In the requester's own chat their language, elsewhere that of the place. */
  async #textInThread(
    request: LicenseRequest,
    { place, isPersonal }: { readonly place: Place; readonly isPersonal: boolean },
  ): Promise<Translate> {
    const { languages, people } = this.#deps;
    if (!isPersonal) return languages.forConversation(place.conversationId, request.locale);
    return languages.forReader(readingLocale(await people.find(request.requester)) ?? request.locale);
  }

  /** Goes on in the requester's own chat, and says why; undefined where they have none. */
  async #moveToChat(request: LicenseRequest, gone: Place): Promise<Place | undefined> {
    const { people, connector, copies, languages, view } = this.#deps;
    const { requester: person } = request;
    const known = await people.find(person);
    const chat = known?.chat;
    if (!chat) return undefined;
    try {
      if (isSameConversation(chat, gone)) throw new NowhereToDeliver('their own chat is gone');
      const text = languages.forReader(readingLocale(known) ?? request.locale);
      const why = { requestId: request.id, to: { kind: 'thread' }, values: {} } as const;
      await this.#say(chat, renderLine({ ...why, text: 'line.threadGone' }, request, text));
      const card = cardMessage(await view.forPerson(request, { person, text }));
      const { id } = await connector.send(chat, card);
      if (id)
        await copies.put({ requestId: cardSubjectOf(request), lane: 'thread', place: chat, activityId: id });
      return chat;
    } catch (error) {
      if (!isGone(error) && !(error instanceof NowhereToDeliver)) throw error;
      await people.forgetChat(person);
      return undefined;
    }
  }

  async #cardToPerson(request: LicenseRequest, person: PersonId): Promise<void> {
    const { copies, languages, people, view } = this.#deps;
    const lane = personLane(person);
    const copy = await copies.find(cardSubjectOf(request), lane);
    const known = await people.find(person);
    const text = languages.forReader(readingLocale(known));
    const card = await view.forPerson(request, { person, text });
    const places = [copy?.place, known?.chat].filter((place): place is Place => Boolean(place));
    if (places.length === 0) throw new NowhereToDeliver('the app is not installed for this person');
    let gone: Place | undefined;
    for (const place of places) {
      if (gone && isSameConversation(gone, place)) continue;
      try {
        return await this.#put(request, { lane, place, standsIn: null, card });
      } catch (error) {
        if (!isGone(error)) throw error;
        gone = place;
        await copies.remove(cardSubjectOf(request), lane);
        if (known?.chat && isSameConversation(known.chat, place)) await people.forgetChat(person);
      }
    }
    // Who has to sign in is missed by the card that asks for it.
    if (request.status === 'pending') {
      await this.#deps.outbox.add(request, approversUnreachable(request, [known?.name ?? '?']));
    }
  }

  /** Replaces the copy that stands in a lane, or sends a new one and remembers it. */
  async #put(
    request: LicenseRequest,
    { lane, place, standsIn, card }: { lane: string; place: Place; standsIn: string | null; card: Card },
  ): Promise<void> {
    const copy = await this.#deps.copies.find(cardSubjectOf(request), lane);
    const activityId = copy?.activityId ?? standsIn;
    // A step of the draft that is still being drawn there must not come last.
    if (activityId && !copy) await this.#deps.updates.end(place, activityId);
    if (activityId && (await this.#replaced(copy?.place ?? place, activityId, cardMessage(card)))) {
      if (!copy) await this.#deps.copies.put({ requestId: cardSubjectOf(request), lane, place, activityId });
      return;
    }
    const sent = await this.#deps.connector.send(place, cardMessage(card));
    if (sent.id)
      await this.#deps.copies.put({ requestId: cardSubjectOf(request), lane, place, activityId: sent.id });
  }

  /** Returns false when the message is gone: then a new one takes its place. */
  async #replaced(place: Place, activityId: string, message: Partial<Activity>): Promise<boolean> {
    try {
      await this.#deps.connector.update(place, activityId, message);
      return true;
    } catch (error) {
      if (error instanceof ConnectorError && error.status === 404) return false;
      throw error;
    }
  }

  async #deliverLine(request: LicenseRequest, notice: Line): Promise<void> {
    const { languages, people } = this.#deps;
    switch (notice.to.kind) {
      case 'thread':
        return this.#lineInThread(request, notice);
      case 'person': {
        const known = await people.find(notice.to.person);
        await this.#say(
          chatOf(known),
          renderLine(notice, request, languages.forReader(readingLocale(known))),
        );
        return;
      }
      case 'helpdesk': {
        const place = await this.#helpdeskThread(request);
        const text = await languages.forConversation(place.conversationId, request.locale);
        await this.#say(place, renderLine(notice, request, text));
        return;
      }
    }
  }

  /** What the same news were told of before are not told again. */
  async #deliverNews(request: LicenseRequest): Promise<void> {
    const { copies, view } = this.#deps;
    for (const { mark, write } of bundleNews(await view.togetherWith(request))) {
      if (await copies.find(cardSubjectOf(request), mark)) continue;
      const told = await this.#sayInThread(request, write);
      if (told) await copies.put({ requestId: cardSubjectOf(request), lane: mark, ...told });
    }
  }

  /** One message tells how a bundle stands for each person, and goes on telling it. */
  async #newsToHelpdesk(request: LicenseRequest): Promise<void> {
    const { copies, languages, view } = this.#deps;
    const place = await this.#helpdeskThread(request);
    const text = await languages.forConversation(place.conversationId, request.locale);
    const message = lineMessage(helpdeskText(await view.togetherWith(request), text));
    const copy = await copies.find(cardSubjectOf(request), HELPDESK_NEWS);
    if (
      copy &&
      isSameConversation(copy.place, place) &&
      (await this.#replaced(place, copy.activityId, message))
    )
      return;
    const { id } = await this.#deps.connector.send(place, message);
    if (id)
      await copies.put({ requestId: cardSubjectOf(request), lane: HELPDESK_NEWS, place, activityId: id });
  }

  async #lineInThread(request: LicenseRequest, notice: Line): Promise<void> {
    await this.#sayInThread(request, (text) => renderLine(notice, request, text));
  }

  /** Says it in the request's thread, in the language of the place; returns where it stands, if it could be said. */
  async #sayInThread(
    request: LicenseRequest,
    write: (text: Translate) => string,
  ): Promise<Pick<CardCopy, 'place' | 'activityId'> | undefined> {
    const copy = await this.#deps.copies.find(cardSubjectOf(request), 'thread');
    const thread = readThread(request.thread);
    const place = copy?.place ?? thread.place;
    const isPersonal = thread.isPersonal || !isSameConversation(place, thread.place);
    const line = write(await this.#textInThread(request, { place, isPersonal }));
    try {
      return { place, activityId: await this.#say(place, line) };
    } catch (error) {
      if (!isGone(error)) throw error;
      const chat = await this.#moveToChat(request, place);
      if (chat) return { place: chat, activityId: await this.#say(chat, line) };
      await this.#deps.outbox.add(request, requesterUnreachable(request));
      return undefined;
    }
  }

  async #deliverSignIn(request: LicenseRequest, notice: Extract<Notice, { kind: 'sign-in' }>): Promise<void> {
    try {
      const { signInCards, view } = this.#deps;
      await signInCards.send(request, notice, await view.togetherWith(request));
    } catch (error) {
      if (!(error instanceof NowhereToDeliver)) throw error;
      await this.#deps.outbox.add(request, signInUnreachable(request));
    }
  }

  /** The request's own thread in the helpdesk channel, begun with its card when there is none yet, its card brought up to date. */
  async #helpdeskThread(request: LicenseRequest): Promise<Place> {
    const { channels, connector, copies, helpdeskChannel, languages, view } = this.#deps;
    const lane = 'helpdesk';
    const copy = await copies.find(cardSubjectOf(request), lane);
    const channelId = await helpdeskChannel(request.change.customer.id);
    const text = await languages.forConversation(
      copy?.place.conversationId ?? channelId ?? '',
      request.locale,
    );
    const card = await view.forEverybody(request, text);
    if (copy && (await this.#replaced(copy.place, copy.activityId, cardMessage(card)))) return copy.place;
    const channel = channelId ? await channels.find(channelId) : undefined;
    if (!channel) throw new NowhereToDeliver('the helpdesk channel is not known');
    const { serviceUrl, tenantId } = channel;
    const address = { serviceUrl, tenantId, channelId: channel.channelId };
    const { conversationId, activityId } = await connector.createThread(address, cardMessage(card));
    const place = { serviceUrl, conversationId };
    if (activityId) await copies.put({ requestId: cardSubjectOf(request), lane, place, activityId });
    return place;
  }

  async #say(place: Place, text: string): Promise<string> {
    const { id } = await this.#deps.connector.send(place, lineMessage(text));
    return id ?? '';
  }
}

/** Where the message stands that tells the helpdesk of a bundle. */
const HELPDESK_NEWS = 'helpdesk news';

function lineMessage(text: string): Partial<Activity> {
  return { type: 'message', textFormat: 'markdown', text };
}

function isSameConversation(one: Place, other: Place): boolean {
  return one.conversationId === other.conversationId;
}

function chatOf(known: KnownPerson | undefined): Place {
  if (!known?.chat) throw new NowhereToDeliver('the app is not installed for this person');
  return known.chat;
}
