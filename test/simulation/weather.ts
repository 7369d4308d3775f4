import type { InstanceTroubles } from './instance.ts';
import { keysOf, type Random } from './random.ts';

/** What may become of a license update, beside being carried out and answered. */
export type UpdateFate =
  | 'carried-out'
  | 'slow-answer'
  | 'forgotten-key'
  | 'not-connected'
  | 'throttled'
  | 'unavailable-before'
  | 'unavailable-after'
  | 'service-error-before'
  | 'request-timeout'
  | 'cut-before'
  | 'cut-after'
  | 'cut-and-applied-late'
  | 'timed-out-before'
  | 'timed-out-after'
  | 'timed-out-and-applied-late'
  | 'refused';

export type ReadFate = 'read' | 'forbidden-read' | 'unreachable-read';

export type SeatFate = 'seen' | 'unseen-seats' | 'stale-seats';

/** What may become of a call to Teams. */
export type TeamsFate =
  | 'taken'
  | 'teams-throttled'
  | 'teams-throttled-mutely'
  | 'teams-412'
  | 'teams-5xx-before'
  | 'teams-5xx-after'
  | 'teams-network-before'
  | 'teams-network-after'
  | 'teams-timeout-after';

export type TokenFate = 'given' | 'entra-away' | 'registration-refused';

export type Weights<K extends string> = Readonly<Partial<Record<K, number>>>;

/** How bad it is out there: what goes wrong, how often. Every seed has its own. */
export type Weather = {
  readonly instances: InstanceTroubles;
  readonly updates: Weights<UpdateFate>;
  readonly reads: Weights<ReadFate>;
  readonly seats: Weights<SeatFate>;
  readonly teams: Weights<TeamsFate>;
  readonly tokens: Weights<TokenFate>;
  /** How long reads may lag behind, at most (milliseconds). */
  readonly readLagMs: number;
  /** For how long a repeat is recognised, at least (milliseconds). */
  readonly rememberedMs: number;
};

const UPDATE_FATES: readonly UpdateFate[] = [
  'slow-answer',
  'forgotten-key',
  'not-connected',
  'throttled',
  'unavailable-before',
  'unavailable-after',
  'service-error-before',
  'request-timeout',
  'cut-before',
  'cut-after',
  'cut-and-applied-late',
  'timed-out-before',
  'timed-out-after',
  'timed-out-and-applied-late',
  'refused',
];
const TEAMS_FATES: readonly TeamsFate[] = [
  'teams-throttled',
  'teams-throttled-mutely',
  'teams-412',
  'teams-5xx-before',
  'teams-5xx-after',
  'teams-network-before',
  'teams-network-after',
  'teams-timeout-after',
];

export const CALM: Weather = {
  instances: { crash: 0, pause: 0.02, failingStore: 0 },
  updates: { 'carried-out': 1 },
  reads: { read: 1 },
  seats: { seen: 1 },
  teams: { taken: 1 },
  tokens: { given: 1 },
  readLagMs: 0,
  rememberedMs: Number.POSITIVE_INFINITY,
};

/** The weather of a seed: some faults often, some never, so that each gets its turn with each other one. */
export function stormy(random: Random): Weather {
  const sometimes = (most: number) => (random.chance(0.6) ? random.number() * most : 0);
  const some = <K extends string>(fates: readonly K[], most: number): Partial<Record<K, number>> => {
    const weights: Partial<Record<K, number>> = {};
    for (const fate of fates) if (random.chance(0.35)) weights[fate] = random.number() * most;
    return weights;
  };
  return {
    instances: {
      crash: sometimes(0.006),
      pause: random.number() * 0.3,
      failingStore: random.chance(0.2) ? 0.01 : 0,
    },
    updates: { 'carried-out': 1, ...some(UPDATE_FATES, 0.6) },
    reads: { read: 1, 'forbidden-read': sometimes(1.5), 'unreachable-read': sometimes(0.5) },
    seats: random.chance(0.5)
      ? { seen: 1 }
      : { seen: 1, 'unseen-seats': random.number(), 'stale-seats': random.number() },
    teams: { taken: 1, ...some(TEAMS_FATES, 0.3) },
    tokens: { given: 1, 'entra-away': sometimes(0.3), 'registration-refused': sometimes(0.03) },
    readLagMs: random.chance(0.5) ? random.between(0, 120_000) : 0,
    rememberedMs: random.chance(0.5) ? 120_000 : Number.POSITIVE_INFINITY,
  };
}

/** Every kind of trouble there is, so that a report can show which never came. */
export const FAULT_KINDS: readonly string[] = [
  ...UPDATE_FATES,
  ...TEAMS_FATES,
  'lagging-read',
  'forbidden-read',
  'unreachable-read',
  'unseen-seats',
  'stale-seats',
  'entra-away',
  'registration-refused',
];

/** Names the faults of a weather, for the trace. */
export function describe(weather: Weather): string {
  const rates = [weather.updates, weather.reads, weather.seats, weather.teams, weather.tokens];
  const named = rates.flatMap((weights) =>
    keysOf<string>(weights).map((key) => `${key} ${Number(Reflect.get(weights, key)).toFixed(2)}`),
  );
  const { crash, pause, failingStore } = weather.instances;
  return `crash ${crash.toFixed(4)}, pause ${pause.toFixed(2)}, failing store ${failingStore}, ${named.join(', ')}`;
}
