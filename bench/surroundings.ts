import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { ChannelTokens } from '../src/sandbox/teams/channel-tokens.ts';
import { BOT_APP_ID, CONNECTOR_PATH } from './bench-world.ts';
import { takeOrders } from './processes.ts';

/** How long the connector takes for an answer, in milliseconds; asked again, it changes. */
export type SurroundingsOrders = { readonly connectorMs: number };

/** Where they are, and the token that Teams puts on its calls to the bot. */
export type Surroundings = {
  readonly url: string;
  readonly connector: string;
  readonly authorization: string;
};

/** How often each of them was called. */
export type CallCounts = { readonly appToken: number; readonly keys: number; readonly connector: number };

// Microsoft's side on loopback, as little of it as a turn needs: the channel's keys, app tokens, the connector.
takeOrders(async (orders: SurroundingsOrders) => {
  let { connectorMs } = orders;
  const tokens = new ChannelTokens(BOT_APP_ID, 'bench');
  const keySet = JSON.stringify(await tokens.keySet());
  const counts = { appToken: 0, keys: 0, connector: 0 };
  let url = '';
  const answerOf = async (path: string): Promise<string> => {
    if (path === '/openid')
      return JSON.stringify({ issuer: 'https://api.botframework.com', jwks_uri: `${url}/keys` });
    if (path === '/keys') {
      counts.keys += 1;
      return keySet;
    }
    if (path.includes('/oauth2/v2.0/token')) {
      counts.appToken += 1;
      return JSON.stringify({ token_type: 'Bearer', access_token: 'bench-app-token', expires_in: 3600 });
    }
    counts.connector += 1;
    if (connectorMs > 0) await sleep(connectorMs);
    return JSON.stringify({ id: String(counts.connector) });
  };
  const server = createServer((request, response) => {
    void drained(request).then(async () => answer(response, await answerOf(request.url ?? '')));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  const connector = `${url}${CONNECTOR_PATH}`;
  const authorization = `Bearer ${await tokens.mint(connector)}`;
  return {
    ready: { url, connector, authorization } satisfies Surroundings,
    answer: async (question) => {
      if (question !== 'counts') connectorMs = (question as SurroundingsOrders).connectorMs;
      return { ...counts } satisfies CallCounts;
    },
  };
});

function drained(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => request.resume().once('end', resolve));
}

function answer(response: ServerResponse, body: string): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
