import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { createTranslator, type Translate } from '../../src/i18n/translator.ts';
import type { Exchange } from '../../src/sandbox/partner-center/exchange-log.ts';
import type { Sandbox, SandboxOptions } from '../../src/sandbox/sandbox.ts';
import type { Chat, ChatMessage, PressAnswer } from '../../src/sandbox/teams/teams-client.ts';
import type { TeamsEmulator } from '../../src/sandbox/teams/teams-emulator.ts';
import { personOf, type SandboxPerson, type World } from '../../src/sandbox/world.ts';
import { type CardView, viewMessageCard } from './card-view.ts';
import { type DeskBooks, readDeskBooks } from './desk-books.ts';
import { MovableClock } from './movable-clock.ts';
import { assertNothingSecret } from './nothing-secret.ts';
import { startSettledSandbox } from './settled-sandbox.ts';
import { newestWith, requestIdIn, signInLink } from './story-readers.ts';
import { type InvokeBody, invokeBody, invokeOf } from './teams-activities.ts';
import { makeThrowAwayFolder } from './throw-away-folder.ts';

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
  /** Writes another policy file while License Desk runs. */
  writePolicy(policy: string): Promise<void>;
  /** Calls of `licenseupdates`, oldest first. */
  updates(): readonly Exchange[];
  /** What License Desk has written down. */
  books(): DeskBooks;
  /** Lines of the log as JSON text. */
  readonly log: readonly string[];
  /** Stops everything. Throws when a token, code or secret was written anywhere. */
  stop(): Promise<void>;
};

/** Starts one. Sending limits are off; single sign-on is off unless asked for. */
export async function startDesk(options: DeskOptions = {}): Promise<Desk> {
  const folder = makeThrowAwayFolder('story');
  const clock = new MovableClock();
  const log: string[] = [];
  const starting = startSettledSandbox({
    ...options,
    folder,
    log: pino({ level: 'debug' }, { write: (line) => log.push(line) }),
    hasSendingLimits: false,
    sleep: () => new Promise((resolve) => setImmediate(resolve)),
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
    async writePolicy(policy) {
      writeFileSync(join(folder, 'policy.yaml'), policy);
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

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
