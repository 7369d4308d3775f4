/**
 * Keeps what is made for each key, such as a format of `Intl` for each language: making one takes longer than using it. Only
 * where there are few keys.
 */
export function oncePer<Key extends string, Made>(make: (key: Key) => Made): (key: Key) => Made {
  const made = new Map<Key, Made>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined) return known;
    const fresh = make(key);
    made.set(key, fresh);
    return fresh;
  };
}
