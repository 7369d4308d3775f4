import { z } from 'zod';
import type { OpenFlow } from './sign-in-store.ts';
import { CipherError, type TokenCipher } from './token-cipher.ts';

const proofSchema = z.object({
  /** The id of the link, so that the person can begin again. */
  id: z.string(),
  verifier: z.string(),
  nonce: z.string(),
  /** The claims that were asked for; null makes it a plain sign-in. */
  claims: z.string().nullable(),
});

/** What only we know of an open flow until its callback comes. */
export type FlowProof = z.infer<typeof proofSchema>;

/** Seals a flow's secrets for the flow with this state. */
export function sealProof(cipher: TokenCipher, proof: FlowProof, stateHash: string): string {
  return cipher.seal(JSON.stringify(proof), placeOf(stateHash));
}

/**
 * Opens a flow's secrets. Undefined when our keys changed meanwhile, e.g. by a restart of an installation that has
 * none configured.
 */
export function openProof(cipher: TokenCipher, flow: OpenFlow): FlowProof | undefined {
  try {
    return proofSchema.parse(JSON.parse(cipher.open(flow.sealed, placeOf(flow.stateHash))));
  } catch (error) {
    if (error instanceof CipherError) return undefined;
    throw error;
  }
}

/** Each flow has a cookie of its own, so that two sign-ins of one person do not disturb each other. */
export function flowCookie(stateHash: string): string {
  return `sign-in-${stateHash.slice(0, 12)}`;
}

function placeOf(stateHash: string): string {
  return `flow:${stateHash}`;
}
