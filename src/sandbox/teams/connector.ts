import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { deleteActivity, postActivity, putActivity } from './connector-activities.ts';
import { createConversation, subjectOfCreation } from './connector-creation.ts';
import { ConnectorError } from './connector-error.ts';
import { getMember, getMembers, getPagedMembers, getTeam, getTeamChannels } from './connector-members.ts';
import type { ConnectorRequest } from './connector-request.ts';
import type { Fault } from './faults.ts';
import { BodyTooLarge, type HttpAnswer, parseJson, readText, sendJson } from './http-exchange.ts';
import { splitConversationId } from './places.ts';
import type { SendLimits } from './send-limits.ts';
import type { TeamsCore } from './teams-core.ts';
import type { ConnectorCall } from './teams-emulator.ts';

/** A call before and while it is answered; its body is put in when it was read. */
type Incoming = {
  readonly call: Omit<ConnectorRequest, 'body'>;
  readonly read: { body: unknown };
  readonly fault: Fault | undefined;
};

type Entry = { method: string; path: string; status: number | null };
type Action = (core: TeamsCore, request: ConnectorRequest) => HttpAnswer;

const keptCalls = 500;
/** About 100 KB in UTF-16, the documented size of a message. */
const largestBodyCharacters = 51_200;

/** Routes that botbuilder 4.23.3 calls; a `*` is any one part. */
const routes: readonly { method: string; path: string; action: Action }[] = [
  { method: 'POST', path: 'conversations', action: createConversation },
  { method: 'POST', path: 'conversations/*/activities', action: postActivity },
  { method: 'POST', path: 'conversations/*/activities/*', action: postActivity },
  { method: 'PUT', path: 'conversations/*/activities/*', action: putActivity },
  { method: 'DELETE', path: 'conversations/*/activities/*', action: deleteActivity },
  { method: 'GET', path: 'conversations/*/members', action: getMembers },
  { method: 'GET', path: 'conversations/*/members/*', action: getMember },
  { method: 'GET', path: 'conversations/*/pagedmembers', action: getPagedMembers },
  { method: 'GET', path: 'teams/*', action: getTeam },
  { method: 'GET', path: 'teams/*/conversations', action: getTeamChannels },
];

/** The service that bots call: checks the bearer, plays faults, enforces limits, and does what is asked. */
export class Connector {
  readonly #core: TeamsCore;
  readonly #limits: SendLimits;
  readonly #calls: Entry[] = [];

  constructor(core: TeamsCore, limits: SendLimits) {
    this.#core = core;
    this.#limits = limits;
  }

  get calls(): readonly ConnectorCall[] {
    return this.#calls;
  }

  /** Answers a call to `/<region>/<tenant>/v3/…`; false when the path is not of the connector. */
  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean> {
    const match = /^\/amer\/([^/]+)\/v3\/(.+)$/.exec(url.pathname);
    if (!match) return false;
    const [, tenantId = '', path = ''] = match;
    const entry: Entry = { method: request.method ?? '', path: safeDecode(path), status: null };
    this.#record(entry);
    const parts = path.split('/').map(safeDecode);
    const call = { tenantId, method: entry.method, parts, query: url.searchParams };
    const fault = this.#core.faults.take(
      call.method,
      parts[0] === 'conversations' ? (parts[1] ?? null) : null,
    );
    if (fault?.kind === 'hang') return true;
    const { clock } = this.#core.options;
    const at = clock().toISOString();
    await this.#core.underway.track(async () => {
      const read = { body: undefined as unknown };
      const answer = await this.#answer(request, { call, read, fault });
      entry.status = answer === 'cut' ? null : answer.status;
      this.#core.traffic.tell({
        ...{ kind: 'call', at, method: call.method, parts, body: read.body, status: entry.status },
        answer: answer === 'cut' ? undefined : answer.body,
      });
      if (answer === 'cut') response.destroy();
      else sendJson(response, answer);
    });
    return true;
  }

  async #answer(request: IncomingMessage, { call, read, fault }: Incoming): Promise<HttpAnswer | 'cut'> {
    try {
      const text = await readText(request);
      read.body = parseJson(text);
      await this.#authenticate(request);
      if (fault?.kind === 'cut') return 'cut';
      refuseByFault(fault);
      if (text.length > largestBodyCharacters) {
        throw new ConnectorError(413, 'MessageSizeTooBig', 'Message size too large.');
      }
      const answer = this.#perform({ ...call, body: read.body });
      if (fault?.kind === 'lost-answer') return 'cut';
      if (fault?.kind === 'delay') await sleep(fault.delayMs ?? 1000);
      return answer;
    } catch (error) {
      return answerTo(error);
    }
  }

  async #authenticate({ headers }: IncomingMessage): Promise<void> {
    const token = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1];
    if (token && (await this.#core.options.verifyBotToken(token))) return;
    throw new ConnectorError(401, 'Unauthorized', 'Authorization has been denied for this request.');
  }

  #perform(request: ConnectorRequest): HttpAnswer {
    const route = routes.find(({ method, path }) => method === request.method && fits(path, request.parts));
    if (!route) throw new ConnectorError(404, 'NotFound', `No route ${request.method} ${request.parts[0]}.`);
    this.#limit(request);
    return route.action(this.#core, request);
  }

  #limit(request: ConnectorRequest): void {
    if (!this.#core.faults.hasSendLimits) return;
    const target = request.parts[1];
    const subject = target === undefined ? subjectOfCreation(request) : splitConversationId(target).placeId;
    const kind = request.method === 'GET' ? 'read' : 'send';
    const waitMs = this.#limits.take({ tenantId: request.tenantId, subject, kind });
    if (waitMs === null) return;
    this.#core.counters.throttled += 1;
    throw throttled(Math.ceil(waitMs / 1000));
  }

  #record(entry: Entry): void {
    this.#core.counters.connectorCalls += 1;
    this.#calls.push(entry);
    if (this.#calls.length > keptCalls) this.#calls.shift();
  }
}

function fits(path: string, parts: readonly string[]): boolean {
  const pattern = path.split('/');
  return (
    pattern.length === parts.length && pattern.every((word, index) => word === '*' || word === parts[index])
  );
}

function refuseByFault(fault: Fault | undefined): void {
  switch (fault?.kind) {
    case 'throttled':
      throw throttled(fault.retryAfterSeconds ?? 1);
    case 'precondition-failed':
      throw new ConnectorError(412, 'PreconditionFailed', 'Precondition failed, please try again.');
    case 'bad-gateway':
      throw new ConnectorError(502, 'ServiceError', 'Bad gateway.');
  }
}

function throttled(retryAfterSeconds: number): ConnectorError {
  return new ConnectorError(429, 'Throttled', 'Too many requests.', retryAfterSeconds);
}

function answerTo(error: unknown): HttpAnswer {
  if (error instanceof BodyTooLarge) {
    return answerTo(new ConnectorError(413, 'MessageSizeTooBig', 'Message size too large.'));
  }
  if (!(error instanceof ConnectorError)) throw error;
  const { status, code, message, retryAfterSeconds } = error;
  const answer = { status, body: { error: { code, message } } };
  if (retryAfterSeconds === undefined) return answer;
  return { ...answer, headers: { 'retry-after': String(retryAfterSeconds) } };
}

/** A part that is not valid percent-encoding stays as it came and is then unknown. */
function safeDecode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
