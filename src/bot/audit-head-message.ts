import { type ChainHead, headText } from '../requests/audit-chain.ts';
import type { ChannelStore } from './channel-store.ts';
import type { TeamsConnector } from './connector-client.ts';
import type { Languages } from './languages.ts';
import { sentenceMessage } from './message.ts';

export type AuditHeadMessageDependencies = {
  readonly connector: Pick<TeamsConnector, 'createThread'>;
  readonly channels: Pick<ChannelStore, 'find'>;
  /** The channel of the helpdesk, as it is chosen now; undefined when there is none. */
  readonly helpdeskChannel: () => Promise<string | undefined>;
  readonly languages: Pick<Languages, 'forConversation'>;
};

/** Posts the head of the audit trail to the helpdesk channel; where there is none the log has to do. Throws `ConnectorError`. */
export async function postAuditHead(
  head: ChainHead,
  { connector, channels, helpdeskChannel, languages }: AuditHeadMessageDependencies,
): Promise<void> {
  const channelId = await helpdeskChannel();
  const channel = channelId ? await channels.find(channelId) : undefined;
  if (!channel) return;
  const text = await languages.forConversation(channel.channelId, null);
  const line = text('audit.head', { count: head.seq, head: headText(head) });
  await connector.createThread(channel, sentenceMessage(line));
}
