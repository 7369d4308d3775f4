import { BotLink } from './bot-link.ts';
import { CardViews } from './card-views.ts';
import { ChannelTokens } from './channel-tokens.ts';
import { Connector } from './connector.ts';
import { FaultQueue } from './faults.ts';
import { LocalTeams } from './local-teams.ts';
import { MessageLog } from './message-log.ts';
import { ActivityMaker } from './outgoing-activities.ts';
import { PeopleBook } from './people-book.ts';
import { PlaceBook } from './places.ts';
import { ScreenBook } from './screen-book.ts';
import { SendLimits } from './send-limits.ts';
import { SignInStates } from './sign-in-states.ts';
import type { TeamsCore } from './teams-core.ts';
import type { TeamsCounters, TeamsEmulator, TeamsEmulatorOptions } from './teams-emulator.ts';
import { TeamsEvents } from './teams-events.ts';
import { TeamsServer } from './teams-server.ts';
import { TeamsTraffic } from './teams-traffic.ts';
import { Underway } from './underway.ts';

const usualAnswerLimitMs = 15_000;

/** Builds a local Teams; it serves nobody before `listen`. */
export function createTeamsEmulator(options: TeamsEmulatorOptions): TeamsEmulator {
  const tokens = new ChannelTokens(options.botAppId, options.newId(), options.channelKeys);
  const counters = newCounters();
  // The address is known only after `listen`, and nothing asks for it before.
  const serviceUrlOf = (tenantId: string) => `${server.url}/amer/${tenantId}/`;
  const core = buildCore(options, { tokens, counters, serviceUrlOf });
  const limits = new SendLimits(options.steadyClock ?? (() => performance.now()));
  const connector = new Connector(core, limits);
  const server = new TeamsServer({ core, connector, tokens });
  return new LocalTeams({ core, connector, server, tokens, serviceUrlOf });
}

function buildCore(
  options: TeamsEmulatorOptions,
  made: { tokens: ChannelTokens; counters: TeamsCounters; serviceUrlOf: (tenantId: string) => string },
): TeamsCore {
  const { tokens, counters, serviceUrlOf } = made;
  const { botAppId, botName, clock, newId, log } = options;
  const underway = new Underway();
  const traffic = new TeamsTraffic();
  const answerLimitMs = options.answerLimitMs ?? usualAnswerLimitMs;
  return {
    options,
    people: new PeopleBook(options.people),
    places: new PlaceBook(options),
    messages: new MessageLog(clock),
    views: new CardViews(),
    screens: new ScreenBook(),
    signIns: new SignInStates(),
    events: new TeamsEvents(),
    traffic,
    activities: new ActivityMaker({ botAppId, botName, clock, newId, serviceUrlOf }),
    bot: new BotLink({ tokens, fetch: options.fetch ?? fetch, answerLimitMs, counters, traffic, clock }),
    faults: new FaultQueue(),
    underway,
    counters,
    inBackground: (what, work) => {
      underway.track(work).catch((error: unknown) => log?.warn({ err: error, what }, 'A client gave up.'));
    },
  };
}

function newCounters(): TeamsCounters {
  return {
    deliveries: 0,
    redeliveries: 0,
    connectorCalls: 0,
    throttled: 0,
    automaticRefreshes: 0,
    refreshLoops: 0,
  };
}
