import type { Logger } from 'pino';
import { plainText } from '../i18n/plain-text.ts';
import type { Translate } from '../i18n/translator.ts';
import type { Person } from '../requests/person.ts';
import type { ChannelStore } from './channel-store.ts';
import type { TeamsConnector } from './connector-client.ts';
import { type Languages, readingLocale } from './languages.ts';
import { sentenceMessage } from './message.ts';
import type { PeopleStore } from './people-store.ts';

export type PolicyFaultMessageDependencies = {
  readonly connector: Pick<TeamsConnector, 'send' | 'createThread'>;
  readonly channels: Pick<ChannelStore, 'find'>;
  readonly people: Pick<PeopleStore, 'find'>;
  readonly operators: () => Promise<readonly Person[]>;
  readonly helpdeskChannel: () => Promise<string | undefined>;
  readonly languages: Pick<Languages, 'forReader' | 'forConversation'>;
  readonly log: Logger;
};

/** Tells operators and the helpdesk that the policy file cannot be used. Who cannot be told is left to the log. */
export async function tellPolicyFault(fault: Error, deps: PolicyFaultMessageDependencies): Promise<void> {
  const { channels, connector, helpdeskChannel, languages, log, operators, people } = deps;
  const message = (text: Translate) =>
    sentenceMessage(text('operator.policyFault', { detail: plainText(fault.message) }));
  const inChats = (await operators()).map(async (operator) => {
    const known = await people.find(operator);
    if (!known?.chat) return;
    await connector.send(known.chat, message(languages.forReader(readingLocale(known))));
  });
  const inChannel = async () => {
    const channelId = await helpdeskChannel();
    const channel = channelId ? await channels.find(channelId) : undefined;
    if (!channel) return;
    const text = await languages.forConversation(channel.channelId, null);
    await connector.createThread(channel, message(text));
  };
  for (const told of await Promise.allSettled([...inChats, inChannel()])) {
    if (told.status === 'rejected') log.warn({ err: told.reason }, 'a fault of the policy could not be told');
  }
}
