const WORD = /\b[0-9A-Z]{6}\b/g;
const ID_IN_JSON = /"requestId":"([0-9A-Z]{6})"/g;

/** Finds out which license request something is about. */
export class Correlation {
  /** Request ids by the correlation id under which they were sent to Partner Center. */
  readonly #byCorrelationId = new Map<string, string>();
  readonly #known = new Set<string>();

  /** Learns of a request, and under which id it is sent where that is known. */
  learn(requestId: string, correlationId: string | null): void {
    this.#known.add(requestId);
    if (correlationId) this.#byCorrelationId.set(correlationId, requestId);
  }

  ofCorrelationId(correlationId: string | undefined): string | null {
    return this.#byCorrelationId.get(correlationId ?? '') ?? null;
  }

  /** The only request that an activity or card names; null where it names none, or several, as lists do. */
  ofJson(value: unknown): string | null {
    const text = JSON.stringify(value) ?? '';
    const named = [...text.matchAll(ID_IN_JSON)].map(([, id]) => id ?? '');
    // Cards without buttons, and lines, say the number of a request in words.
    const said = [...text.matchAll(WORD)].map(([word]) => word).filter((word) => this.#known.has(word));
    const [only = null, another] = new Set([...named, ...said]);
    return another === undefined ? only : null;
  }
}
