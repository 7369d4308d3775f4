import { createLoopbackServer, type LoopbackServer } from '../loopback-server.ts';
import type { World } from '../world.ts';
import type { VerifyToken } from './access-token.ts';
import { answerCall } from './answer-call.ts';
import { type Exchange, ExchangeLog } from './exchange-log.ts';
import { PartnerCenterFaults } from './faults.ts';
import type { PartnerCenterSnapshot } from './snapshot.ts';
import { PartnerCenterSwitches } from './switches.ts';
import { TenantBooks } from './tenant-books.ts';

/** What the emulator is made of; `state` is a snapshot kept from an earlier run. */
export type PartnerCenterEmulatorParts = {
  readonly world: World;
  readonly clock: () => Date;
  readonly newId: () => string;
  readonly verifyToken: VerifyToken;
  readonly state?: unknown;
};

/** A Partner Center on loopback: the routes that License Desk calls, with real accounting and scripted faults. */
export interface PartnerCenterEmulator extends LoopbackServer {
  readonly faults: PartnerCenterFaults;
  readonly switches: PartnerCenterSwitches;
  /** The latest exchanges, oldest first. */
  exchanges(): readonly Exchange[];
  /** Calls back for every exchange from now on; the answer ends it. */
  onExchange(listener: (exchange: Exchange) => void): () => void;
  /** Calls back whenever something remembered has changed; the answer ends it. */
  onChange(listener: () => void): () => void;
  snapshot(): PartnerCenterSnapshot;
  /** Goes back to a snapshot; throws when it is not one. */
  restore(kept: unknown): void;
}

const EXCHANGES_KEPT = 200;

/** Makes a Partner Center emulator; it answers once `listen` was called. */
export function createPartnerCenterEmulator(parts: PartnerCenterEmulatorParts): PartnerCenterEmulator {
  const books = new TenantBooks(parts.world, parts.state);
  const faults = new PartnerCenterFaults();
  const log = new ExchangeLog(EXCHANGES_KEPT);
  const closing = new AbortController();
  const desk = { ...parts, books, faults, log, closing: closing.signal };
  const server = createLoopbackServer((request, response) => answerCall(desk, request, response));
  return {
    get url() {
      return server.url;
    },
    listen: (port) => server.listen(port),
    close: () => {
      closing.abort();
      return server.close();
    },
    faults,
    switches: new PartnerCenterSwitches(books),
    exchanges: () => log.all(),
    onExchange: (listener) => log.listen(listener),
    onChange: (listener) => books.listen(listener),
    snapshot: () => books.snapshot(),
    restore: (kept) => books.restore(kept),
  };
}
