import type { ServerResponse } from 'node:http';
import { isVisibleTo } from './message-view.ts';
import { viewForPage } from './page-view.ts';
import type { ClientScreen } from './screen-book.ts';
import type { TeamsCore } from './teams-core.ts';
import type { TeamsEvent } from './teams-events.ts';

const keepAliveMs = 15_000;

/**
 * Server-sent events: what is new for each of these people in the places that they are in, on their desktop. One
 * stream serves several, because a browser opens no more than six connections to a server, over all its windows.
 */
export function streamEvents(
  core: TeamsCore,
  screens: readonly ClientScreen[],
  response: ServerResponse,
): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.write('retry: 1000\n\n');
  const stop = core.events.listen((event) => {
    for (const screen of screens) {
      const told = tell(core, screen, event);
      if (!told) continue;
      const data = { as: screen.personKey, ...told.data };
      response.write(`event: ${told.name}\ndata: ${JSON.stringify(data)}\n\n`);
    }
  });
  const timer = setInterval(() => response.write(': still here\n\n'), keepAliveMs);
  response.on('close', () => {
    stop();
    clearInterval(timer);
  });
}

type Told = { readonly name: string; readonly data: Readonly<Record<string, unknown>> };

/** The event as the page gets it; null when it is not for this person. */
function tell(core: TeamsCore, screen: ClientScreen, event: TeamsEvent): Told | null {
  switch (event.kind) {
    case 'message':
    case 'update':
    case 'delete': {
      const { message } = event;
      if (!isIn(core, screen, message.placeId) || !isVisibleTo(message, screen.personKey)) return null;
      return { name: event.kind, data: dataOf(message.conversationId, viewForPage(core, message, screen)) };
    }
    case 'typing':
      if (!isIn(core, screen, event.placeId)) return null;
      return { name: 'typing', data: dataOf(event.conversationId, null) };
    case 'view':
      if (!isFor(screen, event)) return null;
      return {
        name: 'card',
        data: dataOf(event.message.conversationId, viewForPage(core, event.message, screen)),
      };
    case 'notice':
      if (!isFor(screen, event)) return null;
      return {
        name: 'notice',
        data: { conversationId: event.conversationId, message: null, text: event.text },
      };
  }
}

function dataOf(conversationId: string, message: unknown): Readonly<Record<string, unknown>> {
  return { conversationId, message };
}

function isIn(core: TeamsCore, screen: ClientScreen, placeId: string): boolean {
  return core.places.get(placeId).roster.memberKeys.includes(screen.personKey);
}

function isFor(screen: ClientScreen, event: { personKey: string; clientName: string }): boolean {
  return event.personKey === screen.personKey && event.clientName === screen.name;
}
