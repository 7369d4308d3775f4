/** A channel in which the bot is installed, as needed to begin a thread there. */
export type KnownChannel = {
  readonly channelId: string;
  readonly teamId: string;
  readonly tenantId: string;
  readonly serviceUrl: string;
};

/** Remembers the channels of the teams that the bot is installed in. */
export interface ChannelStore {
  remember(channel: KnownChannel): Promise<void>;
  find(channelId: string): Promise<KnownChannel | undefined>;
  /** The bot was removed from a team. */
  forgetTeam(teamId: string): Promise<void>;
}

/** Finds teams by the channels that are known of them. */
export interface TeamFinder {
  /** Any channel of a team, to reach the team by. */
  ofTeam(teamId: string): Promise<KnownChannel | undefined>;
}
