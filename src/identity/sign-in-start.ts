import type { Logger } from 'pino';
import type { EntraClient } from './entra-client.ts';
import { endWith, type FlowEnd, guarded } from './flow-ending.ts';
import { type FlowProof, flowCookie, sealProof } from './flow-proof.ts';
import { hashOpaque, isOpaque, newOpaque, pkceChallenge } from './opaque.ts';
import type { SignInRecord, SignInStore } from './sign-in-store.ts';
import type { TokenCipher } from './token-cipher.ts';

/** What the browser is to do after it opened a link. `cookie` binds the flow to this browser. */
export type FlowStep =
  | {
      readonly kind: 'go';
      readonly url: string;
      readonly cookie: { readonly name: string; readonly value: string };
    }
  | FlowEnd;

/** How long one flow may take from our link to our callback. */
export const FLOW_MINUTES = 10;

const MOST_TRIES = 3;

type Deps = {
  readonly store: SignInStore;
  readonly entra: EntraClient;
  readonly cipher: TokenCipher;
  readonly clock: () => Date;
  readonly log: Logger;
};

/** Opens a flow for a link; one that is open already is replaced. All its state is in the store. */
export function createSignInStart({ store, entra, cipher, clock, log }: Deps) {
  /** Undefined when somebody else wrote to the invitation meanwhile. */
  async function open(record: SignInRecord, id: string): Promise<FlowStep | undefined> {
    const [state, cookie] = [newOpaque(), newOpaque()];
    const stateHash = hashOpaque(state);
    const claims = usableClaims((await store.stepUp(record.person))?.claims ?? record.claims, log);
    const proof: FlowProof = { id, verifier: newOpaque(), nonce: newOpaque(), claims };
    const url = await entra.authorizeUrl({
      state,
      nonce: proof.nonce,
      codeChallenge: pkceChallenge(proof.verifier),
      claims,
      loginHint: record.loginHint,
      mustChooseAccount: record.mustChooseAccount,
    });
    const flow = {
      stateHash,
      cookieHash: hashOpaque(cookie),
      sealed: sealProof(cipher, proof, stateHash),
      expiresAt: endOfFlow(clock(), record.expiresAt),
    };
    const isSaved = await store.save({ ...record, version: record.version + 1, flow });
    return isSaved ? { kind: 'go', url, cookie: { name: flowCookie(stateHash), value: cookie } } : undefined;
  }

  return async function start(id: string | null): Promise<FlowStep> {
    if (!isOpaque(id)) return endWith('unknown', null);
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const record = await store.find(hashOpaque(id));
      if (!record) return endWith('unknown', null);
      if (record.completedAt !== null) return endWith('used', record);
      if (record.expiresAt <= clock().toISOString()) return endWith('expired', record);
      const step = await guarded(record, log, () => open(record, id));
      if (step) return step;
    }
    return endWith('failed', null);
  };
}

function endOfFlow(now: Date, linkExpiresAt: string): string {
  const latest = new Date(now.getTime() + FLOW_MINUTES * 60_000).toISOString();
  return latest < linkExpiresAt ? latest : linkExpiresAt;
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
