import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { ChannelTokens } from './channel-tokens.ts';
import type { Connector } from './connector.ts';
import { sendJson } from './http-exchange.ts';
import { handlePageApi } from './page-api.ts';
import { serveFile } from './static-files.ts';
import type { TeamsCore } from './teams-core.ts';

/** The one server of the local Teams: connector, keys, page. Loopback only. */
export class TeamsServer {
  readonly #server: Server;
  readonly #parts: { core: TeamsCore; connector: Connector; tokens: ChannelTokens };

  constructor(parts: { core: TeamsCore; connector: Connector; tokens: ChannelTokens }) {
    this.#parts = parts;
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch((error: unknown) => {
        parts.core.options.log?.error({ err: error }, 'The local Teams failed.');
        if (response.headersSent) response.destroy();
        else sendJson(response, { status: 500, body: { error: { message: 'Internal error.' } } });
      });
    });
  }

  /** Throws before `listen`. */
  get url(): string {
    const address = this.#server.address();
    if (typeof address !== 'object' || address === null)
      throw new Error('The local Teams does not listen yet.');
    return `http://127.0.0.1:${address.port}`;
  }

  async listen(port: number): Promise<void> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = parseUrl(request.url, this.url);
    if (!url) return sendJson(response, { status: 400, body: undefined });
    if (await this.#handleService(request, response, url)) return;
    if (!isOwnPage(request, new URL(this.url).port))
      return sendJson(response, { status: 403, body: undefined });
    const { core } = this.#parts;
    if (await handlePageApi(core, { request, response, url })) return;
    if (await core.options.extraRoutes?.(request, response, url)) return;
    const folder = core.options.pageFolder ?? new URL('../page/', import.meta.url);
    if (request.method === 'GET' && (await serveFile(response, url.pathname, folder))) return;
    sendJson(response, { status: 404, body: undefined });
  }

  /** What the bot calls: the connector, and the keys of the channel tokens. */
  async #handleService(request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean> {
    const { connector, tokens } = this.#parts;
    if (url.pathname === '/.well-known/openidconfiguration') {
      const document = {
        issuer: 'https://api.botframework.com',
        jwks_uri: `${this.url}/.well-known/keys`,
        id_token_signing_alg_values_supported: ['RS256'],
      };
      sendJson(response, { status: 200, body: document });
      return true;
    }
    if (url.pathname === '/.well-known/keys') {
      sendJson(response, { status: 200, body: await tokens.keySet() });
      return true;
    }
    return connector.handle(request, response, url);
  }
}

function parseUrl(path: string | undefined, base: string): URL | null {
  return URL.parse(path ?? '/', base);
}

/** Only pages of this very server may call: neither another site nor a foreign name for 127.0.0.1. */
function isOwnPage({ headers }: IncomingMessage, port: string): boolean {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const { host = '', origin } = headers;
  return hosts.includes(host) && (origin === undefined || origin === `http://${host}`);
}
