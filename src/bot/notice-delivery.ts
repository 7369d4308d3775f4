import type { Card } from '../dialogs/card-renderer.ts';
import type { Translator } from '../i18n/translator.ts';
import { isEnded, type LicenseRequest } from '../requests/license-request.ts';
import type { Notice, Recipient } from '../requests/notice.ts';
import { type PersonId, personKey } from '../requests/person.ts';
import type { RequestStore } from '../requests/request-store.ts';
import type { CardCopyStore } from './card-copy-store.ts';
import { cardMessage } from './card-message.ts';
import type { ChannelStore } from './channel-store.ts';
import type { Place, TeamsConnector } from './connector-client.ts';
import { ConnectorError } from './connector-error.ts';
import { renderLine } from './notice-line.ts';
import { NowhereToDeliver } from './nowhere-to-deliver.ts';
import type { KnownPerson, PeopleStore } from './people-store.ts';
import type { RequestView } from './request-view.ts';
import type { SignInCards } from './sign-in-cards.ts';
import { readThread } from './thread-reference.ts';

export type NoticeDeliveryDependencies = {
  readonly requests: Pick<RequestStore, 'find'>;
  readonly connector: TeamsConnector;
  readonly people: PeopleStore;
  readonly channels: ChannelStore;
  readonly copies: CardCopyStore;
  readonly view: RequestView;
  readonly signInCards: SignInCards;
  readonly translator: Translator;
  /** The channel of the helpdesk, as the policy names it now; undefined when there is none. */
  readonly helpdeskChannel: () => string | undefined;
};

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

  /** Where the executor cannot be written to, the thread and the helpdesk are told who can go on. */
  async #deliverSignIn(request: LicenseRequest, notice: Extract<Notice, { kind: 'sign-in' }>): Promise<void> {
    try {
      await this.#deps.signInCards.send(request, notice);
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      const line = {
        kind: 'line',
        requestId: request.id,
        text: 'line.signInUnreachable',
        values: {},
      } as const;
      await this.#deliverLine(request, { ...line, to: { kind: 'thread' } });
      await this.#deliverLine(request, { ...line, to: { kind: 'helpdesk' } });
      throw error;
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
    await this.#deps.signInCards.close(request, person);
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

/** Whether a person cannot be written to: no chat is known, or it is gone. */
function isUnreachable(error: unknown): boolean {
  if (error instanceof NowhereToDeliver) return true;
  return error instanceof ConnectorError && (error.status === 403 || error.status === 404);
}
