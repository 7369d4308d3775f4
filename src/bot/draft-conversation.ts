import {
  type BotState,
  PrivateConversationState,
  type StatePropertyAccessor,
  type Storage,
  type TurnContext,
} from 'botbuilder-core';
import type { DialogContext, DialogState } from 'botbuilder-dialogs';
import { DialogSet } from 'botbuilder-dialogs/lib/dialogSet.js';
import { LICENSE_REQUEST_DIALOG, type LicenseRequestDialog } from '../dialogs/license-request-dialog.ts';
import type { Prefill } from '../dialogs/prefill.ts';
import { setTurnDetails, turnDetails } from '../dialogs/turn-details.ts';
import type { Wish } from '../dialogs/wish.ts';
import { ConnectorError } from './connector-error.ts';
import type { Press } from './press.ts';
import { textOf } from './press.ts';

export type DraftConversationDependencies = {
  readonly storage: Storage;
  readonly dialog: LicenseRequestDialog;
  readonly newId: () => string;
};

/** What became of a press on a draft's card. */
export type DraftPressOutcome = 'answered' | 'not-open';

/** The drafts of one conversation: each person has their own, kept in the database until it is sent or discarded. */
export class DraftConversation {
  readonly #deps: DraftConversationDependencies;
  readonly #state: BotState;
  readonly #dialogState: StatePropertyAccessor<DialogState>;
  readonly #draftId: StatePropertyAccessor<string>;
  readonly #cardId: StatePropertyAccessor<string>;
  readonly #dialogs: DialogSet;

  constructor(dependencies: DraftConversationDependencies) {
    this.#deps = dependencies;
    this.#state = new PrivateConversationState(dependencies.storage);
    this.#dialogState = this.#state.createProperty('dialogs');
    this.#draftId = this.#state.createProperty('draftId');
    this.#cardId = this.#state.createProperty('cardId');
    this.#dialogs = new DialogSet(this.#dialogState);
    this.#dialogs.add(dependencies.dialog);
  }

  /** Whether the speaker has a draft in this conversation. */
  async isOpen(context: TurnContext): Promise<boolean> {
    return (await this.#draftId.get(context)) !== undefined;
  }

  /** Begins a new draft, in place of one that was open: the card of that one says so. */
  async begin(context: TurnContext, wish: Wish | null, prefill: Prefill | null = null): Promise<void> {
    const card = this.#followCard(context);
    const dialogs = await this.#dialogs.createContext(context);
    await dialogs.cancelAllDialogs();
    const draftId = this.#deps.newId();
    const before = await this.#cardId.get(context);
    await this.#draftId.set(context, draftId);
    await dialogs.beginDialog(LICENSE_REQUEST_DIALOG, { draftId, wish, prefill });
    await this.#save(context, dialogs);
    card.assertShown();
    if (before) turnDetails(context).surface.retire(before);
  }

  /** Takes a typed answer to the question that is open. */
  async answer(context: TurnContext): Promise<void> {
    const card = this.#followCard(context);
    const dialogs = await this.#dialogs.createContext(context);
    await dialogs.continueDialog();
    await this.#save(context, dialogs);
    card.assertShown();
  }

  /**
   * Takes a press on a draft's card. In a personal chat an older card is answered with the draft that is open; elsewhere
   * it may be somebody else's, and nothing happens.
   */
  async press(context: TurnContext, press: Press): Promise<DraftPressOutcome> {
    const open = await this.#draftId.get(context);
    const isCurrent = open !== undefined && open === textOf(press, 'draftId');
    const isPersonal = context.activity.conversation.conversationType === 'personal';
    if (open === undefined || !(isCurrent || isPersonal)) return 'not-open';
    this.#followCard(context);
    const dialogs = await this.#dialogs.createContext(context);
    if (isCurrent) await dialogs.continueDialog();
    else await dialogs.repromptDialog();
    await this.#save(context, dialogs);
    return 'answered';
  }

  /** Ends the speaker's draft and returns the message with its card, as far as it is known; undefined when there was none. */
  async discard(context: TurnContext): Promise<{ readonly cardId: string | null } | undefined> {
    if (!(await this.isOpen(context))) return undefined;
    const cardId = (await this.#cardId.get(context)) ?? null;
    const dialogs = await this.#dialogs.createContext(context);
    await dialogs.cancelAllDialogs();
    await this.#save(context, dialogs);
    return { cardId };
  }

  /**
   * Remembers which message shows the draft, beside what the dialogs know of it. A card that Teams did not take is no
   * reason to forget what was said: `assertShown` throws why, once the draft is kept.
   */
  #followCard(context: TurnContext): { assertShown(): void } {
    let failure: ConnectorError | undefined;
    const details = turnDetails(context);
    const { surface } = details;
    setTurnDetails(context, {
      ...details,
      surface: {
        present: async (card, shownIn) => {
          try {
            const cardId = await surface.present(card, shownIn);
            if (cardId) await this.#cardId.set(context, cardId);
            return cardId;
          } catch (error) {
            if (!(error instanceof ConnectorError)) throw error;
            failure = error;
            return shownIn;
          }
        },
        say: (text) => surface.say(text),
        retire: (cardId) => surface.retire(cardId),
        conclude: (card) => surface.conclude(card),
      },
    });
    return {
      assertShown: () => {
        if (failure) throw failure;
      },
    };
  }

  async #save(context: TurnContext, dialogs: DialogContext): Promise<void> {
    if (dialogs.activeDialog) await this.#state.saveChanges(context);
    else await this.#state.delete(context);
  }
}
