import { type ChildProcess, fork } from 'node:child_process';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { Step } from './crash-steps.ts';
import type { DeskOrders, DeskWish } from './desk-process.ts';

/** License Desk as a process. */
export type DeskProcess = {
  readonly url: string;
  /** Lines of its log. */
  readonly log: readonly string[];
  /** How many activities were sent to it. */
  activities(): number;
  /** Sends it a signal. */
  signal(name: NodeJS.Signals): void;
  /**
   * Sets its clock, has it count its steps from now on and die at one of them; resolves to those counted before, or to
   * undefined when it is dead already.
   */
  tell(wish: DeskWish): Promise<readonly Step[] | undefined>;
  /** Resolves when it has ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
};

/** Which of the running processes gets an activity. */
export type Dispatch = (
  activity: Readonly<Record<string, unknown>>,
  running: readonly DeskProcess[],
) => number;

/** Processes of License Desk behind one address, among the emulators of a sandbox. */
export type Fleet = {
  /** Starts one more. */
  start(options?: {
    readonly aheadMs?: number;
    readonly hasSteps?: boolean;
    readonly set?: Record<string, string>;
  }): Promise<DeskProcess>;
  /** Ends all that run, and the front. */
  stop(): Promise<void>;
};

type Member = DeskProcess & { readonly child: ChildProcess; hits: number };

/**
 * Takes the place of the sandbox's own License Desk, which is stopped: the front listens where that one did, as a load
 * balancer does, and sends each activity to one of the processes.
 */
export async function startFleet(sandbox: Sandbox, dispatch: Dispatch = inTurn()): Promise<Fleet> {
  await sandbox.app.stop();
  const members: Member[] = [];
  const running = () => members.filter(({ child }) => child.exitCode === null && child.signalCode === null);
  const front = createServer((request, response) => {
    forward({ request, response, running: running(), dispatch }).catch(() => {
      // Nobody listens there any more: a load balancer says so.
      if (!response.headersSent) response.writeHead(502);
      response.end();
    });
  });
  await listen(front, Number(new URL(sandbox.deskUrl).port));

  return {
    async start({ aheadMs = 0, hasSteps = false, set = {} } = {}) {
      const variables = { ...sandbox.variables, PORT: '0', ...set };
      const member = await startMember({ variables, addresses: sandbox.addresses, aheadMs, hasSteps });
      members.push(member);
      return member;
    },
    async stop() {
      await Promise.all(
        running().map((member) => {
          member.signal('SIGINT');
          return member.ended;
        }),
      );
      front.closeAllConnections();
      await new Promise((resolve) => front.close(resolve));
    },
  };
}

/** One after the other. */
export function inTurn(): Dispatch {
  let next = 0;
  return (_, { length }) => {
    next += 1;
    return next % length;
  };
}

async function startMember(orders: DeskOrders): Promise<Member> {
  const log: string[] = [];
  const child = fork(join(import.meta.dirname, 'desk-process.ts'), {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Every further process starts in half the time.
    env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'license-desk-compile-cache') },
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => log.push(...chunk.toString().split('\n').filter(Boolean)));
  }
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (ready: { port: number }) => resolve(ready.port));
    void ended.then(({ code }) => reject(new Error(`License Desk ended with ${code}: ${log.join('\n')}`)));
    child.send(orders);
  });
  const member: Member = {
    url: `http://127.0.0.1:${port}`,
    child,
    log,
    hits: 0,
    activities: () => member.hits,
    signal: (name) => child.kill(name),
    tell: (wish) =>
      new Promise((resolve) => {
        child.once('message', ({ counted }: { counted: readonly Step[] }) => resolve(counted));
        child.send(wish, () => {});
        void ended.then(() => resolve(undefined));
      }),
    ended,
  };
  return member;
}

async function forward({
  request,
  response,
  running,
  dispatch,
}: {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly running: readonly Member[];
  readonly dispatch: Dispatch;
}): Promise<void> {
  const body = await bodyOf(request);
  const isActivity = request.method === 'POST';
  const target = running[isActivity ? dispatch(JSON.parse(body), running) : 0];
  if (!target) {
    response.writeHead(503).end();
    return;
  }
  if (isActivity) target.hits += 1;
  const answer = await fetch(new URL(request.url ?? '/', target.url), {
    method: request.method ?? 'GET',
    redirect: 'manual',
    headers: headersOf(request),
    ...(isActivity ? { body } : {}),
    signal: AbortSignal.timeout(20_000),
  });
  response.statusCode = answer.status;
  for (const [name, value] of answer.headers) {
    if (!['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'set-cookie'].includes(name)) {
      response.setHeader(name, value);
    }
  }
  response.setHeader('set-cookie', answer.headers.getSetCookie());
  response.end(Buffer.from(await answer.arrayBuffer()));
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const { authorization, cookie, 'content-type': type, 'accept-language': language } = headers;
  const given = { authorization, cookie, 'content-type': type, 'accept-language': language };
  return Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => !!entry[1]));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}
