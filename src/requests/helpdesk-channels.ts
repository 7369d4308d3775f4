import type { AuditEvent } from './audit-trail.ts';
import type { Named } from './license-change.ts';
import type { PersonId } from './person.ts';
import type { PolicyRules } from './policy-file.ts';

/** An operator's choice of the channel for a customer's requests; without a customer, for everything. */
export type ChannelChoice = { readonly customerId: string | null; readonly channelId: string };

/** Where channels are kept that operators chose, each change together with its audit event. */
export interface ChannelChoiceStore {
  all(): Promise<readonly ChannelChoice[]>;
  choose(choice: ChannelChoice, event: AuditEvent): Promise<void>;
  /** Takes every choice of a channel back; returns how many there were, and writes nothing where there was none. */
  forget(channelId: string, event: AuditEvent): Promise<number>;
}

export type HelpdeskChannelsDependencies = {
  readonly store: ChannelChoiceStore;
  readonly rules: () => PolicyRules;
  readonly clock: () => Date;
};

/**
 * In which channel the helpdesk follows requests. What is said for one customer goes before what is said for everything;
 * what an operator said in the channel goes before the policy file.
 */
export class HelpdeskChannels {
  readonly #deps: HelpdeskChannelsDependencies;

  constructor(dependencies: HelpdeskChannelsDependencies) {
    this.#deps = dependencies;
  }

  /** The channel for a customer's requests. */
  async channelFor(customerId: string): Promise<string | undefined> {
    const id = customerId.toLowerCase();
    const chosen = (await this.#deps.store.all()).find((choice) => choice.customerId === id);
    const ofFile = this.#deps.rules().customers.find((customer) => customer.id === id)?.channel;
    return chosen?.channelId ?? ofFile ?? this.general();
  }

  /** The channel for everything else. */
  async general(): Promise<string | undefined> {
    const chosen = (await this.#deps.store.all()).find(({ customerId }) => customerId === null);
    return chosen?.channelId ?? this.#deps.rules().helpdesk?.channel;
  }

  /** Uses a channel for a customer, or for everything, from now on. */
  async use(channelId: string, customer: Named | null, operator: PersonId): Promise<void> {
    const customerId = customer?.id.toLowerCase() ?? null;
    await this.#deps.store.choose(
      { customerId, channelId },
      this.#event('helpdesk-channel-chosen', { channelId, customerId, operator }),
    );
  }

  /** Uses a channel no more where an operator chose it; false where none did. */
  async stopUsing(channelId: string, operator: PersonId): Promise<boolean> {
    const event = this.#event('helpdesk-channel-left', { channelId, customerId: null, operator });
    return (await this.#deps.store.forget(channelId, event)) > 0;
  }

  #event(
    kind: string,
    about: { readonly channelId: string; readonly customerId: string | null; readonly operator: PersonId },
  ): AuditEvent {
    return {
      requestId: null,
      customerId: about.customerId,
      at: this.#deps.clock().toISOString(),
      kind,
      actor: about.operator,
      facts: { channel: about.channelId },
    };
  }
}
