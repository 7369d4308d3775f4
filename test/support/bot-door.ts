import { type Logger, pino } from 'pino';
import type { BotCredentials } from '../../src/bot/bot-credentials.ts';
import { createTeamsAdapter, type TeamsAdapter, type TurnLogic } from '../../src/bot/teams-adapter.ts';
import { createServer } from '../../src/server.ts';
import { APP_ID, type ChannelDouble, ISSUER, PARTNER_TENANT, startChannelDouble } from './channel-double.ts';

export const REQUESTER_TENANT = '77aa0000-0000-4000-8000-0000000000aa';

/** The real server and adapter on loopback, with a channel's side that speaks to them. */
export type BotDoor = {
  readonly channel: ChannelDouble;
  readonly teams: TeamsAdapter;
  readonly url: string;
  /** What was logged, as parsed lines. */
  readonly logged: readonly Readonly<Record<string, unknown>>[];
  /** How often a token for the connector was asked for. */
  tokensTaken(): number;
  /** Turns that got as far as the bot. */
  turns(): number;
  onTurn(logic: TurnLogic): void;
  post(activity: unknown, token: string | undefined): Promise<DoorAnswer>;
  close(): Promise<void>;
};

/** What came back over HTTP. */
export type DoorAnswer = { readonly status: number; readonly body: string; readonly headers: Headers };

/** Starts it. The app token is made up unless there are `credentials`. */
export async function startBotDoor({
  timeoutMs = 2_000,
  credentials,
}: {
  timeoutMs?: number;
  credentials?: BotCredentials;
} = {}): Promise<BotDoor> {
  const channel = await startChannelDouble();
  const { log, logged } = memoryLog();
  let tokens = 0;
  let turns = 0;
  let logic: TurnLogic = async () => {};
  const teams = createTeamsAdapter({
    appId: APP_ID,
    allowedTenants: [PARTNER_TENANT, REQUESTER_TENANT],
    channel: { openIdMetadataUrl: channel.openIdMetadataUrl, issuer: ISSUER },
    credentials: {
      token: async () => {
        tokens += 1;
        return credentials ? credentials.token() : 'app-token';
      },
    },
    fetch,
    allowedServiceHosts: (url) => url.href.startsWith(`${channel.peer.url}/`),
    clock: () => new Date(),
    log,
    timeoutMs,
    describeFailure: (locale, reference) => `Sorry (${locale}, ${reference})`,
  });
  const server = createServer({
    onActivity: (request) =>
      teams.process(request, async (context) => {
        turns += 1;
        await logic(context);
      }),
    pages: { handle: async () => ({ status: 404, headers: {}, body: '' }) },
    health: { live: async () => ({ isOk: true }), ready: async () => ({ isOk: true }) },
    log,
    clock: () => new Date(),
  });
  await server.listen(0, '127.0.0.1');
  const url = `http://127.0.0.1:${server.port}/api/messages`;
  return {
    channel,
    teams,
    url,
    logged,
    tokensTaken: () => tokens,
    turns: () => turns,
    onTurn: (next) => {
      logic = next;
    },
    async post(activity, token) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(token && { authorization: token }) },
        body: JSON.stringify(activity),
      });
      return { status: response.status, body: await response.text(), headers: response.headers };
    },
    async close() {
      await server.close({ deadlineMs: 1_000 });
      await channel.close();
    },
  };
}

/** A logger that keeps what it is given, down to debug lines. */
export function memoryLog(): { readonly log: Logger; readonly logged: readonly Record<string, unknown>[] } {
  const logged: Record<string, unknown>[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void logged.push(JSON.parse(line)) });
  return { log, logged };
}
