import type { CardCopy, CardCopyStore } from '../../src/bot/card-copy-store.ts';
import type { ChannelStore } from '../../src/bot/channel-store.ts';
import type { OutboxStore } from '../../src/bot/outbox-store.ts';
import type { PeopleStore } from '../../src/bot/people-store.ts';
import type { RequestLeases } from '../../src/fulfilment/request-leases.ts';
import type { RequestStore } from '../../src/requests/request-store.ts';

/** What all instances of a simulated world share, and what outlives each of them. */
export interface SimulatedDatabase {
  readonly requests: RequestStore;
  readonly leases: RequestLeases;
  readonly outbox: OutboxStore;
  readonly copies: CardCopyStore;
  readonly people: PeopleStore;
  readonly channels: ChannelStore;
  /** When the next row falls due, in milliseconds; null when none will. */
  earliestDue(): number | null;
  allCopies(): Promise<readonly CardCopy[]>;
  /** How many notices wait. */
  waiting(): Promise<number>;
  close(): Promise<void>;
}
