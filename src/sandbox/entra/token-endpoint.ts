import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../loopback-server.ts';
import { refuseClient } from './client-authentication.ts';
import type { EntraDesk } from './entra-desk.ts';
import { type EntraFault, type Grant, isTokenError } from './entra-faults.ts';
import type { GrantResult } from './give-tokens.ts';
import { carryOutGrant } from './grants.ts';
import { type TokenErrorName, tokenErrors, writeTokenError } from './token-errors.ts';

const LOG_KEPT = 500;

/** Answers `POST /{tenant}/oauth2/v2.0/token`. */
export async function answerToken(
  desk: EntraDesk,
  tenantSegment: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const form = new URLSearchParams(await readBody(request));
  const grant = grantOf(form);
  const tenantId = desk.books.tenantId(tenantSegment);
  if (grant === undefined) return sendRefusal(desk, form, response, 'unknown-grant');
  if (tenantId === undefined) return sendRefusal(desk, form, response, 'unknown-tenant');
  const fault = desk.faults.take({ grant, tenantId });
  const result =
    fault && typeof fault === 'string' ? faulty(fault) : await settle(desk, form, request, tenantId);
  desk.counts[grant] += 1;
  desk.log.splice(0, desk.log.length - LOG_KEPT);
  const entry = {
    at: desk.clock().toISOString(),
    grant,
    tenantId,
    person: typeof result === 'string' ? null : result.person,
    scope: form.get('scope') ?? '',
    outcome: typeof result === 'string' ? result : result.kind === 'tokens' ? 'ok' : result.error,
  };
  desk.log.push(entry);
  for (const listener of desk.logListeners) listener(entry);
  if (typeof fault === 'object') await fault.until;
  send(desk, form, response, result);
}

type Broken = 'hang' | 'cut' | 'html';

/** What a fault puts in place of the answer; a token error is answered like a real one. */
function faulty(fault: Exclude<EntraFault, object>): GrantResult | Broken {
  return isTokenError(fault) ? { kind: 'refused', error: fault, person: null } : fault;
}

async function settle(
  desk: EntraDesk,
  form: URLSearchParams,
  request: IncomingMessage,
  tenantId: string,
): Promise<GrantResult> {
  const { credentials, books, clock } = desk;
  const check = { appId: books.world.botAppId, credentials, now: clock() };
  const stranger = await refuseClient(form, request.headers.authorization, check);
  if (stranger !== undefined) return { kind: 'refused', error: stranger, person: null };
  const grant = grantOf(form);
  if (grant === undefined) return { kind: 'refused', error: 'unknown-grant', person: null };
  return carryOutGrant(grant, { desk, form, tenantId });
}

function grantOf(form: URLSearchParams): Grant | undefined {
  switch (form.get('grant_type')) {
    case 'authorization_code':
      return 'authorization_code';
    case 'refresh_token':
      return 'refresh_token';
    case 'client_credentials':
      return 'client_credentials';
    case 'urn:ietf:params:oauth:grant-type:jwt-bearer':
      return form.get('requested_token_use') === 'on_behalf_of' ? 'on_behalf_of' : undefined;
    default:
      return undefined;
  }
}

function send(
  desk: EntraDesk,
  form: URLSearchParams,
  response: ServerResponse,
  result: GrantResult | Broken,
): void {
  if (result === 'hang') return;
  if (result === 'cut') {
    response.destroy();
  } else if (result === 'html') {
    response.writeHead(502, { 'Content-Type': 'text/html' });
    response.end('<!DOCTYPE html><html><body><h1>Bad Gateway</h1></body></html>');
  } else if (result.kind === 'refused') {
    sendRefusal(desk, form, response, result.error);
  } else {
    sendJson(response, 200, result.body);
  }
}

function sendRefusal(
  desk: EntraDesk,
  form: URLSearchParams,
  response: ServerResponse,
  name: TokenErrorName,
): void {
  const refused = tokenErrors[name];
  const correlationId = form.get('client-request-id') ?? desk.newId();
  const trace = { traceId: desk.newId(), correlationId, now: desk.clock() };
  sendJson(response, refused.status, writeTokenError(refused, trace));
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Cache-Control': 'no-store, no-cache',
    Pragma: 'no-cache',
  });
  response.end(JSON.stringify(body));
}
