const ID_IN_JSON = /"requestId":"([0-9A-Z]{6})"/g;

/** Finds out which license request something is about. */
export class Correlation {
  /** Request ids by the correlation id under which they were sent to Partner Center. */
  readonly #byCorrelationId = new Map<string, string>();

  /** Learns under which id a request is sent. */
  learn(correlationId: string, requestId: string): void {
    this.#byCorrelationId.set(correlationId, requestId);
  }

  ofCorrelationId(correlationId: string | undefined): string | null {
    return this.#byCorrelationId.get(correlationId ?? '') ?? null;
  }

  /** The only request that an activity or card names; null where it names none, or several, as lists do. */
  ofJson(value: unknown): string | null {
    const ids = new Set([...(JSON.stringify(value) ?? '').matchAll(ID_IN_JSON)].map(([, id]) => id ?? ''));
    const [only = null, another] = ids;
    return another === undefined ? only : null;
  }
}
