import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';

/** How often something happens to the calls of an instance, as probabilities. */
export type InstanceTroubles = {
  readonly crash: number;
  readonly pause: number;
  readonly failingStore: number;
};

/** The database could not be asked. */
export class StoreOutage extends Error {
  readonly code = 'store-outage';
}

/**
 * One running program. Everything it calls goes through here, so that it can die at every `await`: what it had asked
 * for may still happen outside, but its own code never goes on.
 */
export class Instance {
  readonly name: string;
  isAlive = true;
  readonly #scheduler: Scheduler;
  readonly #random: Random;
  readonly #troubles: () => InstanceTroubles;
  readonly #onCrash: (instance: Instance, where: string) => void;

  constructor(
    name: string,
    world: {
      readonly scheduler: Scheduler;
      readonly random: Random;
      readonly troubles: () => InstanceTroubles;
      readonly onCrash: (instance: Instance, where: string) => void;
    },
  ) {
    this.name = name;
    this.#scheduler = world.scheduler;
    this.#random = world.random;
    this.#troubles = world.troubles;
    this.#onCrash = world.onCrash;
  }

  /** Something outside as this instance calls it. `kind: 'store'` may fail as databases do. */
  reach<T extends object>(target: T, kind: 'store' | 'remote' = 'remote'): T {
    const wrapped = new Map<PropertyKey, unknown>();
    return new Proxy(target, {
      get: (_, property) => {
        const value: unknown = Reflect.get(target, property);
        if (typeof value !== 'function') return value;
        const known = wrapped.get(property);
        if (known) return known;
        const call = (...parameters: unknown[]) =>
          this.#call(String(property), kind, () => Reflect.apply(value, target, parameters));
        wrapped.set(property, call);
        return call;
      },
    });
  }

  /** Ends it from outside, at this moment. */
  kill(): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    this.#onCrash(this, 'at a random moment');
  }

  #call(name: string, kind: 'store' | 'remote', call: () => unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#diesAt(`before ${name}`)) return;
      const make = async () => {
        if (!this.isAlive) return;
        if (kind === 'store' && this.#random.chance(this.#troubles().failingStore)) {
          reject(new StoreOutage('the database cannot be asked'));
          return;
        }
        try {
          const answer = await call();
          if (!this.#diesAt(`after ${name}`)) resolve(answer);
        } catch (error) {
          if (!this.#diesAt(`after ${name}`)) reject(error);
        }
      };
      if (!this.#random.chance(this.#troubles().pause)) void make();
      else this.#scheduler.after(this.#random.between(1, 1500), () => void make());
    });
  }

  /** Whether it is dead, or dies here. */
  #diesAt(where: string): boolean {
    if (this.isAlive && this.#random.chance(this.#troubles().crash)) {
      this.isAlive = false;
      this.#onCrash(this, where);
    }
    return !this.isAlive;
  }
}
