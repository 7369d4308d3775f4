import type { Logger } from 'pino';
import { z } from 'zod';
import type { EntraClient } from './entra-client.ts';
import { readEntraError } from './entra-errors.ts';
import type { Grant } from './grant.ts';
import { IdentityUnavailable } from './identity-unavailable.ts';
import type { TokenAnswer } from './token-answer.ts';
import { CipherError, type TokenCipher } from './token-cipher.ts';
import type { VaultRow, VaultStore } from './vault-store.ts';
import { isPerson, type VaultSlot, whose } from './whose.ts';

/** What the vault keeps for one slot, before it is sealed. */
export type Kept = {
  readonly cache: string;
  readonly signedInAt: string;
  /** When the sign-in behind these tokens was stepped up (claims answered); null when it was a plain one. */
  readonly steppedUpAt: string | null;
};

/** The tokens in the vault, opened and checked. */
export interface VaultTokens {
  /** A good token of the slot's person, refreshed if need be; the result is saved. */
  acquire(slot: VaultSlot, forceRefresh: boolean): Promise<TokenAnswer>;
  /** Puts what a sign-in brought in place of whatever is there. Throws when the grant is not the slot's person's. */
  keep(slot: VaultSlot, grant: Grant, steppedUpAt: string | null): Promise<void>;
  read(slot: VaultSlot): Promise<Kept | undefined>;
  remove(slot: VaultSlot): Promise<boolean>;
  /** Seals again, with the first key, what older keys sealed; returns how many rows. */
  reseal(): Promise<number>;
}

type Deps = {
  readonly entra: EntraClient;
  readonly vault: VaultStore;
  readonly cipher: TokenCipher;
  readonly clock: () => Date;
  readonly newId: () => string;
  readonly log: Logger;
};

type Opened = { readonly revision: string; readonly kept: Kept };

const keptSchema = z.object({
  cache: z.string().min(2),
  signedInAt: z.string(),
  steppedUpAt: z.string().nullable(),
});

const NO_TOKEN: TokenAnswer = { kind: 'sign-in', why: 'no-token', claims: null };
const MOST_TRIES = 5;

/** The vault's one reader and writer: what it hands out belongs to the person who was named, or it is not handed out. */
export function createVaultTokens(deps: Deps): VaultTokens {
  const { entra, vault, cipher, clock, newId, log } = deps;

  async function open(slot: VaultSlot): Promise<Opened | undefined> {
    const row = await vault.read(slot.key);
    if (!row) return undefined;
    try {
      const kept = keptSchema.parse(JSON.parse(cipher.open(row.sealed, slot.key)));
      return { revision: row.revision, kept };
    } catch (cause) {
      if (cause instanceof CipherError && cause.code === 'unknown-key') {
        log.error({ slot: slot.key }, 'a vault row is sealed with a key that is not configured');
        throw new IdentityUnavailable('vault-unreadable', { cause });
      }
      log.error(
        { security: 'vault-row-not-authentic', slot: slot.key },
        'a vault row is not what we sealed: removed',
      );
      await vault.remove(slot.key);
      return undefined;
    }
  }

  function seal(slot: VaultSlot, kept: Kept): VaultRow {
    return { revision: newId(), sealed: cipher.seal(JSON.stringify(kept), slot.key) };
  }

  /** Refreshes from what was read. Undefined: somebody else wrote meanwhile, and what was read is of no use. */
  async function refresh(
    slot: VaultSlot,
    opened: Opened,
    forceRefresh: boolean,
  ): Promise<TokenAnswer | undefined> {
    const grant = await silent(slot, opened.kept, forceRefresh);
    if ('kind' in grant) {
      const isStale = (await vault.read(slot.key))?.revision !== opened.revision;
      return isStale ? undefined : grant;
    }
    if (grant.cache !== null) {
      const row = seal(slot, { ...opened.kept, cache: grant.cache });
      const isSaved = await vault.write(slot.key, row, opened.revision);
      // Somebody else's newer tokens stay; but tokens removed meanwhile must not be used any more.
      if (!isSaved && !(await vault.read(slot.key))) return NO_TOKEN;
    }
    return { kind: 'token', accessToken: grant.accessToken, expiresAt: grant.expiresAt };
  }

  async function silent(slot: VaultSlot, kept: Kept, forceRefresh: boolean): Promise<Grant | TokenAnswer> {
    try {
      const grant = await entra.silent(kept.cache, slot.person, forceRefresh);
      if (grant && isPerson(grant.owner, slot.person)) return grant;
    } catch (error) {
      const problem = readEntraError(error);
      if (problem.kind === 'sign-in') {
        log.info(
          { person: whose(slot.person), why: problem.why, entraCode: problem.entraCode },
          'sign-in needed',
        );
        return { kind: 'sign-in', why: problem.why, claims: problem.claims };
      }
      if (problem.error.code !== 'token-of-another-person') throw problem.error;
    }
    return refuse(slot);
  }

  async function refuse(slot: VaultSlot): Promise<never> {
    log.error(
      { security: 'token-of-another-person', slot: slot.key },
      "tokens are not their slot's person's: removed",
    );
    await vault.remove(slot.key);
    throw new IdentityUnavailable('token-of-another-person');
  }

  return {
    async acquire(slot, forceRefresh) {
      for (let tries = 0; tries < MOST_TRIES; tries += 1) {
        const opened = await open(slot);
        if (!opened) return NO_TOKEN;
        const answer = await refresh(slot, opened, forceRefresh);
        if (answer) return answer;
      }
      return NO_TOKEN;
    },
    async keep(slot, grant, steppedUpAt) {
      if (!isPerson(grant.owner, slot.person)) throw new IdentityUnavailable('token-of-another-person');
      if (grant.cache === null) throw new Error('a sign-in brought no tokens to keep');
      const kept: Kept = { cache: grant.cache, signedInAt: clock().toISOString(), steppedUpAt };
      for (let tries = 0; tries < MOST_TRIES; tries += 1) {
        const expected = (await vault.read(slot.key))?.revision ?? null;
        if (await vault.write(slot.key, seal(slot, kept), expected)) return;
      }
      throw new Error('the vault row was written by others all the time');
    },
    read: async (slot) => (await open(slot))?.kept,
    remove: (slot) => vault.remove(slot.key),
    async reseal() {
      let count = 0;
      for (const key of await vault.keys()) {
        const row = await vault.read(key);
        if (!row || !cipher.isOutdated(row.sealed)) continue;
        const sealed = resealed(cipher, key, row.sealed);
        if (sealed && (await vault.write(key, { revision: newId(), sealed }, row.revision))) count += 1;
      }
      return count;
    },
  };
}

function resealed(cipher: TokenCipher, key: string, sealed: string): string | undefined {
  try {
    return cipher.seal(cipher.open(sealed, key), key);
  } catch {
    return undefined;
  }
}
