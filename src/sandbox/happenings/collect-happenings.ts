import type { TokenRequest } from '../entra/entra-desk.ts';
import type { EntraEmulator } from '../entra/entra-emulator.ts';
import type { Exchange } from '../partner-center/exchange-log.ts';
import type { PartnerCenterEmulator } from '../partner-center/partner-center-emulator.ts';
import type { TeamsEmulator } from '../teams/teams-emulator.ts';
import type { ActivityTraffic, CallTraffic } from '../teams/teams-traffic.ts';
import type { World } from '../world.ts';
import { Correlation } from './correlation.ts';
import { decisionOf } from './decision.ts';
import type { Happening } from './happening.ts';
import type { HappeningLog } from './happening-log.ts';
import type { LogLine } from './tapped-log.ts';
import { activityWords, callWords } from './traffic-words.ts';

/** The parties whose doings are collected. */
export type HappeningSources = {
  readonly world: World;
  readonly clock: () => Date;
  readonly teams: TeamsEmulator;
  readonly entra: EntraEmulator;
  readonly partnerCenter: PartnerCenterEmulator;
};

/** Puts into the log what goes over the wires from now on; the answer takes the lines of License Desk's log. */
export function collectHappenings(sources: HappeningSources, log: HappeningLog): (line: LogLine) => void {
  const { world, clock, teams, entra, partnerCenter } = sources;
  const correlation = new Correlation();
  const titleOf = (conversationId: string) => teams.titleOf(conversationId);
  const underway = new Map<ActivityTraffic, (settled: Happening) => void>();
  teams.onTraffic((traffic) => {
    if (traffic.kind === 'call') return void log.add(ofCall(traffic, { titleOf, correlation }));
    const happening = ofActivity(traffic, { titleOf, correlation });
    const settle = underway.get(traffic);
    if (settle) settle(happening);
    else underway.set(traffic, log.add(happening));
    if (traffic.status !== undefined) underway.delete(traffic);
  });
  entra.onTokenRequest((request) => log.add(ofTokenRequest(request, world)));
  partnerCenter.onExchange((exchange) => log.add(ofExchange(exchange, correlation)));
  return (line) => {
    const decision = decisionOf(line, { at: clock().toISOString(), world });
    if (!decision) return;
    const { correlationId } = line;
    if (decision.requestId)
      correlation.learn(decision.requestId, typeof correlationId === 'string' ? correlationId : null);
    log.add(decision);
  };
}

type Reading = { readonly titleOf: (conversationId: string) => string; readonly correlation: Correlation };

function ofActivity(traffic: ActivityTraffic, { titleOf, correlation }: Reading): Happening {
  const { at, activity, status, answer } = traffic;
  const conversation = activity['conversation'];
  const id =
    typeof conversation === 'object' && conversation !== null && 'id' in conversation ? conversation.id : '';
  return {
    at,
    lane: 'activity',
    ...activityWords(traffic, titleOf(String(id))),
    requestId: correlation.ofJson(activity),
    outcome: status === undefined ? null : (status?.toString() ?? 'no answer'),
    isGood: status === undefined || isSuccess(status),
    sides: [
      { title: 'Activity', body: activity },
      ...(status === undefined ? [] : [{ title: 'Answer', body: answer }]),
    ],
  };
}

function ofCall(call: CallTraffic, { titleOf, correlation }: Reading): Happening {
  const { at, method, parts, body, status, answer } = call;
  return {
    at,
    lane: 'message',
    ...callWords(call, titleOf),
    requestId: correlation.ofJson(body),
    outcome: status?.toString() ?? 'connection cut',
    isGood: isSuccess(status),
    sides: [
      { title: `${method} /v3/${parts.join('/')}`, body },
      { title: 'Answer', body: answer },
    ],
  };
}

function ofTokenRequest({ at, grant, person, scope, outcome }: TokenRequest, world: World): Happening {
  const name = world.people.find(({ key }) => key === person)?.name;
  const isGood = outcome === 'ok';
  const whose = name ? `for ${name}` : "for License Desk's own account";
  return {
    at,
    lane: 'token',
    words: isGood ? `Gave a token ${whose}` : `Gave no token${name ? ` ${whose}` : ''}: ${outcome}`,
    isBackground: isGood && grant === 'client_credentials',
    requestId: null,
    outcome: isGood ? '200' : 'refused',
    isGood,
    sides: [{ title: 'Token request', body: { grant, person: name ?? null, scope, outcome } }],
  };
}

function ofExchange(exchange: Exchange, correlation: Correlation): Happening {
  const { at, method, path, status, actor, ending } = exchange;
  const correlationId = Object.entries(exchange.requestHeaders).find(
    ([name]) => name.toLowerCase() === 'ms-correlationid',
  )?.[1];
  return {
    at,
    lane: 'exchange',
    words: `${method} ${path}, ${actor ? `with the token of ${actor.name}` : "without a person's token"}`,
    isBackground: method === 'GET' && status !== null && status < 400,
    requestId: correlation.ofCorrelationId(correlationId),
    outcome: status?.toString() ?? (ending === 'cut' ? 'connection cut' : 'no answer'),
    isGood: isSuccess(status),
    sides: [
      { title: 'Request', headers: exchange.requestHeaders, body: parsed(exchange.requestBody) },
      { title: 'Answer', headers: exchange.responseHeaders, body: parsed(exchange.responseBody) },
    ],
  };
}

function isSuccess(status: number | null): boolean {
  return status !== null && status < 400;
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
