import type { IncomingMessage, ServerResponse } from 'node:http';
import { BodyTooLarge, type HttpAnswer, parseJson, readText, sendJson } from './http-exchange.ts';
import { isVisibleTo } from './message-view.ts';
import { pageActions } from './page-actions.ts';
import { PageError, requireMember, screenOf } from './page-error.ts';
import { streamEvents } from './page-events.ts';
import { viewForPage } from './page-view.ts';
import { splitConversationId } from './places.ts';
import type { ClientScreen } from './screen-book.ts';
import type { TeamsCore } from './teams-core.ts';

/** Answers the page's requests below `/api/`; false when the path is not one of them. */
export async function handlePageApi(
  core: TeamsCore,
  { request, response, url }: { request: IncomingMessage; response: ServerResponse; url: URL },
): Promise<boolean> {
  try {
    if (request.method === 'GET') return handleGet(core, response, url);
    const action = request.method === 'POST' ? pageActions.get(url.pathname) : undefined;
    if (!action) return false;
    requireJson(request);
    sendJson(response, await action(core, parseJson(await readText(request))));
  } catch (error) {
    sendJson(response, answerTo(error));
  }
  return true;
}

function handleGet(core: TeamsCore, response: ServerResponse, url: URL): boolean {
  switch (url.pathname) {
    case '/api/world':
      sendJson(response, { status: 200, body: describeWorld(core) });
      return true;
    case '/api/messages':
      sendJson(response, { status: 200, body: { messages: listMessages(core, url.searchParams) } });
      return true;
    case '/api/events':
      streamEvents(core, screensOf(core, url.searchParams.getAll('as')), response);
      return true;
    default:
      return false;
  }
}

function screensOf(core: TeamsCore, keys: readonly string[]): ClientScreen[] {
  const [first, ...others] = new Set(keys);
  return [screenOf(core, first ?? null), ...others.map((key) => screenOf(core, key))];
}

function describeWorld({ options, people, places }: TeamsCore): unknown {
  return {
    bot: { id: options.botAppId, name: options.botName },
    tenant: { id: options.tenantId, name: options.tenantName },
    people: people.all.map(({ key, name, note, objectId, teamsId, locale, roles }) => {
      const { hasBot } = places.personal(key).roster;
      return { key, name, note: note ?? '', objectId, teamsId, locale, roles, hasApp: hasBot };
    }),
    places: places.all.map(({ id, kind, title, roster }) => ({
      id,
      kind,
      title,
      memberKeys: roster.memberKeys,
    })),
  };
}

function listMessages(core: TeamsCore, query: URLSearchParams): unknown[] {
  const screen = screenOf(core, query.get('as'));
  const conversationId = query.get('place') ?? '';
  const { threadRootId } = splitConversationId(conversationId);
  return core.messages
    .inPlace(requireMember(core, screen, conversationId).id)
    .filter((message) => threadRootId === null || (message.threadRootId ?? message.id) === threadRootId)
    .filter((message) => isVisibleTo(message, screen.personKey))
    .map((message) => viewForPage(core, message, screen));
}

/** Other sites cannot send JSON here without the browser asking first, which nobody answers. */
function requireJson({ headers }: IncomingMessage): void {
  if (headers['content-type']?.startsWith('application/json')) return;
  throw new PageError(415, 'Only JSON is taken.');
}

function answerTo(error: unknown): HttpAnswer {
  if (error instanceof BodyTooLarge) return { status: 413, body: { error: { message: 'Too large.' } } };
  if (!(error instanceof PageError)) throw error;
  return { status: error.status, body: { error: { message: error.message } } };
}
