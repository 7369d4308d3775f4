import { type Card, isObject } from './card.ts';
import { executeAction, originOf } from './card-execution.ts';
import { fillInputs } from './card-inputs.ts';
import { type FoundAction, findActions } from './card-walk.ts';
import type { StoredMessage } from './message-log.ts';
import { deliverMessage, requireApp, sayMessage } from './message-sending.ts';
import { cardsOn } from './message-view.ts';
import type { ClientScreen } from './screen-book.ts';
import { type ActionChoice, type InputValues, type PressAnswer, TeamsClientError } from './teams-client.ts';
import type { TeamsCore } from './teams-core.ts';

/** A press of a button of a message, with what was typed into its card. */
export type Press = {
  readonly message: StoredMessage;
  readonly choice: ActionChoice;
  readonly inputs: InputValues;
};

type Located = FoundAction & { readonly cardIndex: number };

/**
 * Presses a button as the client would.
 * @throws TeamsClientError for buttons and inputs that are not there or not valid, and for what `executeAction` throws
 */
export async function pressButton(core: TeamsCore, screen: ClientScreen, press: Press): Promise<PressAnswer> {
  const { action, cards, cardIndex } = locate(cardsOn(core, press.message, screen), press.choice);
  if (action['type'] === 'Action.OpenUrl') return opened(String(action['url']));
  requireApp(core, screen, press.message.conversationId);
  const gathering = action['associatedInputs'] === 'none' ? [] : cards;
  const inputs = fillInputs(gathering, press.inputs, (id) => offeredTo(screen, press.message, id));
  const { message } = press;
  switch (action['type']) {
    case 'Action.Execute': {
      const data = { ...dataOf(action), ...inputs };
      return executeAction(core, screen, {
        message,
        cardIndex,
        action: { ...action, data },
        trigger: 'manual',
      });
    }
    case 'Action.Submit':
      return submitData(core, screen, { message, data: { ...dataOf(action), ...inputs } });
    default:
      throw new TeamsClientError('unknown-action', `'${action['type']}' does nothing outside a screen.`);
  }
}

/** An `Action.Submit` with its data merged: a message to the bot, or what `msteams.type` makes of it. */
export async function submitData(
  core: TeamsCore,
  screen: ClientScreen,
  { message, data }: { message: StoredMessage; data: Card },
): Promise<PressAnswer> {
  const { msteams, ...value } = data;
  const special: Card = isObject(msteams) ? msteams : {};
  const { conversationId } = message;
  switch (special['type']) {
    case 'signin':
      return opened(String(special['value']));
    case 'imBack': {
      const said = await sayMessage(core, screen, {
        conversationId,
        text: String(special['value']),
        hasMention: true,
      });
      return submitted(said.botStatus);
    }
    case undefined:
    case 'messageBack': {
      const text =
        special['text'] === undefined ? {} : { text: String(special['text']), textFormat: 'plain' };
      const given = isObject(special['value']) ? special['value'] : {};
      return sendValue(core, screen, { message, fields: { ...text, value: { ...given, ...value } } });
    }
    default:
      throw new TeamsClientError(
        'unknown-action',
        `Submits of type '${special['type']}' are not played here.`,
      );
  }
}

async function sendValue(
  core: TeamsCore,
  screen: ClientScreen,
  { message, fields }: { message: StoredMessage; fields: Card },
): Promise<PressAnswer> {
  requireApp(core, screen, message.conversationId);
  const activity = core.activities.activity(originOf(core, screen, message.conversationId), {
    type: 'message',
    id: core.messages.nextId(),
    replyToId: message.id,
    ...fields,
    channelData: { source: { name: 'message' }, legacy: { replyToId: `1:${message.id}` } },
  });
  const { status } = await deliverMessage(core, screen, activity);
  return submitted(status);
}

/** Values that typeahead has offered to this client for an input of a message. */
function offeredTo(
  screen: ClientScreen,
  message: Pick<StoredMessage, 'id'>,
  inputId: string,
): ReadonlySet<string> {
  return screen.offeredChoices.get(`${message.id}/${inputId}`) ?? new Set();
}

function locate(cards: readonly Card[], choice: ActionChoice): Located {
  const all = cards.flatMap((card, cardIndex) => findActions(card).map((found) => ({ ...found, cardIndex })));
  const fitting = all.filter(({ action }) => fits(action, choice) && action['isEnabled'] !== false);
  const [first] = fitting;
  if (!first) {
    const titles = all.map(({ action }) => `'${action['title'] ?? action['type']}'`).join(', ');
    throw new TeamsClientError(
      'unknown-action',
      `No button ${nameOf(choice)}; there are: ${titles || 'none'}.`,
    );
  }
  if (fitting.length > 1) {
    throw new TeamsClientError('ambiguous-action', `${fitting.length} buttons are ${nameOf(choice)}.`);
  }
  return first;
}

function fits(action: Card, choice: ActionChoice): boolean {
  if (typeof choice === 'function') return choice(action);
  return [action['title'], action['verb'], action['id']].includes(choice);
}

function nameOf(choice: ActionChoice): string {
  return typeof choice === 'string' ? `'${choice}'` : 'as asked for';
}

function dataOf(action: Card): Card {
  return isObject(action['data']) ? action['data'] : {};
}

function opened(url: string): PressAnswer {
  return { kind: 'url', statusCode: 200, type: '', value: url, text: url };
}

function submitted(status: number | null): PressAnswer {
  return { kind: 'submitted', statusCode: status ?? 0, type: '', value: null, text: '' };
}
