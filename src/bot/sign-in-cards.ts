import type { Activity } from 'botbuilder';
import { titleOf } from '../i18n/change-title.ts';
import { plainName } from '../i18n/plain-text.ts';
import type { Translate } from '../i18n/translator.ts';
import type { SignIns } from '../identity/sign-ins.ts';
import { withTogether } from '../requests/bundle.ts';
import type { LicenseRequest, RequestStatus } from '../requests/license-request.ts';
import { needsOtherExecutor } from '../requests/needs-other-executor.ts';
import type { Notice } from '../requests/notice.ts';
import { isSamePerson, type PersonId, personKey } from '../requests/person.ts';
import { CardCopies, type CardCopiesDependencies } from './card-copies.ts';
import type { Place } from './connector-client.ts';
import { type Languages, readingLocale } from './languages.ts';
import { cardMessage } from './message.ts';
import { isGone, NowhereToDeliver } from './nowhere-to-deliver.ts';
import type { PeopleStore } from './people-store.ts';

/** Names our exchange in OAuth cards; there is no connection of that name at the Bot Framework, and none is needed. */
const CONNECTION_NAME = 'license-desk';

export type SignInCardsDependencies = CardCopiesDependencies & {
  readonly people: PeopleStore;
  readonly signIns: SignIns;
  readonly languages: Languages;
  /** The Application ID URI that Teams gets tokens for: `api://botid-<app id>`. */
  readonly applicationIdUri: string;
  readonly newId: () => string;
};

/** Where a sign-in is of no use any more, for it was not made. */
const OVER: readonly RequestStatus[] = ['awaiting_sign_in', 'cancelled', 'expired', 'pending'];

/** Asks a person to sign in. */
export type SignInNotice = Extract<Notice, { kind: 'sign-in' }>;

/** The private cards by which approvers sign in: sent when a sign-in is needed, closed when it no longer is. */
export class SignInCards {
  readonly #deps: SignInCardsDependencies;
  readonly #copies: CardCopies;

  constructor(dependencies: SignInCardsDependencies) {
    this.#deps = dependencies;
    this.#copies = new CardCopies(dependencies);
  }

  /**
   * Asks the executor to sign in, in their own chat, for a request `among` those that were made together with it. Throws
   * `NowhereToDeliver`, or `ConnectorError` as the connector does.
   */
  async send(request: LicenseRequest, notice: SignInNotice, among: readonly LicenseRequest[]): Promise<void> {
    const { person } = notice.to;
    // The person may have signed in, another may have taken over, or the request may have ended, while this waited.
    if (!isWaitingFor(request, person)) return;
    if (notice.isSilentFirst && !notice.isBelow && (await this.#isAskedTogether(request, person))) return;
    const known = await this.#deps.people.find(person);
    if (!known?.chat) throw new NowhereToDeliver('the app is not installed for this person');
    const locale = readingLocale(known);
    const text = this.#deps.languages.forReader(locale);
    const url = await this.#deps.signIns.invite(
      person,
      { kind: 'approve', requestId: request.id },
      { expiresAt: request.validUntil, locale, claims: notice.claims, loginHint: known.upn },
    );
    const names = namesOf(request, among, text);
    const message = notice.isSilentFirst
      ? this.#silentMessage(text(askingText(request), names), { url, text })
      : this.#buttonMessage(text(notice.claims === null ? askingText(request) : 'signInCard.stepUp', names), {
          url,
          text,
        });
    if (notice.isBelow) await this.#leaveNote(request, person, 'signInCard.below');
    await this.#put(request, { person, chat: known.chat, message });
  }

  /** Whether a sign-in card stands that another request of the same bundle asked for: one sign-in serves all. */
  async #isAskedTogether(request: LicenseRequest, person: PersonId): Promise<boolean> {
    if (!request.bundle) return false;
    return (await this.#copies.find(request, laneOf(person))) !== undefined;
  }

  /** Takes the button off the sign-in card of requests, made together, that need no sign-in any more. */
  async close(requests: readonly LicenseRequest[], person: PersonId): Promise<void> {
    const [request] = requests;
    if (!request || requests.some((one) => isWaitingFor(one, person))) return;
    const isTheirs = ({ executor }: LicenseRequest) => executor !== null && isSamePerson(executor, person);
    // An account that lacked the role for it was signed in with.
    const isUnused = (one: LicenseRequest) => OVER.includes(one.status) && !needsOtherExecutor(one);
    const isOver = requests.every((one) => isUnused(one) || !isTheirs(one));
    await this.#leaveNote(request, person, isOver ? 'signInCard.over' : 'signInCard.done');
  }

  /** The card that stands, if one does, becomes a note. */
  async #leaveNote(request: LicenseRequest, person: PersonId, key: string): Promise<void> {
    await this.#copies.retire(request, laneOf(person), async () => {
      const { languages, people } = this.#deps;
      return languages.forReader(readingLocale(await people.find(person)))(key);
    });
  }

  async #put(
    request: LicenseRequest,
    { person, chat, message }: { person: PersonId; chat: Place; message: Partial<Activity> },
  ): Promise<void> {
    const lane = laneOf(person);
    const earlier = await this.#copies.find(request, lane);
    if (earlier && (await this.#copies.replaceIfThere(earlier, message))) return;
    try {
      await this.#copies.put(request, { lane, place: chat }, message);
    } catch (error) {
      if (!isGone(error)) throw error;
      await this.#deps.people.forgetChat(person);
      throw new NowhereToDeliver('the chat with this person is gone', { cause: error });
    }
  }

  /** Teams' clients exchange a token silently when they see this card, and show its button only when that fails. */
  #silentMessage(
    asking: string,
    { url, text }: { readonly url: string; readonly text: Translate },
  ): Partial<Activity> {
    const content = {
      text: asking,
      connectionName: CONNECTION_NAME,
      tokenExchangeResource: { id: this.#deps.newId(), uri: this.#deps.applicationIdUri },
      buttons: [{ type: 'signin', title: text('signInCard.button'), value: url }],
    };
    const attachments = [{ contentType: 'application/vnd.microsoft.card.oauth', content }];
    return { type: 'message', summary: text('signInCard.speak'), attachments };
  }

  #buttonMessage(
    asking: string,
    { url, text }: { readonly url: string; readonly text: Translate },
  ): Partial<Activity> {
    const card = this.#deps.cards.render('sign-in', {
      speak: text('signInCard.speak'),
      title: text('signInCard.title'),
      text: asking,
      button: text('signInCard.button'),
      url,
      private: text('signInCard.private'),
    });
    return cardMessage(card);
  }
}

/** Whether the request waits for this person's sign-in, and not for another's or for nothing of the kind. */
function isWaitingFor(request: LicenseRequest, person: PersonId): boolean {
  const { status, executor } = request;
  if (status !== 'awaiting_sign_in' || needsOtherExecutor(request)) return false;
  return executor !== null && isSamePerson(executor, person);
}

/** Whoever runs a request for another approver has not approved it. */
function askingText({ decisions }: LicenseRequest): string {
  return decisions.at(-1)?.kind === 'run' ? 'signInCard.run' : 'signInCard.text';
}

function laneOf(person: PersonId): string {
  return `sign-in ${personKey(person)}`;
}

/** Of a bundle not everybody need have been approved: those are named who will be, with the number that they share. */
function namesOf(request: LicenseRequest, among: readonly LicenseRequest[], text: Translate) {
  const { change, bundle, executor } = request;
  const going = among.filter(
    (one) => GOING.includes(one.status) && executor && one.executor && isSamePerson(one.executor, executor),
  );
  const [first] = withTogether(going.map((one) => ({ change: one.change, after: null })));
  const title = titleOf(bundle && first ? first.change : change, text);
  return {
    title: bundle ? text('signInCard.ofBundle', { title, id: bundle.id }) : title,
    customer: plainName(change.customer.name),
  };
}

/** What goes on with the sign-in. */
const GOING: readonly RequestStatus[] = ['approved', 'awaiting_sign_in'];
