import type { Card } from '../dialogs/card-renderer.ts';
import type { Translate } from '../i18n/translator.ts';
import { inOrder } from '../requests/bundle.ts';
import { isEnded, type LicenseRequest } from '../requests/license-request.ts';
import type { PersonId } from '../requests/person.ts';
import type { RequestStore } from '../requests/request-store.ts';
import type { BundleView } from './bundle-view.ts';
import type { CardReader } from './card-reader.ts';
import type { RequestView } from './request-view.ts';

export type SharedViewDependencies = {
  readonly requests: Pick<RequestStore, 'list'>;
  readonly view: RequestView;
  readonly bundles: BundleView;
};

/** Draws what stands in a place for a request: its own card, or the one that it shares with the others of its bundle. */
export class SharedView {
  readonly #deps: SharedViewDependencies;

  constructor(dependencies: SharedViewDependencies) {
    this.#deps = dependencies;
  }

  /** The requests that share a card with this one, itself among them. */
  async togetherWith(request: LicenseRequest): Promise<readonly LicenseRequest[]> {
    const { bundle } = request;
    if (!bundle) return [request];
    return inOrder(await this.#deps.requests.list({ bundleId: bundle.id, limit: bundle.size }));
  }

  async forPerson(request: LicenseRequest, reader: Pick<CardReader, 'person' | 'text'>): Promise<Card> {
    if (!request.bundle) return this.#deps.view.forPerson(request, reader);
    return this.#deps.bundles.forPerson(await this.togetherWith(request), reader);
  }

  async forEverybody(request: LicenseRequest, text: Translate): Promise<Card> {
    if (!request.bundle) return this.#deps.view.forEverybody(request, text);
    return this.#deps.bundles.forEverybody(await this.togetherWith(request), text);
  }

  /** Whether something that stands on the card waits for this person to act. */
  async isAwaited(request: LicenseRequest, person: PersonId): Promise<boolean> {
    if (!request.bundle) return this.#deps.view.isAwaited(request, person);
    return this.#deps.bundles.isAwaited(await this.togetherWith(request), person);
  }

  /** Whether everything on the card has come to its end. */
  async isOver(request: LicenseRequest): Promise<boolean> {
    const together = await this.togetherWith(request);
    return together.every(({ status }) => isEnded(status));
  }
}
