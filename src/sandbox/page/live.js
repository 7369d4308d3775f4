const KINDS = ['message', 'update', 'delete', 'card', 'typing', 'notice'];

/**
 * What happens in Teams, as the people on this page see it: one stream of server-sent events for all of them. A hidden
 * page holds no stream (browsers allow six connections to a server) and catches up when it is seen again.
 */
export class LiveEvents {
  #watchers = new Set();
  #source = null;
  #streamed = '';
  #onConnection;

  constructor(onConnection) {
    this.#onConnection = onConnection;
    document.addEventListener('visibilitychange', () => this.#align());
  }

  /** Calls back with `{kind, conversationId, message, …}` and, after a gap, `{kind: 'gap'}`. Returns how to stop. */
  watch(personKey, listener) {
    const watcher = { personKey, listener };
    this.#watchers.add(watcher);
    // Several views change at once when the page begins: one stream for all of them.
    queueMicrotask(() => this.#align());
    return () => {
      this.#watchers.delete(watcher);
      queueMicrotask(() => this.#align());
    };
  }

  #align() {
    const keys = document.hidden
      ? []
      : [...new Set([...this.#watchers].map(({ personKey }) => personKey))].sort();
    const query = new URLSearchParams(keys.map((key) => ['as', key])).toString();
    if (query === this.#streamed) return;
    this.#streamed = query;
    this.#source?.close();
    this.#source = query === '' ? null : this.#open(query);
  }

  #open(query) {
    const source = new EventSource(`/api/events?${query}`);
    source.addEventListener('open', () => {
      this.#onConnection(true);
      for (const { listener } of this.#watchers) listener({ kind: 'gap' });
    });
    source.addEventListener('error', () => this.#onConnection(false));
    for (const kind of KINDS) {
      source.addEventListener(kind, ({ data }) => this.#tell({ kind, ...JSON.parse(data) }));
    }
    return source;
  }

  #tell(event) {
    for (const { personKey, listener } of this.#watchers) if (personKey === event.as) listener(event);
  }
}
