/** Recognises activities that Teams delivers a second time, whichever instance gets them. */
export interface SeenActivityStore {
  /** Returns false when it was marked before. */
  mark(activity: string, at: Date): Promise<boolean>;
  /** Handling it failed: a second delivery is welcome. */
  unmark(activity: string): Promise<void>;
}
