/** Which way something went: from Teams, within License Desk, to Teams, to Entra ID, to Partner Center. */
export type Lane = 'activity' | 'decision' | 'message' | 'token' | 'exchange';

/** One half of what is shown when a happening is opened. */
export type HappeningSide = {
  readonly title: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
};

/** Something that happened in the sandbox, as the page's panel "What just happened" tells it. */
export type Happening = {
  readonly at: string;
  readonly lane: Lane;
  /** One sentence. */
  readonly words: string;
  /** Whether it only keeps things going: typing, refreshes, searches, reads. */
  readonly isBackground: boolean;
  /** The license request that it is about, where that can be told. */
  readonly requestId: string | null;
  /** What came of it in a word, such as an HTTP status; null while under way or where there is nothing to say. */
  readonly outcome: string | null;
  readonly isGood: boolean;
  /** What was said over the wire, or logged. */
  readonly sides: readonly HappeningSide[];
};
