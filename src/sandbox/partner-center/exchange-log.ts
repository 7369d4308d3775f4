/** One call and what became of it, as the sandbox page and the demo show it; the token is never in it. */
export type Exchange = {
  readonly number: number;
  readonly at: string;
  readonly method: string;
  /** Path and query as they were sent. */
  readonly path: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: string;
  /** Null when no answer left: the connection was cut or the call hangs. */
  readonly status: number | null;
  readonly responseHeaders: Readonly<Record<string, string>>;
  /** Without the byte order mark. */
  readonly responseBody: string;
  /** The person of the token; null without one. */
  readonly actor: { readonly objectId: string; readonly name: string } | null;
  /** What stands in place of an answer. */
  readonly ending: 'answered' | 'cut' | 'hanging';
};

type Listener = (exchange: Exchange) => void;

/** The latest exchanges, oldest first. */
export class ExchangeLog {
  readonly #capacity: number;
  readonly #listeners = new Set<Listener>();
  #latest: Exchange[] = [];
  #count = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Adds an exchange, drops the oldest one beyond the capacity, and tells the listeners. */
  add(exchange: Omit<Exchange, 'number'>): void {
    this.#count += 1;
    const numbered = { number: this.#count, ...exchange };
    this.#latest = [...this.#latest, numbered].slice(-this.#capacity);
    for (const listener of this.#listeners) listener(numbered);
  }

  /** The kept exchanges, oldest first. */
  all(): readonly Exchange[] {
    return this.#latest;
  }

  /** Calls back for every exchange from now on; the answer ends it. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** Request headers in the order they came, the token replaced. */
export function loggedHeaders(rawHeaders: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    headers[name] = name.toLowerCase() === 'authorization' ? 'Bearer …' : (rawHeaders[index + 1] ?? '');
  }
  return headers;
}
