/** An activity on its way to the bot; told when it leaves and again when it is answered, as the same object. */
export type ActivityTraffic = {
  readonly kind: 'activity';
  readonly at: string;
  readonly activity: Readonly<Record<string, unknown>>;
  /** Undefined while under way, null when nobody answered. */
  status: number | null | undefined;
  answer: unknown;
};

/** A call of the bot to the connector, with what was answered; told once. */
export type CallTraffic = {
  readonly kind: 'call';
  readonly at: string;
  readonly method: string;
  /** Decoded parts of the path after the service URL. */
  readonly parts: readonly string[];
  readonly body: unknown;
  /** Null when the connection was cut. */
  readonly status: number | null;
  readonly answer: unknown;
};

/** What went over the wire between Teams and the bot. */
export type Traffic = ActivityTraffic | CallTraffic;

/** Tells what goes over the wire to whoever listens, at once. */
export class TeamsTraffic {
  readonly #listeners = new Set<(traffic: Traffic) => void>();

  tell(traffic: Traffic): void {
    for (const listener of this.#listeners) listener(traffic);
  }

  /** Listens until the returned function is called. */
  listen(listener: (traffic: Traffic) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
