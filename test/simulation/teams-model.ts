import type { Activity } from 'botbuilder';
import { z } from 'zod';
import type { Place, SentMessage, TeamsConnector, ThreadAddress } from '../../src/bot/connector-client.ts';
import { ConnectorError } from '../../src/bot/connector-error.ts';
import type { Ledger } from './ledger.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import type { Weather } from './weather.ts';

/** A message as it stands: a sentence, a request's card, or a card to sign in with. */
export type StandingMessage = {
  readonly id: string;
  readonly text: string | null;
  readonly template: string | null;
  readonly requestId: string | null;
  readonly revision: number | null;
  /** Those of the requests of a bundle, in their order. */
  readonly revisions: string | null;
};

type Conversation = { isAlive: boolean; readonly messages: Map<string, StandingMessage> };

export const SERVICE_URL = 'https://teams.example/';
export const HELPDESK_CHANNEL = '19:helpdesk';

const cardShape = z.object({
  template: z.string(),
  requestId: z.string().nullable(),
  revision: z.number().nullable(),
  revisions: z.string().nullable(),
});

type TeamsModelDependencies = {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly ledger: Ledger;
  readonly weather: () => Weather;
};

/** Teams: conversations that live and die, and a connector that stumbles. */
export class TeamsModel implements TeamsConnector {
  readonly #deps: TeamsModelDependencies;
  readonly #conversations = new Map<string, Conversation>();
  /** Sentences in the order in which they came to stand, with where. */
  readonly said: { readonly conversationId: string; readonly text: string }[] = [];
  /** Messages whose sender never got to know their id. */
  readonly unknownMessages = new Set<string>();
  #ids = 0;

  constructor(deps: TeamsModelDependencies) {
    this.#deps = deps;
  }

  conversation(id: string): Conversation {
    const known = this.#conversations.get(id);
    if (known) return known;
    const fresh: Conversation = { isAlive: true, messages: new Map() };
    this.#conversations.set(id, fresh);
    return fresh;
  }

  /** The messages of a conversation, oldest first; none of one that is gone. */
  messages(id: string): readonly StandingMessage[] {
    const { isAlive, messages } = this.conversation(id);
    return isAlive ? [...messages.values()] : [];
  }

  send(place: Place, activity: Partial<Activity>): Promise<SentMessage> {
    return this.#call('POST', place.conversationId, () => this.#post(place.conversationId, activity));
  }

  reply(place: Place, _activityId: string, activity: Partial<Activity>): Promise<SentMessage> {
    return this.send(place, activity);
  }

  update(place: Place, activityId: string, activity: Partial<Activity>): Promise<SentMessage> {
    return this.#call('PUT', place.conversationId, () => {
      const { messages } = this.conversation(place.conversationId);
      if (!messages.has(activityId)) throw refused('PUT', 404);
      messages.set(activityId, read(activityId, activity));
      return { id: activityId };
    });
  }

  async remove(): Promise<void> {}

  async createPersonal(): Promise<{ readonly conversationId: string }> {
    throw refused('POST', 403);
  }

  createThread({ channelId }: ThreadAddress, activity: Partial<Activity>) {
    return this.#call('POST', channelId, () => {
      const root = String(this.#ids + 1);
      const conversationId = `${channelId};messageid=${root}`;
      const { id } = this.#post(conversationId, activity);
      return { conversationId, activityId: id, id };
    });
  }

  async member(): Promise<null> {
    return null;
  }

  async members(): Promise<readonly never[]> {
    return [];
  }

  async teamChannels(): Promise<readonly never[]> {
    return [];
  }

  #post(conversationId: string, activity: Partial<Activity>): { readonly id: string } {
    const id = String(++this.#ids);
    const message = read(id, activity);
    this.conversation(conversationId).messages.set(id, message);
    if (message.text !== null) this.said.push({ conversationId, text: message.text });
    return { id };
  }

  #call<Answer extends SentMessage>(
    method: 'POST' | 'PUT',
    conversationId: string,
    effect: () => Answer,
  ): Promise<Answer> {
    const { random, weather, ledger, scheduler } = this.#deps;
    const fate = random.weighted(weather().teams) ?? 'taken';
    if (fate !== 'taken') ledger.fault(fate);
    const lost = () => {
      try {
        const { id } = this.#inConversation(method, conversationId, effect);
        if (method === 'POST' && id) this.unknownMessages.add(id);
      } catch {
        // It would have been refused: nothing was lost.
      }
    };
    return new Promise((resolve, reject) => {
      scheduler.after(random.between(20, random.chance(0.1) ? 6000 : 400), () => {
        switch (fate) {
          case 'taken':
            try {
              return resolve(this.#inConversation(method, conversationId, effect));
            } catch (error) {
              return reject(error);
            }
          case 'teams-throttled':
            return reject(refused(method, 429, random.between(1, 60) * 1000));
          case 'teams-throttled-mutely':
            return reject(refused(method, 429));
          case 'teams-412':
            return reject(refused(method, 412));
          case 'teams-5xx-before':
            return reject(refused(method, random.pick([500, 502, 503, 504])));
          case 'teams-5xx-after':
            lost();
            return reject(refused(method, random.pick([500, 502, 503, 504])));
          case 'teams-network-before':
            return reject(unanswered(method, 'network'));
          case 'teams-network-after':
            lost();
            return reject(unanswered(method, 'network'));
          case 'teams-timeout-after':
            lost();
            return scheduler.after(8000, () => reject(unanswered(method, 'timeout')));
        }
      });
    });
  }

  #inConversation<Answer>(method: string, conversationId: string, effect: () => Answer): Answer {
    if (!this.conversation(conversationId).isAlive) throw refused(method, this.#deps.random.pick([403, 404]));
    return effect();
  }
}

function read(id: string, { text, attachments }: Partial<Activity>): StandingMessage {
  const [attachment] = attachments ?? [];
  if (attachment?.contentType.endsWith('.oauth')) {
    return { ...NOTHING, id, template: 'sign-in' };
  }
  const card = cardShape.safeParse(attachment?.content);
  if (card.success) return { id, text: null, ...card.data };
  return { ...NOTHING, id, text: text ?? null };
}

const NOTHING = { text: null, template: null, requestId: null, revision: null, revisions: null };

function refused(method: string, status: number, retryAfterMs?: number): ConnectorError {
  const mayHaveBeenSent = status >= 500;
  return new ConnectorError(`http-${status}`, { call: `${method} …`, status, mayHaveBeenSent, retryAfterMs });
}

function unanswered(method: string, code: string): ConnectorError {
  return new ConnectorError(code, { call: `${method} …`, mayHaveBeenSent: true });
}
