/** Numbers that look random and are the same every time for the same seed (sfc32). */
export class Random {
  #a: number;
  #b = 0x9e3779b9;
  #c = 0x243f6a88;
  #d = 1;

  constructor(seed: number) {
    this.#a = seed | 0;
    for (let round = 0; round < 12; round++) this.#next();
  }

  /** From 0 up to 1. */
  readonly number = (): number => this.#next() / 0x1_0000_0000;

  /** Whether something happens that happens with this probability. */
  chance(probability: number): boolean {
    return probability > 0 && this.number() < probability;
  }

  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number {
    return least + Math.floor(this.number() * (most - least + 1));
  }

  /** One of these. Throws when there is none. */
  pick<T>(choices: readonly T[]): T {
    const picked = choices[this.between(0, choices.length - 1)];
    if (picked === undefined) throw new Error('nothing to pick from');
    return picked;
  }

  /** One of these, by weight. */
  weighted<K extends string>(weights: Readonly<Partial<Record<K, number>>>): K | undefined {
    const entries = keysOf(weights);
    let rest = this.number() * entries.reduce((sum, key) => sum + (weights[key] ?? 0), 0);
    for (const key of entries) {
      rest -= weights[key] ?? 0;
      if (rest < 0) return key;
    }
    return entries.at(-1);
  }

  #next(): number {
    const sum = (this.#a + this.#b + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#c |= 0;
    return sum >>> 0;
  }
}

/** The keys of a record as what they are. */
export function keysOf<K extends string>(record: Readonly<Partial<Record<K, unknown>>>): K[] {
  const keys: K[] = [];
  for (const key in record) keys.push(key);
  return keys;
}
