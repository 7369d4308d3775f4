const KINDS = ['message', 'update', 'delete', 'card', 'typing', 'notice'];

/**
 * What happens in Teams, as single people see it: one stream of server-sent events per person. A hidden page holds
 * no streams (browsers allow six connections to a server) and catches up when it is seen again.
 */
export class LiveEvents {
  #watchers = new Set();
  #sources = new Map();
  #onConnection;

  constructor(onConnection) {
    this.#onConnection = onConnection;
    document.addEventListener('visibilitychange', () => this.#align());
  }

  /** Calls back with `{kind, conversationId, message, …}` and, after a gap, `{kind: 'gap'}`. Returns how to stop. */
  watch(personKey, listener) {
    const watcher = { personKey, listener };
    this.#watchers.add(watcher);
    this.#align();
    return () => {
      this.#watchers.delete(watcher);
      this.#align();
    };
  }

  #align() {
    const wanted = new Set(document.hidden ? [] : [...this.#watchers].map(({ personKey }) => personKey));
    for (const [key, source] of this.#sources) {
      if (wanted.has(key)) continue;
      source.close();
      this.#sources.delete(key);
    }
    for (const key of wanted) {
      if (!this.#sources.has(key)) this.#sources.set(key, this.#open(key));
    }
  }

  #open(key) {
    const source = new EventSource(`/api/events?${new URLSearchParams({ as: key })}`);
    const tell = (event) => {
      for (const watcher of this.#watchers) if (watcher.personKey === key) watcher.listener(event);
    };
    source.addEventListener('open', () => {
      this.#onConnection(true);
      tell({ kind: 'gap' });
    });
    source.addEventListener('error', () => this.#onConnection(false));
    for (const kind of KINDS) {
      source.addEventListener(kind, ({ data }) => tell({ kind, ...JSON.parse(data) }));
    }
    return source;
  }
}
