import { z } from 'zod';
import { refreshCard } from './card-refresh.ts';
import type { ChannelTokenOverrides, ChannelTokens } from './channel-tokens.ts';
import type { Connector } from './connector.ts';
import type { TeamsFaults } from './faults.ts';
import { announceInstallations, setInstalled, setMember } from './installations.ts';
import { type MessageLog, messageLogSchema, type StoredMessage } from './message-log.ts';
import { isVisibleTo } from './message-view.ts';
import { PersonClient } from './person-client.ts';
import { splitConversationId } from './places.ts';
import type { ClientOptions, TeamsClient } from './teams-client.ts';
import type { TeamsCore } from './teams-core.ts';
import type {
  ConnectorCall,
  DeliveredActivity,
  TeamsCounters,
  TeamsEmulator,
  TeamsPlaces,
} from './teams-emulator.ts';
import type { TeamsServer } from './teams-server.ts';
import type { Traffic } from './teams-traffic.ts';

/** What a local Teams is put together from. */
export type LocalTeamsParts = {
  readonly core: TeamsCore;
  readonly connector: Connector;
  readonly server: TeamsServer;
  readonly tokens: ChannelTokens;
  readonly serviceUrlOf: (tenantId: string) => string;
};

const snapshotSchema = z.object({
  version: z.literal(1),
  rosters: z.record(z.string(), z.object({ memberKeys: z.array(z.string()), hasBot: z.boolean() })),
  log: messageLogSchema,
});

/** The local Teams as the rest of the sandbox and the tests hold it. */
export class LocalTeams implements TeamsEmulator {
  readonly #parts: LocalTeamsParts;
  readonly #core: TeamsCore;
  readonly #stopListening: () => void;

  constructor(parts: LocalTeamsParts) {
    this.#parts = parts;
    this.#core = parts.core;
    this.#stopListening = parts.core.events.listen((event) => {
      if (event.kind === 'message' || event.kind === 'update')
        this.#refreshOpenClients(event.message, event.kind);
    });
  }

  get url(): string {
    return this.#parts.server.url;
  }

  get serviceUrl(): string {
    return this.#parts.serviceUrlOf(this.#core.options.tenantId);
  }

  get openIdMetadataUrl(): string {
    return `${this.url}/.well-known/openidconfiguration`;
  }

  get places(): TeamsPlaces {
    return this.#core.places.ids;
  }

  get faults(): TeamsFaults {
    return this.#core.faults;
  }

  get counters(): TeamsCounters {
    return this.#core.counters;
  }

  get delivered(): readonly DeliveredActivity[] {
    return this.#core.bot.delivered;
  }

  get connectorCalls(): readonly ConnectorCall[] {
    return this.#parts.connector.calls;
  }

  onTraffic(listener: (traffic: Traffic) => void): () => void {
    return this.#core.traffic.listen(listener);
  }

  titleOf(conversationId: string): string {
    const { placeId } = splitConversationId(conversationId);
    return this.#core.places.find(placeId)?.title ?? placeId;
  }

  listen(port: number): Promise<void> {
    return this.#parts.server.listen(port);
  }

  connectBot(endpointUrl: string): void {
    this.#core.bot.connect(endpointUrl);
  }

  client(personKey: string, options: ClientOptions = {}): TeamsClient {
    const { key } = this.#core.people.get(personKey);
    const screen = this.#core.screens.open(key, options.name ?? 'desktop');
    screen.refreshesByItself = options.refreshesByItself ?? screen.refreshesByItself;
    return new PersonClient(this.#core, screen);
  }

  personalChatId(personKey: string): string {
    return this.#core.places.personal(personKey).id;
  }

  announceInstallations(): Promise<void> {
    return announceInstallations(this.#core);
  }

  setInstalled(personKey: string, isInstalled: boolean): Promise<void> {
    return setInstalled(this.#core, this.#core.places.personal(personKey), isInstalled);
  }

  setInstalledIn(placeId: string, isInstalled: boolean): Promise<void> {
    return setInstalled(this.#core, this.#core.places.get(placeId), isInstalled);
  }

  isInstalledIn(placeId: string): boolean {
    return this.#core.places.get(placeId).roster.hasBot;
  }

  setMember(placeId: string, personKey: string, isMember: boolean): Promise<void> {
    return setMember(this.#core, this.#core.places.get(placeId), { personKey, isMember });
  }

  removeConversation(conversationId: string): void {
    this.#core.messages.markGone(conversationId);
  }

  mintChannelToken(overrides: ChannelTokenOverrides = {}): Promise<string> {
    return this.#parts.tokens.mint(this.serviceUrl, overrides);
  }

  deliver(
    activity: object,
    options: { readonly token?: string | null } = {},
  ): Promise<{ status: number; body: unknown }> {
    return this.#core.bot.post({ ...activity }, options.token);
  }

  idle(): Promise<void> {
    return this.#core.underway.idle();
  }

  snapshot(): z.infer<typeof snapshotSchema> {
    const rosters = this.#core.places.all.map(({ id, roster }) => [id, structuredClone(roster)] as const);
    return { version: 1, rosters: Object.fromEntries(rosters), log: this.#log.snapshot() };
  }

  restore(snapshot: unknown): void {
    const saved = snapshotSchema.parse(snapshot);
    for (const { id, roster } of this.#core.places.all) Object.assign(roster, saved.rosters[id]);
    this.#log.restore(saved.log);
  }

  async close(): Promise<void> {
    this.#stopListening();
    this.#core.bot.close();
    await this.#parts.server.close();
  }

  get #log(): MessageLog {
    return this.#core.messages;
  }

  /** Open chat windows refresh a card when it arrives or is edited. */
  #refreshOpenClients(message: StoredMessage, kind: 'message' | 'update'): void {
    if (message.cards.length === 0) return;
    const { memberKeys } = this.#core.places.get(message.placeId).roster;
    const occasion = kind === 'message' ? 'opened' : 'edited';
    for (const screen of this.#core.screens.all()) {
      if (!screen.refreshesByItself || !memberKeys.includes(screen.personKey)) continue;
      if (!isVisibleTo(message, screen.personKey)) continue;
      this.#core.inBackground('refresh', () => refreshCard(this.#core, screen, { message, occasion }));
    }
  }
}
