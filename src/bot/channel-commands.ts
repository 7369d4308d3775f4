import type { UseChannelIntent } from '../dialogs/channel-command.ts';
import type { Directory } from '../directory/directory.ts';
import { DirectoryUnavailable } from '../directory/directory-unavailable.ts';
import { fold } from '../directory/text-fold.ts';
import { listText } from '../i18n/list-text.ts';
import { plainName, plainText } from '../i18n/plain-text.ts';
import type { Translate } from '../i18n/translator.ts';
import type { ApprovalPolicy } from '../requests/approval-policy.ts';
import type { HelpdeskChannels } from '../requests/helpdesk-channels.ts';
import type { ChannelStore } from './channel-store.ts';
import type { Speaker } from './speaker.ts';

/** So many customers of like names are told. */
const MOST_NAMED = 5;

export type ChannelCommandsDependencies = {
  readonly helpdesk: Pick<HelpdeskChannels, 'use' | 'stopUsing'>;
  readonly channels: Pick<ChannelStore, 'find'>;
  readonly directory: Pick<Directory, 'searchCustomers'>;
  readonly policy: Pick<ApprovalPolicy, 'isOperator'>;
};

/** What can be said about the channel in which it is said. */
export type ChannelCommand = UseChannelIntent | { readonly kind: 'leave-channel' };

/** Lets operators say in a channel for whose requests the helpdesk uses it. */
export class ChannelCommands {
  readonly #deps: ChannelCommandsDependencies;

  constructor(dependencies: ChannelCommandsDependencies) {
    this.#deps = dependencies;
  }

  /** Does what was said; returns the answer. */
  async run(command: ChannelCommand, { person, place }: Speaker, text: Translate): Promise<string> {
    const { channels, helpdesk, policy } = this.#deps;
    if (!(await policy.isOperator(person))) return text('channel.forOperators');
    const channel = await channels.find(channelOf(place.conversationId));
    if (!channel) return text('channel.onlyInChannels');
    if (command.kind === 'leave-channel') {
      const isLeft = await helpdesk.stopUsing(channel.channelId, person);
      return text(isLeft ? 'channel.left' : 'channel.notUsed');
    }
    if (command.customer === null) {
      await helpdesk.use(channel.channelId, null, person);
      return text('channel.usedForAll');
    }
    const found = await this.#find(command.customer);
    if (found === 'unavailable') return text('error.directory-down');
    const [customer, ...others] = found;
    if (!customer) return text('channel.noCustomer', { text: plainText(command.customer) });
    if (others.length > 0) {
      const names = found.slice(0, MOST_NAMED).map(({ name }) => plainName(name));
      return text('channel.whichCustomer', { customers: listText(names, text, 'any') });
    }
    await helpdesk.use(channel.channelId, customer, person);
    return text('channel.used', { customer: plainName(customer.name) });
  }

  /** A customer of exactly that name, domain or id goes before others. */
  async #find(words: string) {
    try {
      const found = await this.#deps.directory.searchCustomers(words, { allowedIds: 'all' });
      const wanted = fold(words);
      const named = found.filter((one) =>
        [one.id, one.name, one.domain ?? ''].some((name) => fold(name) === wanted),
      );
      return named.length > 0 ? named : found;
    } catch (error) {
      if (error instanceof DirectoryUnavailable) return 'unavailable';
      throw error;
    }
  }
}

/** The id of a channel's thread is that of the channel with `;messageid=…` behind it. */
function channelOf(conversationId: string): string {
  return conversationId.split(';')[0] ?? conversationId;
}
