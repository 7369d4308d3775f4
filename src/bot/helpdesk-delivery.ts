import type { LicenseRequest } from '../requests/license-request.ts';
import type { Line } from '../requests/notice.ts';
import { helpdeskText } from './bundle-helpdesk.ts';
import { CardCopies, type CardCopiesDependencies } from './card-copies.ts';
import type { ChannelStore } from './channel-store.ts';
import { isSameConversation, type Place, type TeamsConnector } from './connector-client.ts';
import type { Languages } from './languages.ts';
import { cardMessage, sentenceMessage } from './message.ts';
import { renderLine } from './notice-line.ts';
import { NowhereToDeliver } from './nowhere-to-deliver.ts';
import type { SharedView } from './shared-view.ts';

export type HelpdeskDeliveryDependencies = CardCopiesDependencies & {
  readonly connector: Pick<TeamsConnector, 'send' | 'update' | 'createThread'>;
  readonly channels: Pick<ChannelStore, 'find'>;
  readonly view: SharedView;
  readonly languages: Languages;
  /** The helpdesk's channel for a customer, as it is chosen now; undefined when there is none. */
  readonly helpdeskChannel: (customerId: string) => Promise<string | undefined>;
};

/** The lane of the card that begins the request's thread in the helpdesk channel. */
const CARD = 'helpdesk';
/** The lane of the message that tells the helpdesk of a bundle. */
const NEWS = 'helpdesk news';

/** Tells the helpdesk of a request, in a thread of its own that begins with the card. */
export class HelpdeskDelivery {
  readonly #deps: HelpdeskDeliveryDependencies;
  readonly #copies: CardCopies;

  constructor(dependencies: HelpdeskDeliveryDependencies) {
    this.#deps = dependencies;
    this.#copies = new CardCopies(dependencies);
  }

  /** Brings the card up to date, and with it the news of a bundle that were told below it. */
  async card(request: LicenseRequest): Promise<void> {
    if (await this.#copies.find(request, NEWS)) return this.news(request);
    await this.#thread(request);
  }

  async line(request: LicenseRequest, line: Line): Promise<void> {
    const place = await this.#thread(request);
    const text = await this.#deps.languages.forConversation(place.conversationId, request.locale);
    await this.#deps.connector.send(place, sentenceMessage(renderLine(line, request, text)));
  }

  /** One message tells how a bundle stands for each person, and goes on telling it. */
  async news(request: LicenseRequest): Promise<void> {
    const { languages, view } = this.#deps;
    const place = await this.#thread(request);
    const text = await languages.forConversation(place.conversationId, request.locale);
    const message = sentenceMessage(helpdeskText(await view.togetherWith(request), text));
    const told = await this.#copies.find(request, NEWS);
    const copy = told && isSameConversation(told.place, place) ? told : undefined;
    await this.#copies.put(request, { lane: NEWS, place, copy }, message);
  }

  /** The request's thread, begun with its card when there is none yet, its card brought up to date. */
  async #thread(request: LicenseRequest): Promise<Place> {
    const { channels, connector, helpdeskChannel, languages, view } = this.#deps;
    const copy = await this.#copies.find(request, CARD);
    const channelId = await helpdeskChannel(request.change.customer.id);
    const text = await languages.forConversation(
      copy?.place.conversationId ?? channelId ?? '',
      request.locale,
    );
    const message = cardMessage(await view.forEverybody(request, text));
    if (copy && (await this.#copies.replace(copy, message))) return copy.place;
    const channel = channelId ? await channels.find(channelId) : undefined;
    if (!channel) throw new NowhereToDeliver('the helpdesk channel is not known');
    const { conversationId, activityId } = await connector.createThread(channel, message);
    const place = { serviceUrl: channel.serviceUrl, conversationId };
    if (activityId) await this.#copies.remember(request, CARD, { place, activityId });
    return place;
  }
}
