import type { Logger } from 'pino';
import { z } from 'zod';
import type { Announcer } from './announcer.ts';
import type { EntraClient, Grant } from './entra-client.ts';
import { readEntraError } from './entra-errors.ts';
import { IdentityUnavailable } from './identity-unavailable.ts';
import { hashOpaque, isOpaque, matchesHash, newOpaque, pkceChallenge } from './opaque.ts';
import type { OpenFlow, SignInRecord, SignInStore } from './sign-in-store.ts';
import { CipherError, type TokenCipher } from './token-cipher.ts';
import type { VaultTokens } from './vault-tokens.ts';
import { isPerson, personSlot, whose } from './whose.ts';

/** How far a person has come; each ending has a text `signIn.<ending>` in the catalogs. */
export type Ending =
  | 'done'
  | 'unknown'
  | 'used'
  | 'expired'
  | 'tooSlow'
  | 'otherBrowser'
  | 'otherPerson'
  | 'cancelled'
  | 'consent'
  | 'refused'
  | 'failed'
  | 'busy'
  | 'ourFault';

/** What the browser is to see next: an ending, in the language of the invitation where that is known. */
export type FlowEnd = {
  readonly kind: 'end';
  readonly ending: Ending;
  readonly record: SignInRecord | null;
  /** The account that signed in, where that is the point. */
  readonly account: string | null;
  /** The id of the link to begin again with, where that may help and the browser is the one that began. */
  readonly retry: string | null;
};

/** What the browser is to do next. `cookie` binds the flow to this browser. */
export type FlowStep =
  | {
      readonly kind: 'go';
      readonly url: string;
      readonly cookie: { readonly name: string; readonly value: string };
    }
  | FlowEnd;

/** What Entra ID sent back with the browser. */
export type Callback = {
  readonly state: string | null;
  readonly code: string | null;
  readonly error: string | null;
  readonly subcode: string | null;
  readonly description: string | null;
  readonly cookie: (name: string) => string | undefined;
};

/** The two halves of a sign-in in the browser. */
export interface SignInFlow {
  start(id: string | null): Promise<FlowStep>;
  finish(callback: Callback): Promise<FlowEnd>;
}

/** How long one flow may take from our link to our callback. */
export const FLOW_MINUTES = 10;

type Deps = {
  readonly store: SignInStore;
  readonly entra: EntraClient;
  readonly tokens: VaultTokens;
  readonly cipher: TokenCipher;
  readonly announcer: Announcer;
  readonly connectDirectory: (record: SignInRecord, grant: Grant) => Promise<void>;
  readonly clock: () => Date;
  readonly log: Logger;
};

const proofSchema = z.object({
  id: z.string(),
  verifier: z.string(),
  nonce: z.string(),
  claims: z.string().nullable(),
});
type Proof = z.infer<typeof proofSchema>;

/** Runs sign-ins; all state is in the store, so that any instance can go on with what another began. */
export function createSignInFlow(deps: Deps): SignInFlow {
  const { store, entra, cipher, clock, log } = deps;

  async function open(record: SignInRecord, id: string): Promise<FlowStep> {
    const [state, cookie] = [newOpaque(), newOpaque()];
    const stepUp = await store.stepUp(record.person);
    const claims = usableClaims(stepUp?.claims ?? record.claims, log);
    const proof: Proof = { id, verifier: newOpaque(), nonce: newOpaque(), claims };
    const stateHash = hashOpaque(state);
    const flow: OpenFlow = {
      stateHash,
      cookieHash: hashOpaque(cookie),
      sealed: cipher.seal(JSON.stringify(proof), flowPlace(stateHash)),
      expiresAt: earlier(new Date(clock().getTime() + FLOW_MINUTES * 60_000).toISOString(), record.expiresAt),
    };
    const url = await entra.authorizeUrl({
      state,
      nonce: proof.nonce,
      codeChallenge: pkceChallenge(proof.verifier),
      claims,
      loginHint: record.loginHint,
      mustChooseAccount: record.mustChooseAccount,
    });
    const isSaved = await store.save({ ...record, version: record.version + 1, flow });
    if (!isSaved) return end('busy', record);
    return { kind: 'go', url, cookie: { name: flowCookie(stateHash), value: cookie } };
  }

  /** Undefined when our keys changed meanwhile, e.g. by a restart of an installation that has none configured. */
  function proofOf(flow: OpenFlow): Proof | undefined {
    try {
      return proofSchema.parse(JSON.parse(cipher.open(flow.sealed, flowPlace(flow.stateHash))));
    } catch (error) {
      if (!(error instanceof CipherError)) throw error;
      log.warn({ code: error.code }, 'an open sign-in cannot be read with the keys we have');
      return undefined;
    }
  }

  async function redeem(record: SignInRecord, proof: Proof, code: string): Promise<FlowEnd> {
    const grant = await entra.redeem(code, proof);
    if (grant.nonce !== proof.nonce) throw new IdentityUnavailable('token-of-another-person');
    if (!isPerson(grant.owner, record.person)) return refuseOther(record, grant);
    await keep(record, grant, proof);
    return complete(record);
  }

  async function keep(record: SignInRecord, grant: Grant, proof: Proof): Promise<void> {
    if (record.purpose.kind === 'directory') return deps.connectDirectory(record, grant);
    const steppedUpAt = proof.claims === null ? null : clock().toISOString();
    await deps.tokens.keep(personSlot(record.person), grant, steppedUpAt);
    if (proof.claims !== null) await store.setStepUp(record.person, null);
  }

  async function refuseOther(record: SignInRecord, grant: Grant): Promise<FlowEnd> {
    const facts = { person: whose(record.person), signedInAs: whose(grant.owner) };
    log.warn({ security: 'other-person', ...facts }, 'somebody else signed in on a personal link: refused');
    const latest = await store.find(record.idHash);
    if (latest && latest.completedAt === null) {
      await store.save({ ...latest, version: latest.version + 1, mustChooseAccount: true });
    }
    return { ...end('otherPerson', record), account: grant.username };
  }

  /** Marks the invitation as used, once; only whoever does so tells about it. */
  async function complete(record: SignInRecord): Promise<FlowEnd> {
    const completedAt = clock().toISOString();
    for (let tries = 0; tries < 5; tries += 1) {
      const latest = await store.find(record.idHash);
      if (!latest || latest.completedAt !== null) return end('done', record);
      const announceAt = deps.announcer.nextTry();
      const next = { ...latest, version: latest.version + 1, flow: null, completedAt, announceAt };
      if (!(await store.save(next))) continue;
      log.info({ person: whose(record.person), purpose: record.purpose.kind }, 'signed in');
      await deps.announcer.announce(next, 'page');
      return end('done', record);
    }
    return end('busy', record);
  }

  function refusedByEntra(record: SignInRecord, { error, subcode, description }: Callback): FlowEnd {
    log.info({ person: whose(record.person), error: wireCode(error) }, 'Entra ID ended a sign-in');
    return end(endingOf(error ?? '', subcode, description ?? ''), record);
  }

  return {
    async start(id) {
      const record = isOpaque(id) ? await store.find(hashOpaque(id)) : undefined;
      if (!record || id === null) return end('unknown', null);
      if (record.completedAt !== null) return end('used', record);
      if (record.expiresAt <= clock().toISOString()) return end('expired', record);
      return guarded(record, log, () => open(record, id));
    },
    async finish(callback) {
      const { state, code } = callback;
      const stateHash = isOpaque(state) ? hashOpaque(state) : null;
      const record = stateHash === null ? undefined : await store.findByState(stateHash);
      if (stateHash === null || !record?.flow) return end('used', null);
      const cookie = callback.cookie(flowCookie(stateHash));
      if (cookie === undefined || !matchesHash(cookie, record.flow.cookieHash)) {
        log.warn(
          { security: 'cookie-missing', person: whose(record.person) },
          'a callback came from another browser',
        );
        return end('otherBrowser', null);
      }
      // The flow ends here whatever comes of it: of two callbacks at once, one goes on.
      const taken = { ...record, version: record.version + 1, flow: null };
      if (!(await store.save(taken))) return end('used', record);
      const proof = proofOf(record.flow);
      if (!proof) return end('failed', record);
      if (record.flow.expiresAt <= clock().toISOString()) return retryable(end('tooSlow', record), proof.id);
      if (code === null) return retryable(refusedByEntra(record, callback), proof.id);
      return retryable(await guarded(taken, log, () => redeem(taken, proof, code)), proof.id);
    },
  };
}

/** Turns what went wrong between us and Entra ID into an ending. */
async function guarded<Step extends FlowStep>(
  record: SignInRecord,
  log: Logger,
  work: () => Promise<Step>,
): Promise<Step | FlowEnd> {
  try {
    return await work();
  } catch (error) {
    const problem = readEntraError(error);
    const person = whose(record.person);
    if (problem.kind === 'sign-in') {
      log.warn({ person, why: problem.why, entraCode: problem.entraCode }, 'a code was not redeemed');
      return end(problem.why === 'consent' ? 'consent' : 'failed', record);
    }
    const { code, entraCode, isTransient } = problem.error;
    if (code === 'token-of-another-person') {
      log.error({ security: code, person }, 'what Entra ID answered is not for this sign-in: refused');
      return end('failed', record);
    }
    log.error({ person, code, entraCode }, 'a sign-in could not be finished');
    return end(isTransient ? 'busy' : 'ourFault', record);
  }
}

function end(ending: Ending, record: SignInRecord | null): FlowEnd {
  return { kind: 'end', ending, record, account: null, retry: null };
}

const RETRYABLE: readonly Ending[] = ['tooSlow', 'otherPerson', 'cancelled', 'failed', 'busy'];

function retryable(flowEnd: FlowEnd, id: string): FlowEnd {
  return RETRYABLE.includes(flowEnd.ending) ? { ...flowEnd, retry: id } : flowEnd;
}

function endingOf(error: string, subcode: string | null, description: string): Ending {
  if (subcode === 'cancel') return 'cancelled';
  if (error === 'consent_required' || /AADSTS(65001|65004|90094|90095)\b/.test(description)) return 'consent';
  if (error === 'access_denied') return 'refused';
  if (error === 'temporarily_unavailable' || error === 'server_error') return 'busy';
  if (error === 'invalid_request' || error === 'unauthorized_client' || error === 'invalid_client')
    return 'ourFault';
  return 'failed';
}

/** A code of the protocol as it may be logged: whatever else stands there came from a stranger. */
function wireCode(error: string | null): string {
  return error !== null && /^[a-z_]{1,40}$/.test(error) ? error : 'other';
}

function usableClaims(claims: string | null, log: Logger): string | null {
  if (claims === null) return null;
  try {
    const parsed: unknown = JSON.parse(claims);
    if (typeof parsed === 'object' && parsed !== null) return claims;
  } catch {
    // Falls through: a challenge that is not JSON would only break the sign-in.
  }
  log.warn('a claims challenge is not a JSON object: left out');
  return null;
}

function flowPlace(stateHash: string): string {
  return `flow:${stateHash}`;
}

/** Each flow has a cookie of its own, so that two sign-ins of one person do not disturb each other. */
export function flowCookie(stateHash: string): string {
  return `sign-in-${stateHash.slice(0, 12)}`;
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}
