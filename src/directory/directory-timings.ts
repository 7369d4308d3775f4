/** How long things are good for, and how long a person is kept waiting; all in milliseconds. */
export type DirectoryTimings = {
  /** Seats are asked for again when they are older. */
  readonly skusFreshMs: number;
  /** A single user is asked for again when what is kept is older. */
  readonly userFreshMs: number;
  /** The users of a customer in use are read again when they are older. */
  readonly usersFreshMs: number;
  /** How long the first reading of a customer, or of the list of customers, is waited for. */
  readonly firstWaitMs: number;
  /** How long one live question is waited for. */
  readonly liveWaitMs: number;
  /** How long a refresh that a person asked for is waited for. */
  readonly refreshWaitMs: number;
  /** A customer that refused is not asked again for so long, unless a person asks. */
  readonly refusalRetryMs: number;
  /** After a failure nothing is read in the background for so long. */
  readonly failurePauseMs: number;
  /** How often it is noted that a customer is in use. */
  readonly useNotedMs: number;
  /** How often the list of all customers is read. */
  readonly customersEveryMs: number;
  /** How often a customer in use is read, and one that refuses. */
  readonly customerEveryMs: number;
  readonly refusedEveryMs: number;
  /** What was not used for so long is forgotten. */
  readonly unusedAfterMs: number;
  /** The pause after a failed synchronisation, doubled at each further one up to the longest. */
  readonly retryMs: number;
  readonly longestRetryMs: number;
  /** How often it is looked whether something is due. */
  readonly lookEveryMs: number;
  /** For how long an instance that says nothing keeps the synchronisation to itself. */
  readonly leaseMs: number;
};

/** The timings in production. */
export const DIRECTORY_TIMINGS: DirectoryTimings = {
  skusFreshMs: 60_000,
  userFreshMs: 60_000,
  usersFreshMs: 30 * 60_000,
  firstWaitMs: 2_500,
  liveWaitMs: 2_000,
  refreshWaitMs: 8_000,
  refusalRetryMs: 10 * 60_000,
  failurePauseMs: 10_000,
  useNotedMs: 60 * 60_000,
  customersEveryMs: 6 * 60 * 60_000,
  customerEveryMs: 4 * 60 * 60_000,
  refusedEveryMs: 12 * 60 * 60_000,
  unusedAfterMs: 30 * 24 * 60 * 60_000,
  retryMs: 60_000,
  longestRetryMs: 30 * 60_000,
  lookEveryMs: 60_000,
  leaseMs: 2 * 60_000,
};
