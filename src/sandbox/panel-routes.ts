import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { EntraEmulator } from './entra/entra-emulator.ts';
import type { HappeningLog } from './happenings/happening-log.ts';
import { readBody } from './loopback-server.ts';
import type { PartnerCenterEmulator } from './partner-center/partner-center-emulator.ts';
import type { SingleSignOn } from './single-sign-on.ts';
import { createSwitchBoard } from './switches/switch-board.ts';
import type { ExtraRoutes, TeamsEmulator } from './teams/teams-emulator.ts';
import type { World } from './world.ts';

/** What the panels of the page show and switch. */
export type PanelParts = {
  readonly world: World;
  readonly entra: EntraEmulator;
  readonly partnerCenter: PartnerCenterEmulator;
  readonly singleSignOn: SingleSignOn;
  readonly happenings: HappeningLog;
  /** Asked for with the first request, because these routes are made before Teams is. */
  readonly teams: () => TeamsEmulator;
};

const switchRequest = z.object({ id: z.string(), value: z.union([z.string(), z.boolean()]).optional() });

/** The routes behind the panels "What just happened" and "Switches". */
export function createPanelRoutes(parts: PanelParts): ExtraRoutes {
  const { happenings } = parts;
  let made: SwitchBoard | undefined;
  const board = () => {
    made ??= createSwitchBoard({ ...parts, teams: parts.teams() });
    return made;
  };
  return async (request, response, url) => {
    switch (`${request.method} ${url.pathname}`) {
      case 'GET /api/happenings':
        answer(response, { happenings: happenings.all() });
        return true;
      case 'GET /api/happenings/sides':
        answer(response, { sides: happenings.sidesOf(Number(url.searchParams.get('of'))) ?? null });
        return true;
      case 'GET /api/happenings/events':
        stream(response, happenings);
        return true;
      case 'GET /api/switches':
        answer(response, { switches: board().all() });
        return true;
      case 'POST /api/switches':
        answer(response, { switches: await turn(request, board()) });
        return true;
      default:
        return false;
    }
  };
}

type SwitchBoard = ReturnType<typeof createSwitchBoard>;

async function turn(request: IncomingMessage, board: SwitchBoard) {
  const parsed = switchRequest.safeParse(JSON.parse(await readBody(request)));
  if (parsed.success) await board.turn(parsed.data.id, parsed.data.value);
  return board.all();
}

function stream(response: ServerResponse, happenings: HappeningLog): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(': open\n\n');
  const end = happenings.listen((happening) => {
    response.write(`event: happening\ndata: ${JSON.stringify(happening)}\n\n`);
  });
  response.on('close', end);
}

function answer(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
