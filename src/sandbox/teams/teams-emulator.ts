import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { ChannelKeys, ChannelTokenOverrides } from './channel-tokens.ts';
import type { TeamsFaults } from './faults.ts';
import type { ClientOptions, TeamsClient } from './teams-client.ts';
import type { TeamsPerson } from './teams-person.ts';
import type { Traffic } from './teams-traffic.ts';

/** What the local Teams is made of. */
export type TeamsEmulatorOptions = {
  readonly people: readonly TeamsPerson[];
  readonly botAppId: string;
  readonly botName: string;
  /** The tenant in which the team and the group chat live. */
  readonly tenantId: string;
  readonly tenantName: string;
  readonly clock: () => Date;
  readonly newId: () => string;
  /** Says whether a bearer token on a call of the bot is good. */
  readonly verifyBotToken: (token: string) => Promise<boolean>;
  /** What a client gets from Entra ID for silent sign-in; without it, single sign-on is not set up. */
  readonly ssoToken?: (person: TeamsPerson) => Promise<string>;
  /** Whether silent sign-in works in group chats, on which sources disagree; false unless given. */
  readonly hasGroupChatSso?: boolean;
  /** Who is in the team; everybody of the tenant unless given. */
  readonly teamMemberKeys?: readonly string[];
  /** Who is in the group chat; requesters and approvers of the tenant unless given. */
  readonly groupChatMemberKeys?: readonly string[];
  /** How long Teams waits for the bot; 15,000 ms unless given. */
  readonly answerLimitMs?: number;
  /** Milliseconds of a steady clock for the sending limits; the machine's unless given. */
  readonly steadyClock?: () => number;
  /** The key that signs channel tokens; made when first needed unless given. */
  readonly channelKeys?: ChannelKeys;
  /** How the bot is reached; the global one unless given. */
  readonly fetch?: typeof fetch;
  /** Folder with the page's files; `src/sandbox/page` unless given. */
  readonly pageFolder?: URL;
  /** Gets the requests that are not of Teams; answers true when it has taken one. */
  readonly extraRoutes?: ExtraRoutes;
  readonly log?: Logger;
};

/** Routes of somebody else on the same server. */
export type ExtraRoutes = (
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
) => boolean | Promise<boolean>;

/** Ids of what exists from the start; they are the same after every restart. */
export type TeamsPlaces = {
  readonly teamId: string;
  readonly teamGroupId: string;
  /** Channel "License requests". */
  readonly helpdeskChannelId: string;
  /** Channel "General"; has the team's id, as in Teams. */
  readonly generalChannelId: string;
  readonly groupChatId: string;
};

/** One activity that went to the bot, for tests that look at it, change it and send it again. */
export type DeliveredActivity = {
  readonly activity: Readonly<Record<string, unknown>>;
  /** HTTP status of the bot; null while unanswered or when nobody answered. */
  readonly status: number | null;
};

/** One call of the bot to the connector. */
export type ConnectorCall = {
  readonly method: string;
  /** Decoded path after the service URL. */
  readonly path: string;
  readonly status: number | null;
};

/** How often things happened since the start. */
export type TeamsCounters = {
  /** Deliveries to the bot, repeated ones included. */
  deliveries: number;
  redeliveries: number;
  connectorCalls: number;
  /** Connector calls refused by the sending limits. */
  throttled: number;
  /** Automatic refreshes that clients sent. */
  automaticRefreshes: number;
  /** Clients that gave up refreshing a card that changed after each refresh. */
  refreshLoops: number;
};

/** The local Teams: connector, channel tokens, clients, page. */
export interface TeamsEmulator {
  /** Base address, e.g. `http://127.0.0.1:3979`; throws before `listen`. */
  readonly url: string;
  /** Service URL of the main tenant, with trailing slash. */
  readonly serviceUrl: string;
  readonly openIdMetadataUrl: string;
  readonly places: TeamsPlaces;
  readonly faults: TeamsFaults;
  readonly counters: TeamsCounters;
  /** The last 500 activities sent to the bot, oldest first. */
  readonly delivered: readonly DeliveredActivity[];
  /** The last 500 calls of the bot, oldest first. */
  readonly connectorCalls: readonly ConnectorCall[];
  /** Calls back for what goes over the wire from now on; the answer ends it. */
  onTraffic(listener: (traffic: Traffic) => void): () => void;
  /** What a conversation is called: the person of a chat with the bot, else the place. */
  titleOf(conversationId: string): string;

  /** Starts the server on loopback; port 0 takes any free one. */
  listen(port: number): Promise<void>;
  /** Where the bot gets its activities, e.g. `http://127.0.0.1:3978/api/messages`. */
  connectBot(endpointUrl: string): void;
  /** The client of a person; the same name gives the same client. */
  client(personKey: string, options?: ClientOptions): TeamsClient;
  /** The person's chat with the bot. */
  personalChatId(personKey: string): string;

  /** Tells the bot of every installation there is, as if it had just been made; for a bot with empty storage. */
  announceInstallations(): Promise<void>;
  /** Installs or removes the app for a person. */
  setInstalled(personKey: string, isInstalled: boolean): Promise<void>;
  /** Installs or removes the app in the team (by team or channel id) or the group chat. */
  setInstalledIn(placeId: string, isInstalled: boolean): Promise<void>;
  /** Whether the app is in a place. */
  isInstalledIn(placeId: string): boolean;
  /** Adds a person to the team or group chat, or removes them. */
  setMember(placeId: string, personKey: string, isMember: boolean): Promise<void>;
  /** Makes a conversation or thread vanish: the connector answers 404 `ConversationNotFound`. */
  removeConversation(conversationId: string): void;

  /** A signed channel token; overrides make it wrong on purpose. */
  mintChannelToken(overrides?: ChannelTokenOverrides): Promise<string>;
  /** Posts any activity to the bot with a good token (or the given one, or none when null). */
  deliver(
    activity: object,
    options?: { readonly token?: string | null },
  ): Promise<{ readonly status: number; readonly body: unknown }>;

  /** Resolves when no delivery, refresh or connector call is under way. */
  idle(): Promise<void>;
  /** What survives a restart, as JSON. */
  snapshot(): unknown;
  /** Takes a snapshot back; throws when it is not one. */
  restore(snapshot: unknown): void;
  close(): Promise<void>;
}
