import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { EntraEmulator } from './entra/entra-emulator.ts';
import { readBody } from './loopback-server.ts';
import type { Exchange } from './partner-center/exchange-log.ts';
import type { PartnerCenterEmulator } from './partner-center/partner-center-emulator.ts';
import type { SingleSignOn } from './single-sign-on.ts';
import { createSwitchBoard } from './switch-board.ts';
import type { ExtraRoutes } from './teams/teams-emulator.ts';
import type { World } from './world.ts';

/** What the panels of the page show and switch. */
export type PanelParts = {
  readonly world: World;
  readonly entra: EntraEmulator;
  readonly partnerCenter: PartnerCenterEmulator;
  readonly singleSignOn: SingleSignOn;
};

const switchRequest = z.object({ id: z.string(), value: z.union([z.string(), z.boolean()]).optional() });

/** The routes behind the panels "What reached Partner Center" and "Switches". */
export function createPanelRoutes(parts: PanelParts): ExtraRoutes {
  const { partnerCenter } = parts;
  const board = createSwitchBoard(parts);
  return async (request, response, url) => {
    switch (`${request.method} ${url.pathname}`) {
      case 'GET /api/partner-center/exchanges':
        answer(response, { exchanges: partnerCenter.exchanges().map(shown) });
        return true;
      case 'GET /api/partner-center/events':
        stream(response, partnerCenter);
        return true;
      case 'GET /api/switches':
        answer(response, { switches: board.all() });
        return true;
      case 'POST /api/switches':
        answer(response, { switches: await turn(request, board) });
        return true;
      default:
        return false;
    }
  };
}

async function turn(request: IncomingMessage, board: ReturnType<typeof createSwitchBoard>) {
  const parsed = switchRequest.safeParse(JSON.parse(await readBody(request)));
  if (parsed.success) board.turn(parsed.data.id, parsed.data.value);
  return board.all();
}

function shown({ actor, ...exchange }: Exchange) {
  return { ...exchange, actor: actor && { name: actor.name, oid: actor.objectId } };
}

function stream(response: ServerResponse, partnerCenter: PartnerCenterEmulator): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(': open\n\n');
  const end = partnerCenter.onExchange((exchange) => {
    response.write(`event: exchange\ndata: ${JSON.stringify(shown(exchange))}\n\n`);
  });
  response.on('close', end);
}

function answer(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
