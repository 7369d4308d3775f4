import type { Activity } from 'botbuilder';
import type { Card, CardRenderer } from '../dialogs/card-renderer.ts';
import { changeTitle } from '../i18n/change-title.ts';
import { plainText } from '../i18n/plain-text.ts';
import type { Translator } from '../i18n/translator.ts';
import type { SignIns } from '../identity/sign-ins.ts';
import { isEnded, type LicenseRequest } from '../requests/license-request.ts';
import type { Notice, Recipient } from '../requests/notice.ts';
import { type PersonId, personKey } from '../requests/person.ts';
import type { RequestStore } from '../requests/request-store.ts';
import type { CardCopyStore } from './card-copy-store.ts';
import type { ChannelStore } from './channel-store.ts';
import type { Place, TeamsConnector } from './connector-client.ts';
import { ConnectorError } from './connector-error.ts';
import { renderLine } from './notice-line.ts';
import type { KnownPerson, PeopleStore } from './people-store.ts';
import type { RequestView } from './request-view.ts';
import { readThread } from './thread-reference.ts';

export type NoticeDeliveryDependencies = {
  readonly requests: Pick<RequestStore, 'find'>;
  readonly connector: TeamsConnector;
  readonly people: PeopleStore;
  readonly channels: ChannelStore;
  readonly copies: CardCopyStore;
  readonly view: RequestView;
  readonly cards: CardRenderer;
  readonly signIns: SignIns;
  readonly translator: Translator;
  /** The channel of the helpdesk, as the policy names it now; undefined when there is none. */
  readonly helpdeskChannel: () => string | undefined;
};

/** There is nowhere to deliver to: the app is not installed there, or the conversation is gone. */
export class NowhereToDeliver extends Error {
  readonly code = 'nowhere-to-deliver';
}

/** Sends one notice to where it belongs. A card is drawn from the present state and replaces the copy that stands there. */
export class NoticeDelivery {
  readonly #deps: NoticeDeliveryDependencies;

  constructor(dependencies: NoticeDeliveryDependencies) {
    this.#deps = dependencies;
  }

  /** Throws `NowhereToDeliver`, or `ConnectorError` as the connector does. */
  async deliver(notice: Notice): Promise<void> {
    const request = await this.#deps.requests.find(notice.requestId);
    if (!request) return;
    switch (notice.kind) {
      case 'card':
        return this.#deliverCard(request, notice.to);
      case 'line':
        return this.#deliverLine(request, notice);
      case 'sign-in':
        return this.#deliverSignIn(request, notice);
    }
  }

  async #deliverCard(request: LicenseRequest, to: Recipient): Promise<void> {
    switch (to.kind) {
      case 'thread': {
        const thread = readThread(request.thread);
        const text = this.#deps.translator.for(request.locale);
        const card = thread.isPersonal
          ? await this.#deps.view.forPerson(request, { person: request.requester, text })
          : await this.#deps.view.forEverybody(request, text);
        await this.#put(request, { lane: 'thread', place: thread.place, standsIn: thread.cardId, card });
        return;
      }
      case 'person':
        await this.#deliverToApprover(request, to.person);
        return;
      case 'helpdesk':
        await this.#helpdeskThread(request);
        return;
    }
  }

  async #deliverToApprover(request: LicenseRequest, person: PersonId): Promise<void> {
    const lane = `person ${personKey(person)}`;
    const copy = await this.#deps.copies.find(request.id, lane);
    // Somebody who was never asked need not be told that it is over.
    if (!copy && isEnded(request.status)) return;
    const known = await this.#deps.people.find(person);
    const text = this.#deps.translator.for(known?.locale);
    const card = await this.#deps.view.forPerson(request, { person, text });
    const place = copy?.place ?? (await this.#chatWith(known));
    await this.#put(request, { lane, place, standsIn: null, card });
    await this.#closeSignIn(request, { person, text });
  }

  /** Replaces the copy that stands in a lane, or sends a new one and remembers it. */
  async #put(
    request: LicenseRequest,
    { lane, place, standsIn, card }: { lane: string; place: Place; standsIn: string | null; card: Card },
  ): Promise<void> {
    const copy = await this.#deps.copies.find(request.id, lane);
    const activityId = copy?.activityId ?? standsIn;
    if (activityId && (await this.#replaced(copy?.place ?? place, activityId, card))) {
      if (!copy) await this.#deps.copies.put({ requestId: request.id, lane, place, activityId });
      return;
    }
    const sent = await this.#deps.connector.send(place, cardMessage(card));
    if (sent.id) await this.#deps.copies.put({ requestId: request.id, lane, place, activityId: sent.id });
  }

  /** Returns false when the message is gone: then a new one takes its place. */
  async #replaced(place: Place, activityId: string, card: Card): Promise<boolean> {
    try {
      await this.#deps.connector.update(place, activityId, cardMessage(card));
      return true;
    } catch (error) {
      if (error instanceof ConnectorError && error.status === 404) return false;
      throw error;
    }
  }

  async #deliverLine(request: LicenseRequest, notice: Extract<Notice, { kind: 'line' }>): Promise<void> {
    const place = await this.#placeOf(request, notice.to);
    const locale =
      notice.to.kind === 'person' ? (await this.#deps.people.find(notice.to.person))?.locale : request.locale;
    const line = renderLine(notice, request, this.#deps.translator.for(locale));
    await this.#deps.connector.send(place, { type: 'message', textFormat: 'markdown', text: line });
  }

  async #deliverSignIn(request: LicenseRequest, notice: Extract<Notice, { kind: 'sign-in' }>): Promise<void> {
    // The person may have signed in, or the request may have ended, while this waited.
    if (notice.to.kind !== 'person' || request.status !== 'awaiting_sign_in') return;
    const { person } = notice.to;
    const known = await this.#deps.people.find(person);
    const place = await this.#chatWith(known);
    const text = this.#deps.translator.for(known?.locale);
    const invitation = {
      expiresAt: request.validUntil,
      locale: known?.locale ?? null,
      claims: notice.claims,
      loginHint: known?.upn ?? null,
    };
    const url = await this.#deps.signIns.invite(
      person,
      { kind: 'approve', requestId: request.id },
      invitation,
    );
    const values = {
      title: changeTitle(request.change, text),
      customer: plainText(request.change.customer.name),
    };
    const card = this.#deps.cards.render('sign-in', {
      speak: text('signInCard.speak'),
      title: text('signInCard.title'),
      text: text(notice.claims ? 'signInCard.stepUp' : 'signInCard.text', values),
      hasButton: true,
      button: text('signInCard.button'),
      url,
      private: text('signInCard.private'),
    });
    const lane = signInLane(person);
    const sent = await this.#deps.connector.send(place, cardMessage(card));
    if (sent.id) await this.#deps.copies.put({ requestId: request.id, lane, place, activityId: sent.id });
  }

  /** Takes the button off a sign-in card that is no longer needed. */
  async #closeSignIn(
    request: LicenseRequest,
    { person, text }: { readonly person: PersonId; readonly text: (key: string) => string },
  ): Promise<void> {
    if (request.status === 'awaiting_sign_in') return;
    const copy = await this.#deps.copies.find(request.id, signInLane(person));
    if (!copy) return;
    const isOver = ['cancelled', 'expired', 'pending'].includes(request.status);
    const card = this.#deps.cards.render('note', {
      speak: text('signInCard.done'),
      text: text(isOver ? 'signInCard.over' : 'signInCard.done'),
      hasStart: false,
      start: '',
    });
    await this.#replaced(copy.place, copy.activityId, card);
    await this.#deps.copies.remove(request.id, copy.lane);
  }

  async #placeOf(request: LicenseRequest, to: Recipient): Promise<Place> {
    switch (to.kind) {
      case 'thread':
        return readThread(request.thread).place;
      case 'person':
        return this.#chatWith(await this.#deps.people.find(to.person));
      case 'helpdesk':
        return this.#helpdeskThread(request);
    }
  }

  async #chatWith(known: KnownPerson | undefined): Promise<Place> {
    if (!known?.chat) throw new NowhereToDeliver('the app is not installed for this person');
    return known.chat;
  }

  /** The request's own thread in the helpdesk channel, begun with its card when there is none yet, its card brought up to date. */
  async #helpdeskThread(request: LicenseRequest): Promise<Place> {
    const lane = 'helpdesk';
    const text = this.#deps.translator.for(request.locale);
    const card = await this.#deps.view.forEverybody(request, text);
    const copy = await this.#deps.copies.find(request.id, lane);
    if (copy && (await this.#replaced(copy.place, copy.activityId, card))) return copy.place;
    const channelId = this.#deps.helpdeskChannel();
    const channel = channelId ? await this.#deps.channels.find(channelId) : undefined;
    if (!channel) throw new NowhereToDeliver('the helpdesk channel is not known');
    const { serviceUrl, tenantId } = channel;
    const address = { serviceUrl, tenantId, channelId: channel.channelId };
    const { conversationId, activityId } = await this.#deps.connector.createThread(
      address,
      cardMessage(card),
    );
    const place = { serviceUrl, conversationId };
    if (activityId) await this.#deps.copies.put({ requestId: request.id, lane, place, activityId });
    return place;
  }
}

function signInLane(person: PersonId): string {
  return `sign-in ${personKey(person)}`;
}

/** A message with nothing but a card: Teams splits text and card in two and returns no id. */
export function cardMessage(card: Card): Partial<Activity> {
  const { speak } = card;
  return {
    type: 'message',
    summary: typeof speak === 'string' ? speak : undefined,
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: card }],
  };
}
