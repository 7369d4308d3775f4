import type { Logger } from 'pino';
import type { PersonId } from '../requests/person.ts';
import type { Announcer } from './announcer.ts';
import type { EntraClient } from './entra-client.ts';
import { type AuthorizeError, endingOf, endWith, type FlowEnd, guarded, retryable } from './flow-ending.ts';
import { type FlowProof, flowCookie, openProof } from './flow-proof.ts';
import type { Grant } from './grant.ts';
import { IdentityUnavailable } from './identity-unavailable.ts';
import { hashOpaque, isOpaque, matchesHash } from './opaque.ts';
import type { OpenFlow, SignInRecord, SignInStore } from './sign-in-store.ts';
import type { TokenCipher } from './token-cipher.ts';
import type { VaultTokens } from './vault-tokens.ts';
import { isPerson, personSlot, whose } from './whose.ts';

/** What Entra ID sent back with the browser, and the browser's cookies. */
export type Callback = AuthorizeError & {
  readonly state: string | null;
  readonly code: string | null;
  readonly cookie: (name: string) => string | undefined;
};

const MOST_TRIES = 5;

type Deps = {
  readonly store: SignInStore;
  readonly entra: EntraClient;
  readonly tokens: VaultTokens;
  readonly cipher: TokenCipher;
  readonly announcer: Announcer;
  readonly connectDirectory: (person: PersonId, grant: Grant) => Promise<void>;
  readonly clock: () => Date;
  readonly log: Logger;
};

/** Ends a flow, whichever instance began it: the callback has proved the person, so nothing else is asked. */
export function createSignInFinish(deps: Deps) {
  const { store, entra, cipher, clock, log } = deps;

  async function redeem(record: SignInRecord, proof: FlowProof, code: string): Promise<FlowEnd> {
    const grant = await entra.redeem(code, proof);
    if (grant.nonce !== proof.nonce) throw new IdentityUnavailable('token-of-another-person');
    if (!isPerson(grant.owner, record.person)) return refuseOther(record, grant);
    await keep(record, grant, proof.claims !== null);
    return complete(record);
  }

  async function keep({ person, purpose }: SignInRecord, grant: Grant, isSteppedUp: boolean): Promise<void> {
    const owed = await store.stepUp(person);
    if (purpose.kind === 'directory') {
      await deps.connectDirectory(person, grant);
      // Tokens of the person's own that are useless stay so: this sign-in did not replace them.
      if (isSteppedUp && owed && !owed.isTokenUseless) await store.setStepUp(person, null);
      return;
    }
    await deps.tokens.keep(personSlot(person), grant, isSteppedUp ? clock().toISOString() : null);
    if (isSteppedUp) await store.setStepUp(person, null);
  }

  async function refuseOther(record: SignInRecord, grant: Grant): Promise<FlowEnd> {
    const facts = { person: whose(record.person), signedInAs: whose(grant.owner) };
    log.warn({ security: 'other-person', ...facts }, 'somebody else signed in on a personal link: refused');
    const latest = await store.find(record.idHash);
    if (latest && latest.completedAt === null) {
      await store.save({ ...latest, version: latest.version + 1, mustChooseAccount: true });
    }
    return { ...endWith('otherPerson', record), account: grant.username };
  }

  /** Marks the invitation as used, once; only whoever does so tells about it. */
  async function complete(record: SignInRecord): Promise<FlowEnd> {
    const completedAt = clock().toISOString();
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const latest = await store.find(record.idHash);
      if (!latest || latest.completedAt !== null) break;
      const announceAt = deps.announcer.nextTry();
      const next = { ...latest, version: latest.version + 1, flow: null, completedAt, announceAt };
      if (!(await store.save(next))) continue;
      log.info({ person: whose(record.person), purpose: record.purpose.kind }, 'signed in');
      await deps.announcer.announce(next, 'page');
      break;
    }
    return endWith('done', record);
  }

  async function finishTaken(record: SignInRecord, flow: OpenFlow, callback: Callback): Promise<FlowEnd> {
    const proof = openProof(cipher, flow);
    if (!proof) {
      log.warn({ person: whose(record.person) }, 'an open sign-in cannot be read with the keys we have');
      return endWith('failed', record);
    }
    const { code } = callback;
    if (flow.expiresAt <= clock().toISOString()) return retryable(endWith('tooSlow', record), proof.id);
    if (code !== null) {
      return retryable(await guarded(record, log, () => redeem(record, proof, code)), proof.id);
    }
    log.info({ person: whose(record.person), error: wireCode(callback.error) }, 'Entra ID ended a sign-in');
    return retryable(endWith(endingOf(callback), record), proof.id);
  }

  return async function finish(callback: Callback): Promise<FlowEnd> {
    if (!isOpaque(callback.state)) return endWith('used', null);
    const stateHash = hashOpaque(callback.state);
    const record = await store.findByState(stateHash);
    if (!record?.flow) return endWith('used', null);
    const cookie = callback.cookie(flowCookie(stateHash));
    if (cookie === undefined || !matchesHash(cookie, record.flow.cookieHash)) {
      const person = whose(record.person);
      log.warn({ security: 'cookie-missing', person }, 'a callback came from another browser');
      return endWith('otherBrowser', null);
    }
    // The flow ends here whatever comes of it: of two callbacks at once, one goes on.
    const taken = { ...record, version: record.version + 1, flow: null };
    if (!(await store.save(taken))) return endWith('used', record);
    return finishTaken(taken, record.flow, callback);
  };
}

/** A code of the protocol as it may be logged: whatever else stands there came from a stranger. */
function wireCode(error: string | null): string {
  return error !== null && /^[a-z_]{1,40}$/.test(error) ? error : 'other';
}
