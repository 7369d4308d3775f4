/** What one token exchange came to; a later duplicate gets the same. */
export type ExchangeOutcome = { readonly status: 200 | 412 | 500; readonly failureDetail: string | null };

/** One token exchange, from its first arrival on any instance. */
export type ExchangeRecord = {
  readonly key: string;
  readonly startedAt: string;
  /** Null while it is being carried out. */
  readonly outcome: ExchangeOutcome | null;
};

/** Where token exchanges are remembered, so that each is carried out once whatever the number of clients. */
export interface ExchangeStore {
  /** Begins an exchange; false when the key is there and did not begin before `staleBefore` unfinished. */
  begin(key: string, startedAt: string, staleBefore: string): Promise<boolean>;
  find(key: string): Promise<ExchangeRecord | undefined>;
  finish(key: string, outcome: ExchangeOutcome): Promise<void>;
  purge(startedBefore: string): Promise<void>;
}
