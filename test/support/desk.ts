import assert from 'node:assert/strict';
import { randomInt, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { createTranslator, type Translate } from '../../src/i18n/translator.ts';
import type { Exchange } from '../../src/sandbox/partner-center/exchange-log.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Chat, ChatMessage, PressAnswer } from '../../src/sandbox/teams/teams-client.ts';
import type { TeamsEmulator } from '../../src/sandbox/teams/teams-emulator.ts';
import { customerOf, personOf, productOf, type SandboxPerson, type World } from '../../src/sandbox/world.ts';
import { type CardView, viewCard, viewMessageCard } from './card-view.ts';
import { type DeskBooks, readDeskBooks } from './desk-books.ts';
import { MovableClock } from './movable-clock.ts';
import { assertNothingSecret } from './nothing-secret.ts';

export type DeskOptions = Pick<SandboxOptions, 'hasSingleSignOn' | 'policy' | 'teams' | 'environment'>;

/** A sandbox of a story: License Desk and everybody around it, on throw-away state and a date that stands still. */
export type Desk = {
  readonly sandbox: Sandbox;
  readonly world: World;
  readonly teams: TeamsEmulator;
  readonly clock: MovableClock;
  person(key: string): SandboxPerson;
  /** The texts in a person's language. */
  textFor(key: string): Translate;
  /** A person's own chat with License Desk. */
  chat(key: string): Chat;
  /** The helpdesk channel as somebody sees it. */
  helpdesk(key?: string): Chat;
  /** Says a sentence that asks for everything, and sends the review; returns the id of the request. */
  ask(key: string, sentence: string, chat?: Chat): Promise<string>;
  /** Presses a button of a request's newest card and waits for what follows. */
  press(chat: Chat, id: string, verb: string, inputs?: Record<string, string>): Promise<PressAnswer>;
  /** What License Desk answers when a person's client sends such an action, whatever stands on their screen. */
  invokeAs(key: string, action: object): Promise<InvokeBody>;
  /** A person approves in their own chat. */
  approve(key: string, id: string): Promise<PressAnswer>;
  /** A person approves and signs in if they are asked to. */
  approveSignedIn(key: string, id: string): Promise<void>;
  /** Somebody signs in behind the newest sign-in link of a person's chat. */
  signIn(key: string, as?: string): Promise<{ readonly status: number; readonly text: string }>;
  /** The newest message that shows a request's card. */
  message(chat: Chat, id: string): ChatMessage;
  /** The newest card of a request. */
  card(chat: Chat, id: string): CardView;
  /** Resolves when nobody does anything any more. */
  idle(): Promise<void>;
  /** Moves the clock and waits for what falls due. */
  pass(milliseconds: number): Promise<void>;
  /** Stops License Desk alone and starts it again on what it has kept, with another policy file if one is given. */
  restart(policy?: string): Promise<void>;
  /** Calls of `licenseupdates`, oldest first. */
  updates(): readonly Exchange[];
  /** What License Desk has written down. */
  books(): DeskBooks;
  /** Lines of the log as JSON text. */
  readonly log: readonly string[];
  /** Stops everything. Throws when a token, code or secret was written anywhere. */
  stop(): Promise<void>;
};

/** The body of the answer to an `adaptiveCard/action`. */
export type InvokeBody = { readonly statusCode: number; readonly type: string; readonly value: unknown };

/** Starts one. Sending limits are off; single sign-on is off unless asked for. */
export async function startDesk(options: DeskOptions = {}): Promise<Desk> {
  const folder = mkdtempSync(join(tmpdir(), 'license-desk-story-'));
  const clock = new MovableClock();
  const log: string[] = [];
  const starting = startSandbox({
    ...options,
    folder,
    ports: { teams: 0, desk: 0, entra: 0, partnerCenter: 0 },
    log: pino({ level: 'debug' }, { write: (line) => log.push(line) }),
    hasSendingLimits: false,
  });
  starting.catch(() => clock.release());
  const sandbox = await starting;
  const { world, teams } = sandbox;
  const translator = createTranslator();
  const idle = () => sandbox.idle();
  const chat = (key: string) => teams.client(key).personalChat();
  const message = (place: Chat, id: string) => newestWith(place, id);

  async function press(place: Chat, id: string, verb: string, inputs: Record<string, string> = {}) {
    const answer = await place.press(message(place, id), verb, inputs);
    await idle();
    return answer;
  }

  const signIn = async (key: string, as = key) => {
    const page = await sandbox.signIn(as, signInLink(chat(key)));
    await idle();
    return page;
  };
  const books = () => readDeskBooks(join(folder, 'license-desk.db'));

  return {
    sandbox,
    world,
    teams,
    clock,
    log,
    chat,
    message,
    press,
    idle,
    person: (key) => personOf(world, key),
    textFor: (key) => translator.for(personOf(world, key).locale),
    helpdesk: (key = 'tom') => teams.client(key).channel(),
    async ask(key, sentence, place = chat(key)) {
      await place.say(sentence);
      await idle();
      const answer = await place.press('latest', 'draft.submit');
      await idle();
      return requestIdIn(answer);
    },
    approve: (key, id) => press(chat(key), id, 'request.approve'),
    async invokeAs(key, action) {
      const activity = invokeOf(sandbox, personOf(world, key), {
        action: { type: 'Action.Execute', ...action },
      });
      const { status, body } = await teams.deliver(activity);
      await idle();
      assert.equal(status, 200);
      return invokeBody(body);
    },
    async approveSignedIn(key, id) {
      await press(chat(key), id, 'request.approve');
      if (books().request(id).status === 'awaiting_sign_in') await signIn(key);
    },
    signIn,
    card: (place, id) => viewMessageCard(message(place, id)),
    async pass(milliseconds) {
      clock.advance(milliseconds);
      await idle();
    },
    async restart(policy) {
      if (policy !== undefined) writeFileSync(join(folder, 'policy.yaml'), policy);
      await sandbox.restartDesk();
      // Connections to the one that stopped are to be found closed before the next call takes one of them.
      for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    },
    updates: () => sandbox.partnerCenter.exchanges().filter(({ path }) => path.endsWith('/licenseupdates')),
    books,
    async stop() {
      await sandbox.stop().finally(() => clock.release());
      const written = ['license-desk.db', 'license-desk.db-wal'].map((name) =>
        readIfThere(join(folder, name)),
      );
      const secrets = readFileSync(join(folder, 'secrets.json'), 'utf8');
      rmSync(folder, { recursive: true });
      assertNothingSecret(JSON.parse(secrets), {
        log: log.join('\n'),
        database: written.join('\n'),
        cards: JSON.stringify(teams.snapshot()),
      });
    },
  };
}

/** The card that a press was answered with. Throws when it was answered with something else. */
export function answeredCard(answer: PressAnswer): CardView {
  assert.equal(answer.kind, 'card', answer.text);
  assert(typeof answer.value === 'object' && answer.value !== null);
  return viewCard({ ...answer.value });
}

/** Ids that a story needs again and again. */
export function namesOf(world: World, customerName: string, upn: string) {
  const customer = customerOf(world, customerName);
  const user = customer.users.find((one) => one.upn === upn);
  assert(user, `${customerName} has no user ${upn}`);
  return { customer, user, sku: (partNumber: string) => productOf(world, partNumber).skuId };
}

/** A header of a request, whatever the case of its name; undefined when it was not sent. */
export function headerOf({ requestHeaders }: Exchange, name: string): string | undefined {
  return Object.entries(requestHeaders).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}

/** Sentences that License Desk wrote into a conversation, oldest first. */
export function linesIn(chat: Chat): readonly string[] {
  return chat
    .messages()
    .filter(({ from, text }) => from.isBot && text !== '')
    .map(({ text }) => text);
}

/** The address behind the newest sign-in button of a chat. Throws when there is none. */
export function signInLink(chat: Chat): string {
  for (const message of chat.messages().toReversed()) {
    try {
      return chat.openSignIn(message);
    } catch {
      // Another message may have it.
    }
  }
  throw new Error('There is no sign-in button in this chat.');
}

/** An `adaptiveCard/action` from a person's own chat, as Teams would send it. */
function invokeOf(sandbox: Pick<Sandbox, 'teams' | 'world'>, person: SandboxPerson, value: object) {
  const id = `f:${randomUUID()}`;
  const invoke = { type: 'invoke', name: 'adaptiveCard/action', id, value: { trigger: 'manual', ...value } };
  return { ...envelopeOf(sandbox, person), ...invoke };
}

/** A message from a person's own chat, as Teams would send it; `fields` are its text or value. */
export function messageOf(sandbox: Pick<Sandbox, 'teams' | 'world'>, person: SandboxPerson, fields: object) {
  return {
    ...envelopeOf(sandbox, person),
    type: 'message',
    id: `${Date.now()}${randomInt(1_000_000_000)}`,
    ...fields,
  };
}

function envelopeOf({ teams, world }: Pick<Sandbox, 'teams' | 'world'>, person: SandboxPerson) {
  const { tenantId, teamsId, name, objectId, locale } = person;
  return {
    channelId: 'msteams',
    serviceUrl: teams.serviceUrl.replace(world.partnerTenant.id, tenantId),
    from: { id: teamsId, name, aadObjectId: objectId },
    recipient: { id: `28:${world.botAppId}`, name: 'License Desk' },
    conversation: { id: teams.personalChatId(person.key), conversationType: 'personal', tenantId },
    channelData: { tenant: { id: tenantId } },
    locale,
  };
}

function invokeBody(body: unknown): InvokeBody {
  assert(typeof body === 'object' && body !== null);
  const { statusCode, type, value }: { statusCode?: unknown; type?: unknown; value?: unknown } = body;
  assert(typeof statusCode === 'number' && typeof type === 'string');
  return { statusCode, type, value };
}

function newestWith(chat: Chat, id: string): ChatMessage {
  const found = chat
    .messages()
    .findLast(
      ({ cards, isDeleted }) => !isDeleted && cards.some((card) => String(card['speak']).includes(id)),
    );
  if (!found) throw new Error(`No card of request ${id} stands in this conversation.`);
  return found;
}

function requestIdIn(answer: PressAnswer): string {
  const id = /"requestId":"([0-9A-Z]{6})"/.exec(JSON.stringify(answer.value))?.[1];
  assert(id, `The draft was not sent: ${viewCard({ ...answeredCard(answer).card }).lines.join(' | ')}`);
  return id;
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
