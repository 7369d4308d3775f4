import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { readBody } from '../loopback-server.ts';
import type { World } from '../world.ts';
import type { AccessTokenClaims, VerifyToken } from './access-token.ts';
import { type Outcome, refusal } from './answer.ts';
import type { Call } from './call.ts';
import { carryOut } from './carry-out.ts';
import { type ExchangeLog, loggedHeaders } from './exchange-log.ts';
import { outcomeAfter, outcomeBefore } from './fault-outcomes.ts';
import type { PartnerCenterFaults } from './faults.ts';
import { parseLicenseUpdate } from './license-update.ts';
import { settle } from './order-of-checks.ts';
import { parseRoute } from './route.ts';
import { sendAnswer } from './send-answer.ts';
import type { TenantBooks } from './tenant-books.ts';

/** What the emulator's calls share. */
export type PartnerCenterDesk = {
  readonly world: World;
  readonly clock: () => Date;
  readonly newId: () => string;
  readonly verifyToken: VerifyToken;
  readonly books: TenantBooks;
  readonly faults: PartnerCenterFaults;
  readonly log: ExchangeLog;
  /** Aborted when the emulator closes: late answers stop waiting. */
  readonly closing: AbortSignal;
};

/** A request as it came in, with the ids under which it is answered. */
type Incoming = {
  readonly request: IncomingMessage;
  readonly target: string;
  readonly body: string;
  readonly requestId: string;
  readonly correlationId: string;
  readonly claims: AccessTokenClaims | null;
  readonly now: Date;
};

/** Reads one call, settles it, answers it, and notes the exchange. */
export async function answerCall(
  desk: PartnerCenterDesk,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { clock, newId, verifyToken } = desk;
  const incoming: Incoming = {
    request,
    target: request.url ?? '/',
    body: await readBody(request),
    requestId: headerOf(request, 'ms-requestid') ?? newId(),
    correlationId: headerOf(request, 'ms-correlationid') ?? newId(),
    claims: await readToken(request, verifyToken),
    now: clock(),
  };
  const settled = incoming.claims ? settleIncoming(desk, incoming, incoming.claims) : withoutToken;
  await settled.wait(desk.closing);
  finish(desk, incoming, response, settled);
}

/** The end of a call and how its answer is dressed. */
type Settled = {
  readonly outcome: Outcome;
  readonly wait: (closing: AbortSignal) => Promise<unknown>;
  readonly hasByteOrderMark: boolean;
  readonly hasMsHeaders: boolean;
};

const withoutToken: Settled = {
  outcome: refusal(401, 400),
  wait: async () => undefined,
  hasByteOrderMark: true,
  hasMsHeaders: true,
};

/** Everything between reading a call and answering it; without any waiting, so that updates are atomic. */
function settleIncoming(desk: PartnerCenterDesk, incoming: Incoming, claims: AccessTokenClaims): Settled {
  const { books, faults } = desk;
  const route = parseRoute(incoming.request.method ?? '', incoming.target);
  const faultTarget = {
    route: route.name,
    method: incoming.request.method ?? '',
    path: incoming.target,
    customerId: route.customerId.toLowerCase(),
    userId: route.userId.toLowerCase(),
    objectId: claims.objectId,
  };
  const course = faults.takeCourse(faultTarget);
  const form = faults.takeForm(faultTarget);
  const kinds = new Set(form.map(({ kind }) => kind));
  if (kinds.has('forget-request-ids')) books.change(() => ({ answers: [] }));
  const call: Call = {
    ...{ ...incoming, world: desk.world, books, claims, route },
    method: faultTarget.method,
    continuationToken: headerOf(incoming.request, 'ms-continuationtoken'),
    customer: books.customer(route.customerId),
    update: route.name === 'license-updates' ? parseLicenseUpdate(incoming.body) : null,
    scripted: course && outcomeBefore(course),
    isStale: kinds.has('stale-read'),
    scriptedWarnings: form.find((fault) => fault.kind === 'warnings')?.warnings ?? null,
  };
  const outcome = settle(call, carryOut);
  const late = form.find((fault) => fault.kind === 'late');
  const held = form.find((fault) => fault.kind === 'held');
  return {
    outcome: (course && outcomeAfter(course)) ?? reshape(outcome, kinds),
    wait: (signal) =>
      Promise.all([
        late && wait(late.milliseconds ?? 2000, undefined, { signal }).catch(() => undefined),
        held?.until,
      ]),
    hasByteOrderMark: !kinds.has('no-byte-order-mark'),
    hasMsHeaders: !kinds.has('no-ms-headers'),
  };
}

function reshape(outcome: Outcome, kinds: ReadonlySet<string>): Outcome {
  if (outcome === 'cut' || outcome === 'hang') return outcome;
  const status = kinds.has('ok-instead-of-created') && outcome.status === 201 ? 200 : outcome.status;
  return { ...outcome, status, body: kinds.has('no-body') ? undefined : outcome.body };
}

function finish(
  desk: PartnerCenterDesk,
  incoming: Incoming,
  response: ServerResponse,
  settled: Settled,
): void {
  const { outcome } = settled;
  const { claims, request } = incoming;
  const isAnswer = outcome !== 'cut' && outcome !== 'hang';
  const asksForMfa = headerOf(request, 'validatemfa')?.toLowerCase() === 'true';
  const sent = isAnswer
    ? sendAnswer(response, outcome, {
        ...incoming,
        ...settled,
        isMfaCompliant:
          asksForMfa && claims?.kind === 'app-plus-user' ? claims.methods.includes('mfa') : null,
      })
    : { headers: {}, body: '' };
  if (outcome === 'cut') response.destroy();
  desk.log.add({
    at: incoming.now.toISOString(),
    method: request.method ?? '',
    path: incoming.target,
    requestHeaders: loggedHeaders(request.rawHeaders),
    requestBody: incoming.body,
    status: isAnswer ? outcome.status : null,
    responseHeaders: sent.headers,
    responseBody: sent.body,
    actor: claims?.objectId ? { objectId: claims.objectId, name: claims.name ?? '' } : null,
    ending: isAnswer ? 'answered' : outcome === 'cut' ? 'cut' : 'hanging',
  });
}

async function readToken(request: IncomingMessage, verify: VerifyToken): Promise<AccessTokenClaims | null> {
  const token = /^Bearer (\S+)$/i.exec(headerOf(request, 'authorization') ?? '')?.[1];
  if (token === undefined) return null;
  return verify(token).catch(() => null);
}

function headerOf(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : null;
}
