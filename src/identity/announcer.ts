import type { Logger } from 'pino';
import type { SignInRecord, SignInStore } from './sign-in-store.ts';
import type { SignedIn } from './sign-ins.ts';
import { whose } from './whose.ts';

/** Tells the rest of the program that somebody signed in, and does not forget it. */
export interface Announcer {
  /** When the next try is due if the one that is about to be made is not heard of again (ISO time). */
  nextTry(): string;
  /** Tells, then notes that it was told. A failure is logged and tried again by `catchUp`. */
  announce(record: SignInRecord, how: SignedIn['how']): Promise<void>;
  /** Tells what is still to be told, e.g. because the program died in between. */
  catchUp(): Promise<void>;
}

const TRY_AGAIN_MS = 60_000;
const AT_ONCE = 20;

type Deps = {
  readonly store: SignInStore;
  readonly clock: () => Date;
  readonly log: Logger;
  readonly onSignedIn: (event: SignedIn) => Promise<void>;
};

/** Calls `onSignedIn` after the tokens are saved: once, unless it threw or the program died meanwhile. */
export function createAnnouncer({ store, clock, log, onSignedIn }: Deps): Announcer {
  const nextTry = () => new Date(clock().getTime() + TRY_AGAIN_MS).toISOString();

  async function announce(record: SignInRecord, how: SignedIn['how']): Promise<void> {
    const { person, purpose, locale } = record;
    try {
      await onSignedIn({ person, purpose, locale, how });
      await store.save({ ...record, version: record.version + 1, announceAt: null });
    } catch (error) {
      log.error(
        { person: whose(person), err: error },
        'a sign-in could not be told about; tried again in a minute',
      );
    }
  }

  return {
    nextTry,
    announce,
    async catchUp() {
      for (const record of await store.toAnnounce(clock().toISOString(), AT_ONCE)) {
        const claimed = { ...record, version: record.version + 1, announceAt: nextTry() };
        if (await store.save(claimed)) await announce(claimed, 'page');
      }
    },
  };
}
