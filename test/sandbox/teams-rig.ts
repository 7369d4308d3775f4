import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { createWorld } from '../../src/sandbox/create-world.ts';
import { createChannelKeys } from '../../src/sandbox/teams/channel-tokens.ts';
import { createTeamsEmulator } from '../../src/sandbox/teams/create-teams-emulator.ts';
import type { TeamsEmulator, TeamsEmulatorOptions } from '../../src/sandbox/teams/teams-emulator.ts';
import { personOf } from '../../src/sandbox/world.ts';

export const world = createWorld();
export const teamsIdOf = (key: string): string => personOf(world, key).teamsId;

/** An activity as it reached the bot. */
export type ReceivedActivity = {
  readonly type: string;
  readonly name?: string;
  readonly id: string;
  readonly text?: string;
  readonly replyToId?: string;
  readonly serviceUrl: string;
  readonly from: { readonly id: string; readonly name: string; readonly aadObjectId: string };
  readonly conversation: {
    readonly id: string;
    readonly conversationType: string;
    readonly tenantId: string;
  };
  readonly value?: unknown;
  readonly [field: string]: unknown;
};

/** What the bot double answers; one that hangs never does. */
export type Reply = { readonly status?: number; readonly body?: unknown; readonly hangs?: true };
export type Behaviour = (activity: ReceivedActivity) => Reply | Promise<Reply> | undefined;

/** What the connector answered to the bot double. */
export type Called = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
};

/** A bot that speaks the raw protocol. */
export type BotDouble = {
  readonly url: string;
  readonly activities: readonly ReceivedActivity[];
  readonly headers: readonly IncomingHttpHeaders[];
  behave(behaviour: Behaviour): void;
  close(): Promise<void>;
};

async function startBotDouble(): Promise<BotDouble> {
  const activities: ReceivedActivity[] = [];
  const headers: IncomingHttpHeaders[] = [];
  let behaviour: Behaviour = () => ({});
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const activity: ReceivedActivity = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    activities.push(activity);
    headers.push(request.headers);
    const reply = (await behaviour(activity)) ?? {};
    if (reply.hangs) return;
    response.writeHead(reply.status ?? 200, { 'content-type': 'application/json' });
    response.end(reply.body === undefined ? '' : JSON.stringify(reply.body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert(address && typeof address === 'object');
  return {
    url: `http://127.0.0.1:${address.port}/api/messages`,
    activities,
    headers,
    behave: (next) => {
      behaviour = next;
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** A local Teams with a bot double connected, and a short cut to call the connector as that bot. */
export type TeamsRig = {
  readonly teams: TeamsEmulator;
  readonly bot: BotDouble;
  readonly time: { now: Date };
  /** Milliseconds of the steady clock for the limits. */
  readonly steady: { now: number };
  /** Calls the connector of a person's tenant; the path follows `v3/`. */
  call(method: string, path: string, given?: CallOptions): Promise<Called>;
  /** Posts a card (or text) to a conversation; returns its id. */
  post(conversationId: string, activity: object): Promise<string>;
  close(): Promise<void>;
};

export type CallOptions = {
  readonly body?: unknown;
  readonly token?: string | null;
  readonly tenantId?: string;
};

/** One key for all tests: making one takes longer than most of them. */
const channelKeys = await createChannelKeys();

export const goodBotToken = 'the-bots-token';

/** Starts it; options override those of the emulator. */
export async function startTeamsRig(options: Partial<TeamsEmulatorOptions> = {}): Promise<TeamsRig> {
  const time = { now: new Date('2026-11-20T09:00:00.000Z') };
  const steady = { now: 0 };
  const teams = createTeamsEmulator({
    people: world.people,
    botAppId: world.botAppId,
    botName: 'License Desk',
    tenantId: world.partnerTenant.id,
    tenantName: world.partnerTenant.name,
    clock: () => time.now,
    newId: randomUUID,
    steadyClock: () => steady.now,
    channelKeys,
    verifyBotToken: async (token) => token === goodBotToken,
    ...options,
  });
  await teams.listen(0);
  const bot = await startBotDouble();
  teams.connectBot(bot.url);

  async function call(method: string, path: string, given: CallOptions = {}): Promise<Called> {
    const { body, token = goodBotToken, tenantId = world.partnerTenant.id } = given;
    const response = await fetch(`${teams.url}/amer/${tenantId}/v3/${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
  }

  async function post(conversationId: string, activity: object): Promise<string> {
    const path = `conversations/${encodeURIComponent(conversationId)}/activities`;
    const { status, body } = await call('POST', path, { body: { type: 'message', ...activity } });
    assert.equal(status, 201, JSON.stringify(body));
    return String(body['id']);
  }

  return {
    teams,
    bot,
    time,
    steady,
    call,
    post,
    close: async () => {
      await teams.close();
      await bot.close();
    },
  };
}

/** An activity that holds one Adaptive Card. */
export function withCard(card: object): object {
  const content = { type: 'AdaptiveCard', version: '1.5', ...card };
  return { attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }] };
}

/** The connector's error code in an answer. */
export function codeOf(called: Called): unknown {
  const { error } = called.body;
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
