import type { Activity } from 'botbuilder';
import type { CardRenderer } from '../dialogs/card-renderer.ts';
import { cardSubjectOf } from '../requests/bundle.ts';
import type { LicenseRequest } from '../requests/license-request.ts';
import type { CardCopy, CardCopyStore } from './card-copy-store.ts';
import type { Place, TeamsConnector } from './connector-client.ts';
import { ConnectorError } from './connector-error.ts';
import { cardMessage } from './message.ts';
import { isGone } from './nowhere-to-deliver.ts';

export type CardCopiesDependencies = {
  readonly connector: Pick<TeamsConnector, 'send' | 'update'>;
  readonly copies: CardCopyStore;
  readonly cards: CardRenderer;
};

/** Where a message stands. */
export type Spot = Pick<CardCopy, 'place' | 'activityId'>;

/** The copies of a card, and of other messages that are kept up to date, one in each lane: replaced while they stand, sent anew when lost. */
export class CardCopies {
  readonly #deps: CardCopiesDependencies;

  constructor(dependencies: CardCopiesDependencies) {
    this.#deps = dependencies;
  }

  /** The message that stands in a lane; a bundle has one for all its requests. */
  find(request: LicenseRequest, lane: string): Promise<CardCopy | undefined> {
    return this.#deps.copies.find(cardSubjectOf(request), lane);
  }

  remember(request: LicenseRequest, lane: string, { place, activityId }: Spot): Promise<void> {
    return this.#deps.copies.put({ requestId: cardSubjectOf(request), lane, place, activityId });
  }

  forget(request: LicenseRequest, lane: string): Promise<void> {
    return this.#deps.copies.remove(cardSubjectOf(request), lane);
  }

  /** Replaces the `copy` that stands in a lane, or sends a new message to a place. */
  async put(
    request: LicenseRequest,
    { lane, place, copy }: { readonly lane: string; readonly place: Place; readonly copy?: CardCopy },
    message: Partial<Activity>,
  ): Promise<void> {
    if (copy && (await this.replace(copy, message))) return;
    const { id } = await this.#deps.connector.send(place, message);
    if (id) await this.remember(request, lane, { place, activityId: id });
  }

  /** Returns false when the message is gone: then a new one may take its place. Throws when its conversation is closed to us. */
  async replace({ place, activityId }: Spot, message: Partial<Activity>): Promise<boolean> {
    try {
      await this.#deps.connector.update(place, activityId, message);
      return true;
    } catch (error) {
      if (error instanceof ConnectorError && error.status === 404) return false;
      throw error;
    }
  }

  /** Returns false when the message, or its whole conversation, is gone. */
  async replaceIfThere(spot: Spot, message: Partial<Activity>): Promise<boolean> {
    try {
      return await this.replace(spot, message);
    } catch (error) {
      if (isGone(error)) return false;
      throw error;
    }
  }

  /** What stands in a lane, if something does, becomes a note without buttons and is no longer kept up to date. */
  async retire(request: LicenseRequest, lane: string, write: () => Promise<string>): Promise<void> {
    const copy = await this.find(request, lane);
    if (!copy) return;
    const note = this.#deps.cards.render('note', { text: await write() });
    await this.replaceIfThere(copy, cardMessage(note));
    await this.forget(request, lane);
  }
}
