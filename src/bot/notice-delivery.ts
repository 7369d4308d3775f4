import type { LicenseRequest } from '../requests/license-request.ts';
import type { Line, Note, Notice, Recipient } from '../requests/notice.ts';
import { signInUnreachable } from '../requests/request-notices.ts';
import type { RequestStore } from '../requests/request-store.ts';
import { HelpdeskDelivery, type HelpdeskDeliveryDependencies } from './helpdesk-delivery.ts';
import { NowhereToDeliver } from './nowhere-to-deliver.ts';
import { PersonDelivery, type PersonDeliveryDependencies } from './person-delivery.ts';
import type { SignInCards, SignInNotice } from './sign-in-cards.ts';
import { ThreadDelivery, type ThreadDeliveryDependencies } from './thread-delivery.ts';

export type NoticeDeliveryDependencies = ThreadDeliveryDependencies &
  PersonDeliveryDependencies &
  HelpdeskDeliveryDependencies & {
    readonly requests: Pick<RequestStore, 'find'>;
    readonly signInCards: SignInCards;
  };

/** Hands each notice to whoever knows its place. What it shows is drawn from the present state of the request. */
export class NoticeDelivery {
  readonly #deps: NoticeDeliveryDependencies;
  readonly #thread: ThreadDelivery;
  readonly #person: PersonDelivery;
  readonly #helpdesk: HelpdeskDelivery;

  constructor(dependencies: NoticeDeliveryDependencies) {
    this.#deps = dependencies;
    this.#thread = new ThreadDelivery(dependencies);
    this.#person = new PersonDelivery(dependencies);
    this.#helpdesk = new HelpdeskDelivery(dependencies);
  }

  /** Throws `NowhereToDeliver`, or `ConnectorError` as the connector does. */
  async deliver(notice: Notice | Note): Promise<void> {
    if (notice.kind === 'note') return this.#person.note(notice);
    const request = await this.#deps.requests.find(notice.requestId);
    if (!request) return;
    switch (notice.kind) {
      case 'card':
        return this.#card(request, notice.to);
      case 'card-below':
        return this.#person.cardBelow(request, notice.to.person);
      case 'line':
        return this.#line(request, notice);
      case 'news':
        return notice.to.kind === 'helpdesk' ? this.#helpdesk.news(request) : this.#thread.news(request);
      case 'reminder':
        return this.#person.reminder(request, notice.to.person, notice);
      case 'sign-in':
        return this.#signIn(request, notice);
    }
  }

  async #card(request: LicenseRequest, to: Recipient): Promise<void> {
    switch (to.kind) {
      case 'thread':
        return this.#thread.card(request);
      case 'person': {
        await this.#person.card(request, to.person);
        const { signInCards, view } = this.#deps;
        return signInCards.close(await view.togetherWith(request), to.person);
      }
      case 'helpdesk':
        return this.#helpdesk.card(request);
    }
  }

  #line(request: LicenseRequest, line: Line): Promise<void> {
    switch (line.to.kind) {
      case 'thread':
        return this.#thread.line(request, line);
      case 'person':
        return this.#person.line(request, line.to.person, line);
      case 'helpdesk':
        return this.#helpdesk.line(request, line);
    }
  }

  async #signIn(request: LicenseRequest, notice: SignInNotice): Promise<void> {
    const { outbox, signInCards, view } = this.#deps;
    try {
      await signInCards.send(request, notice, await view.togetherWith(request));
    } catch (error) {
      if (!(error instanceof NowhereToDeliver)) throw error;
      await outbox.add(request, signInUnreachable(request));
    }
  }
}
