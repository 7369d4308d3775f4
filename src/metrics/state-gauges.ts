import { Gauge, type Registry } from 'prom-client';

/** The state that is read from the database when somebody looks. */
export interface StateReader {
  /** How many requests there are in each of these statuses, and when the oldest of them was made (ISO time). */
  requests(
    statuses: readonly string[],
  ): Promise<readonly { readonly status: string; readonly count: number; readonly oldestAt: string }[]>;
  /** How many notices wait, and since when the longest waiting is due (ISO time). */
  outbox(): Promise<{ readonly depth: number; readonly dueSince: string | null }>;
}

/** What the gauges are read from. */
export type GaugeSources = {
  readonly state: StateReader;
  /** Statuses from which a request still moves on; how often others were reached is counted by event. */
  readonly openStatuses: readonly string[];
  /** How the account that reads the directory is doing. */
  readonly directoryAccount: () => Promise<'not-connected' | 'connected' | 'needs-sign-in' | 'failing'>;
  /** Days until our certificate ends; null where a secret or a federated token is used. */
  readonly certificateDays: () => number | null;
  readonly clock: () => Date;
};

const ACCOUNT_STATES = ['not-connected', 'connected', 'needs-sign-in', 'failing'] as const;

/** Adds gauges that are read anew at every scrape. */
export function addStateGauges(registry: Registry, sources: GaugeSources): void {
  addRequestGauges(registry, sources);
  addOutboxGauges(registry, sources);
  const registers = [registry];
  new Gauge({
    name: 'license_desk_directory_account',
    help: 'State of the account that reads the directory: 1 for the state it is in',
    labelNames: ['state'] as const,
    registers,
    async collect() {
      const present = await sources.directoryAccount();
      for (const state of ACCOUNT_STATES) this.set({ state }, state === present ? 1 : 0);
    },
  });
  if (sources.certificateDays() === null) return;
  new Gauge({
    name: 'license_desk_certificate_days',
    help: 'Days until the certificate of the app registration ends',
    registers,
    collect() {
      this.set(sources.certificateDays() ?? Number.NaN);
    },
  });
}

function addRequestGauges(registry: Registry, { state, openStatuses, clock }: GaugeSources): void {
  const read = sharedWhileRunning(() => state.requests(openStatuses));
  const rowOf = async (status: string) => (await read()).find((row) => row.status === status);
  const labelNames = ['status'] as const;
  const registers = [registry];
  new Gauge({
    name: 'license_desk_requests',
    help: 'Open requests by status; awaiting_seats are the waits for a free license',
    labelNames,
    registers,
    async collect() {
      for (const status of openStatuses) this.set({ status }, (await rowOf(status))?.count ?? 0);
    },
  });
  new Gauge({
    name: 'license_desk_oldest_request_seconds',
    help: 'Age of the oldest request in each open status',
    labelNames,
    registers,
    async collect() {
      for (const status of openStatuses) {
        const row = await rowOf(status);
        this.set({ status }, row ? secondsSince(row.oldestAt, clock) : 0);
      }
    },
  });
}

function addOutboxGauges(registry: Registry, { state, clock }: GaugeSources): void {
  const read = sharedWhileRunning(() => state.outbox());
  const registers = [registry];
  new Gauge({
    name: 'license_desk_outbox_depth',
    help: 'Notices to Teams that wait to be sent',
    registers,
    async collect() {
      this.set((await read()).depth);
    },
  });
  new Gauge({
    name: 'license_desk_outbox_late_seconds',
    help: 'For how long the longest waiting notice to Teams has been due',
    registers,
    async collect() {
      const { dueSince } = await read();
      this.set(dueSince === null ? 0 : secondsSince(dueSince, clock));
    },
  });
}

/** Gauges of one scrape are read at the same time: they share one look. */
function sharedWhileRunning<T>(look: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= look().finally(() => {
      running = undefined;
    });
    return running;
  };
}

/** Seconds from an ISO time to now, never negative. */
export function secondsSince(time: string, clock: () => Date): number {
  return Math.max(0, (clock().getTime() - Date.parse(time)) / 1000);
}
