import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import restify, { type RequestHandler } from 'restify';
import { type HttpAnswer, writeAnswer } from './http-answer.ts';
import { BodyRefused } from './request-body.ts';
import { RequestLog } from './request-log.ts';
import { RunningWork, settlesWithin } from './running-work.ts';
import {
  type ActivityAnswer,
  type ActivityRequest,
  answerActivity,
  answerHealth,
  answerPage,
  type HealthReport,
  type PageAnswer,
  type PageRequest,
  requestUrl,
} from './server-routes.ts';

/** What the server leads to. */
export type ServerDeps = {
  readonly onActivity: (request: ActivityRequest) => Promise<ActivityAnswer>;
  readonly pages: { handle(request: PageRequest): Promise<PageAnswer> };
  readonly health: { live(): Promise<HealthReport>; ready(): Promise<HealthReport> };
  readonly log: Logger;
  readonly clock: () => Date;
  readonly limits?: Partial<ServerLimits>;
};

/** Bounds on what a client may take from us; times in milliseconds. */
export type ServerLimits = {
  readonly maxBodyBytes: number;
  readonly bodyTimeoutMs: number;
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  /** Longer than that of a proxy in front of us, which would else send requests into closing connections. */
  readonly keepAliveTimeoutMs: number;
  /** How long a client that goes on sending after a refusal is listened to. */
  readonly lingerMs: number;
};

/** The HTTP server of the program. */
export interface HttpServer {
  /** The port in use; 0 before `listen`. */
  readonly port: number;
  listen(port: number, host: string): Promise<void>;
  /**
   * Stops taking connections and waits for what is under way, at most `deadlineMs`; then connections are cut.
   * Resolves to whether everything under way was finished.
   */
  close(options: { readonly deadlineMs: number }): Promise<boolean>;
}

// Restify replaces `writeHead` for every server of the process, and its own returns nothing where Node's returns the
// response, so that other servers fail at `writeHead(…).end(…)`.
const restifyWriteHead = ServerResponse.prototype.writeHead;
Object.defineProperty(ServerResponse.prototype, 'writeHead', {
  configurable: true,
  writable: true,
  value: function writeHead(this: ServerResponse, ...values: Parameters<typeof restifyWriteHead>) {
    restifyWriteHead.apply(this, values);
    return this;
  },
});

const DEFAULT_LIMITS: ServerLimits = {
  maxBodyBytes: 256 * 1024,
  bodyTimeoutMs: 5_000,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 15_000,
  keepAliveTimeoutMs: 65_000,
  lingerMs: 1_000,
};

// How long sockets on which nothing is asked may hold up closing.
const UNUSED_SOCKETS_MS = 250;

/** Builds the server: `POST /api/messages`, `GET /auth/*`, `GET /healthz`, `GET /readyz`, and nothing else. */
export function createServer(deps: ServerDeps): HttpServer {
  return new RestifyServer(deps);
}

class RestifyServer implements HttpServer {
  readonly #deps: ServerDeps;
  readonly #limits: ServerLimits;
  readonly #requestLog: RequestLog;
  readonly #running = new RunningWork();
  readonly #restify = restify.createServer({ name: '' });
  #closing: Promise<boolean> | undefined;

  constructor(deps: ServerDeps) {
    this.#deps = deps;
    this.#limits = { ...DEFAULT_LIMITS, ...deps.limits };
    this.#requestLog = new RequestLog(deps.log, deps.clock);
    this.#setTimeouts();
    this.#guard();
    this.#mount();
  }

  get port(): number {
    const address = this.#restify.server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  listen(port: number, host: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#restify.once('error', reject);
      this.#restify.listen(port, host, () => {
        this.#restify.off('error', reject);
        this.#restify.on('error', (err) => this.#deps.log.error({ err }, 'server failed'));
        resolve();
      });
    });
  }

  close({ deadlineMs }: { readonly deadlineMs: number }): Promise<boolean> {
    this.#closing ??= this.#close(deadlineMs);
    return this.#closing;
  }

  async #close(deadlineMs: number): Promise<boolean> {
    const { server } = this.#restify;
    const closed = new Promise<void>((resolve) => this.#restify.close(() => resolve()));
    server.closeIdleConnections();
    const isFinished = await this.#running.finish(deadlineMs);
    if (isFinished) await settlesWithin(UNUSED_SOCKETS_MS, closed);
    server.closeAllConnections();
    await closed;
    this.#requestLog.flush();
    return isFinished;
  }

  #setTimeouts(): void {
    const { server } = this.#restify;
    server.headersTimeout = this.#limits.headersTimeoutMs;
    server.requestTimeout = this.#limits.requestTimeoutMs;
    server.keepAliveTimeout = this.#limits.keepAliveTimeoutMs;
  }

  /** Closes what restify leaves open. */
  #guard(): void {
    // Restify listens to `upgrade` and then does nothing: such a request would hold its socket for ever.
    this.#restify.server.removeAllListeners('upgrade');
    this.#restify.pre((request, response, next) => {
      // Restify reads it inside an event handler, where a failure would end the process: `Host: [` is enough.
      if (URL.canParse(requestUrl(request))) return next();
      this.#conclude(request, response, { status: 400, reason: 'unreadable-url' });
      return next(false);
    });
    // No such route (404), no such method on it (405): restify would describe the problem in the body.
    this.#restify.on('restifyError', (request, response, error) => {
      this.#conclude(request, response, { status: Number(error?.statusCode) || 500 });
    });
  }

  #mount(): void {
    const { onActivity, pages, health } = this.#deps;
    const { maxBodyBytes: maxBytes, bodyTimeoutMs: timeoutMs } = this.#limits;
    const serve = (path: string, handle: Handle) => [path, this.#handler(path, handle)] as const;
    this.#restify.post(
      ...serve('/api/messages', (request) => answerActivity(request, { maxBytes, timeoutMs }, onActivity)),
    );
    this.#restify.get(...serve('/auth/*', (request) => answerPage(request, pages)));
    this.#restify.get(...serve('/healthz', async () => answerHealth(await health.live())));
    this.#restify.get(
      ...serve('/readyz', async () => answerHealth(this.#closing ? { isOk: false } : await health.ready())),
    );
  }

  /** Restify would answer a rejection with the error's message, and die of a handler that throws at once. */
  #handler(route: string, handle: Handle): RequestHandler {
    return async (request, response) => {
      const started = performance.now();
      const served = this.#answerOf(route, () => handle(request)).then((answer) =>
        this.#conclude(request, response, answer, { route, started }),
      );
      this.#running.add(served);
      await served;
    };
  }

  async #answerOf(route: string, handle: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
    try {
      return await handle();
    } catch (error) {
      if (error instanceof BodyRefused) return { status: error.status, reason: error.reason };
      this.#deps.log.error({ err: error, route }, 'request could not be answered');
      return { status: 500 };
    }
  }

  #conclude(
    request: IncomingMessage,
    response: ServerResponse,
    answer: HttpAnswer,
    { route, started } = { route: '-', started: performance.now() },
  ): void {
    const { lingerMs } = this.#limits;
    writeAnswer(request, response, { ...answer, isClosing: this.#closing !== undefined, lingerMs });
    const ms = Math.round(performance.now() - started);
    const { status, reason } = answer;
    this.#requestLog.write({ method: request.method ?? '', route, status, ms, ...(reason && { reason }) });
  }
}

type Handle = (request: IncomingMessage) => Promise<HttpAnswer>;
