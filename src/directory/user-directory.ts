import type { Logger } from 'pino';
import type { CustomerUpkeep } from './customer-upkeep.ts';
import type { Directory } from './directory.ts';
import type { DirectoryUser } from './directory-entries.ts';
import type { DirectoryStore } from './directory-store.ts';
import type { DirectoryTimings } from './directory-timings.ts';
import { DirectoryUnavailable } from './directory-unavailable.ts';
import { isGuid } from './guid.ts';
import { asUser } from './partner-center-entries.ts';
import type { RemoteDirectory } from './remote-directory.ts';
import { patternsOf } from './search-text.ts';
import { SingleFlight, waitBriefly } from './single-flight.ts';
import type { UserIndex } from './user-index.ts';

export type UserDirectoryDependencies = {
  readonly upkeep: CustomerUpkeep;
  readonly remote: RemoteDirectory;
  readonly store: DirectoryStore;
  readonly index: UserIndex;
  readonly clock: () => Date;
  readonly log: Logger;
  readonly timings: DirectoryTimings;
};

const UPN = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** The users of a customer: searched among what is kept, one by one also live. */
export class UserDirectory implements Pick<Directory, 'searchUsers' | 'user'> {
  readonly #deps: UserDirectoryDependencies;
  readonly #ahead = new SingleFlight<unknown>();

  constructor(dependencies: UserDirectoryDependencies) {
    this.#deps = dependencies;
  }

  async searchUsers(customerId: string, text: string, limit = 15): Promise<readonly DirectoryUser[]> {
    const customer = customerId.toLowerCase();
    const failure = await this.#deps.upkeep.prepare(customer);
    const found = await this.#findKept(customer, text, limit);
    const wanted = text.trim();
    if (UPN.test(wanted)) {
      const named = found.filter((user) => isSameUpn(user.upn, wanted));
      if (named.length > 0) return named;
      if (!found.some((user) => beginsWith(user.upn, wanted))) return this.#withLive(customer, wanted, found);
    }
    if (found.length > 0 || !failure) return found;
    const { usersAsOf } = await this.#deps.store.details(customer);
    if (usersAsOf === null) throw failure;
    return found;
  }

  async user(customerId: string, idOrUpn: string): Promise<DirectoryUser | undefined> {
    const customer = customerId.toLowerCase();
    const wanted = idOrUpn.trim();
    if (!isGuid(wanted) && !UPN.test(wanted)) return undefined;
    await this.#deps.upkeep.noteUse(customer);
    const kept = await this.#deps.store.findUser(customer, wanted);
    const { clock, timings } = this.#deps;
    if (kept && clock().getTime() - Date.parse(kept.asOf) <= timings.userFreshMs) return kept;
    const reading = this.#readLive(customer, wanted, kept).catch((error: unknown) => {
      if (error instanceof DirectoryUnavailable) return error;
      throw error;
    });
    const answer = (await waitBriefly(timings.liveWaitMs, reading)) ?? { user: kept, isLate: true };
    if (!(answer instanceof DirectoryUnavailable)) {
      if ('isLate' in answer && !kept) throw new DirectoryUnavailable('unreachable');
      return answer.user;
    }
    if (kept) return kept;
    throw answer;
  }

  /** Takes the users of a customer into memory, so that who searches first need not wait for it. */
  readAhead(customerId: string): void {
    if (this.#deps.index.has(customerId)) return;
    this.#ahead
      .run(customerId, () => this.#findKept(customerId, '', 1))
      .catch((error: unknown) =>
        this.#deps.log.warn({ err: error, customerId }, 'users are not in memory yet'),
      );
  }

  idle(): Promise<void> {
    return this.#ahead.idle();
  }

  async #findKept(customerId: string, text: string, limit: number): Promise<readonly DirectoryUser[]> {
    const patterns = patternsOf(text) ?? null;
    if (!patterns && text.trim() !== '') return [];
    const { store, index } = this.#deps;
    const { usersVersion: version } = await store.details(customerId);
    const ids = await index.search({ id: customerId, version }, patterns, limit);
    const users = await store.usersByIds(customerId, ids);
    const byId = new Map(users.map((user) => [user.id, user]));
    return ids.map((id) => byId.get(id)).filter((user) => user !== undefined);
  }

  async #withLive(
    customerId: string,
    upn: string,
    found: readonly DirectoryUser[],
  ): Promise<readonly DirectoryUser[]> {
    try {
      const live = await this.user(customerId, upn);
      return live ? [live, ...found.filter((user) => user.id !== live.id)] : found;
    } catch (error) {
      if (error instanceof DirectoryUnavailable && found.length > 0) return found;
      throw error;
    }
  }

  async #readLive(
    customerId: string,
    idOrUpn: string,
    kept: DirectoryUser | undefined,
  ): Promise<{ readonly user: DirectoryUser | undefined }> {
    const { remote, store, index, clock } = this.#deps;
    const answer = await remote.user(customerId, idOrUpn);
    if (!answer) {
      if (kept) await store.removeUser(customerId, kept.id);
      return { user: undefined };
    }
    const user = asUser(answer, clock().toISOString());
    index.put(customerId, [user], await store.putUsers(customerId, [user]));
    return { user: await store.findUser(customerId, user.id) };
  }
}

function isSameUpn(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** Whether a kept UPN is what is being typed: then nobody else needs to be asked for. */
function beginsWith(upn: string, typed: string): boolean {
  return upn.toLowerCase().startsWith(typed.toLowerCase());
}
