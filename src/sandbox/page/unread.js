/** Who has new messages where: everybody, also people whom no view shows at the moment. */
export class Unread {
  #places = new Map();
  #listeners = [];

  /** Calls back whenever something changes. */
  onChange(listener) {
    this.#listeners.push(listener);
  }

  /** The ids of a person's places with new messages. */
  of(personKey) {
    return this.#places.get(personKey) ?? new Set();
  }

  add(personKey, placeId) {
    if (!this.#places.has(personKey)) this.#places.set(personKey, new Set());
    const places = this.#places.get(personKey);
    if (places.has(placeId)) return;
    places.add(placeId);
    this.#tell();
  }

  read(personKey, placeId) {
    if (this.of(personKey).delete(placeId)) this.#tell();
  }

  #tell() {
    for (const listener of this.#listeners) listener();
  }
}
