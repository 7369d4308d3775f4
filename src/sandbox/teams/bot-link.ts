import { isObject } from './card.ts';
import type { ChannelTokens } from './channel-tokens.ts';
import { TeamsClientError } from './teams-client.ts';
import type { DeliveredActivity, TeamsCounters } from './teams-emulator.ts';
import type { ActivityTraffic, TeamsTraffic } from './teams-traffic.ts';

/** An activity on its way to the bot. */
export type OutgoingActivity = Readonly<Record<string, unknown>> & {
  readonly serviceUrl: string;
  readonly conversation: {
    readonly id: string;
    readonly tenantId: string;
    readonly conversationType: string;
    readonly isGroup?: true;
  };
};

/** What the bot answered over HTTP; `body` is parsed JSON, or text where it is not JSON. */
export type BotAnswer = { readonly status: number; readonly body: unknown };

/** How a message went; null when nobody answered, even the second time. */
export type MessageDelivery = { readonly status: number | null };

/** What the link to the bot is made of. */
export type BotLinkOptions = {
  readonly tokens: ChannelTokens;
  readonly fetch: typeof fetch;
  readonly answerLimitMs: number;
  readonly counters: TeamsCounters;
  readonly traffic: TeamsTraffic;
  readonly clock: () => Date;
};

type Entry = { activity: Readonly<Record<string, unknown>>; status: number | null };
const keptDeliveries = 500;

/** Posts signed activities to the bot with Teams' patience: 15 s, a second try for messages only. */
export class BotLink {
  readonly #options: BotLinkOptions;
  readonly #closing = new AbortController();
  readonly #delivered: Entry[] = [];
  #endpointUrl: string | undefined;

  constructor(options: BotLinkOptions) {
    this.#options = options;
  }

  get delivered(): readonly DeliveredActivity[] {
    return this.#delivered;
  }

  get isConnected(): boolean {
    return this.#endpointUrl !== undefined;
  }

  connect(endpointUrl: string): void {
    this.#endpointUrl = endpointUrl;
  }

  close(): void {
    this.#closing.abort();
  }

  /** Messages and events: the same activity is sent again when there is no answer in time. */
  async send(activity: OutgoingActivity): Promise<MessageDelivery> {
    try {
      return await this.post(activity);
    } catch (error) {
      if (!isTimeout(error)) throw unreachable(error);
    }
    this.#options.counters.redeliveries += 1;
    try {
      return await this.post(activity);
    } catch (error) {
      if (!isTimeout(error)) throw unreachable(error);
      return { status: null };
    }
  }

  /**
   * Invokes are sent once.
   * @throws TeamsClientError `timed-out`, `unreachable-app`
   */
  async invoke(activity: OutgoingActivity): Promise<BotAnswer> {
    try {
      return await this.post(activity);
    } catch (error) {
      if (!isTimeout(error)) throw unreachable(error);
      throw new TeamsClientError('timed-out', 'Unable to reach app. Please try again.');
    }
  }

  /** One attempt with any body; a good token unless another one is given, null sends none. */
  async post(activity: Readonly<Record<string, unknown>>, token?: string | null): Promise<BotAnswer> {
    if (!this.#endpointUrl) throw new TeamsClientError('bot-not-connected', 'No bot is connected to Teams.');
    const entry: Entry = { activity, status: null };
    this.#delivered.push(entry);
    if (this.#delivered.length > keptDeliveries) this.#delivered.shift();
    this.#options.counters.deliveries += 1;
    const bearer =
      token === undefined ? await this.#options.tokens.mint(String(activity['serviceUrl'])) : token;
    const answer = await this.#watched(activity, () =>
      this.#exchange(this.#endpointUrl ?? '', activity, bearer),
    );
    entry.status = answer.status;
    return answer;
  }

  async #exchange(url: string, activity: Readonly<Record<string, unknown>>, bearer: string | null) {
    const response = await this.#options.fetch(url, {
      method: 'POST',
      headers: headersOf(activity, bearer),
      body: JSON.stringify(activity),
      redirect: 'manual',
      signal: AbortSignal.any([AbortSignal.timeout(this.#options.answerLimitMs), this.#closing.signal]),
    });
    return { status: response.status, body: readBody(await response.text()) };
  }

  async #watched(
    activity: Readonly<Record<string, unknown>>,
    exchange: () => Promise<BotAnswer>,
  ): Promise<BotAnswer> {
    const { clock, traffic } = this.#options;
    const at = clock().toISOString();
    const told: ActivityTraffic = { kind: 'activity', at, activity, status: undefined, answer: undefined };
    traffic.tell(told);
    try {
      const answer = await exchange();
      Object.assign(told, { status: answer.status, answer: answer.body });
      return answer;
    } catch (error) {
      told.status = null;
      throw error;
    } finally {
      traffic.tell(told);
    }
  }
}

function headersOf(
  activity: Readonly<Record<string, unknown>>,
  bearer: string | null,
): Record<string, string> {
  const conversation = isObject(activity['conversation']) ? activity['conversation'] : {};
  return {
    'content-type': 'application/json; charset=utf-8',
    'x-ms-tenant-id': String(conversation['tenantId'] ?? ''),
    'x-ms-conversation-id': String(conversation['id'] ?? ''),
    ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
  };
}

function readBody(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}

function unreachable(error: unknown): TeamsClientError {
  if (error instanceof TeamsClientError) return error;
  return new TeamsClientError('unreachable-app', `Unable to reach app: ${causeOf(error)}`);
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
