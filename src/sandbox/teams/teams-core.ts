import type { BotLink } from './bot-link.ts';
import type { CardViews } from './card-views.ts';
import type { FaultQueue } from './faults.ts';
import type { MessageLog } from './message-log.ts';
import type { ActivityMaker } from './outgoing-activities.ts';
import type { PeopleBook } from './people-book.ts';
import type { PlaceBook } from './places.ts';
import type { ScreenBook } from './screen-book.ts';
import type { SignInStates } from './sign-in-states.ts';
import type { TeamsCounters, TeamsEmulatorOptions } from './teams-emulator.ts';
import type { TeamsEvents } from './teams-events.ts';
import type { TeamsTraffic } from './teams-traffic.ts';
import type { Underway } from './underway.ts';

/** What the parts of one local Teams share. */
export type TeamsCore = {
  readonly options: TeamsEmulatorOptions;
  readonly people: PeopleBook;
  readonly places: PlaceBook;
  readonly messages: MessageLog;
  readonly views: CardViews;
  readonly screens: ScreenBook;
  readonly signIns: SignInStates;
  readonly events: TeamsEvents;
  readonly traffic: TeamsTraffic;
  readonly activities: ActivityMaker;
  readonly bot: BotLink;
  readonly faults: FaultQueue;
  readonly underway: Underway;
  readonly counters: TeamsCounters;
  /** Starts work that nobody waits for; it counts for `idle`, and a failure is logged. */
  readonly inBackground: (what: string, work: () => Promise<unknown>) => void;
};
