import type { PersonId } from '../requests/person.ts';
import { IdentityUnavailable } from './identity-unavailable.ts';
import type { SignInStore } from './sign-in-store.ts';
import { SingleFlight } from './single-flight.ts';
import type { TokenAnswer } from './token-answer.ts';
import type { VaultTokens } from './vault-tokens.ts';
import { personSlot, whose } from './whose.ts';

/** How to ask for a token. */
export type AcquireOptions = {
  /** Asks Entra ID even while a cached token is good, so that its rules are applied now (`freshToken`). */
  readonly forceRefresh?: boolean;
  /**
   * Partner Center refused the last token for want of MFA (401, 900421, 10001): asks for one stepped-up sign-in.
   * If the tokens come from such a sign-in already, `IdentityUnavailable('mfa-not-enforced')` is thrown.
   */
  readonly afterMfaRefusal?: boolean;
};

/** Partner Center tokens of the people who approve; one call per person is under way at a time. */
export interface ApproverTokens {
  /** Throws `IdentityUnavailable` when the fault is not the person's. */
  acquire(person: PersonId, options?: AcquireOptions): Promise<TokenAnswer>;
  /** Whether there are tokens of a person that nobody has refused; asks nobody, so that they may have expired. */
  isSignedIn(person: PersonId): Promise<boolean>;
}

/** Asks Entra ID for a token that records MFA; it prompts for a second factor where the session has none. */
export const MFA_CLAIMS = '{"access_token":{"amr":{"essential":true,"values":["mfa"]}}}';

/** For how long a stepped-up sign-in counts as one: a refusal within this time is not answered by another. */
const STEP_UP_COUNTS_MS = 60 * 60 * 1000;

type Deps = {
  readonly partnerTenantId: string;
  readonly tokens: VaultTokens;
  readonly signIns: SignInStore;
  readonly clock: () => Date;
};

/** Tokens from the vault, with the step-up that a person may owe. */
export function createApproverTokens({ partnerTenantId, tokens, signIns, clock }: Deps): ApproverTokens {
  const flights = new SingleFlight<TokenAnswer>();

  async function stepUp(person: PersonId): Promise<TokenAnswer> {
    const kept = await tokens.read(personSlot(person));
    const age = kept?.steppedUpAt
      ? clock().getTime() - Date.parse(kept.steppedUpAt)
      : Number.POSITIVE_INFINITY;
    if (age < STEP_UP_COUNTS_MS) throw new IdentityUnavailable('mfa-not-enforced');
    await signIns.setStepUp(person, {
      claims: MFA_CLAIMS,
      since: clock().toISOString(),
      isTokenUseless: true,
    });
    return { kind: 'sign-in', why: 'mfa', claims: MFA_CLAIMS };
  }

  async function acquire(person: PersonId, forceRefresh: boolean): Promise<TokenAnswer> {
    const owed = await signIns.stepUp(person);
    if (owed?.isTokenUseless) return { kind: 'sign-in', why: 'mfa', claims: owed.claims };
    const answer = await tokens.acquire(personSlot(person), forceRefresh);
    if (answer.kind === 'sign-in' && answer.claims !== null) {
      const since = clock().toISOString();
      await signIns.setStepUp(person, { claims: answer.claims, since, isTokenUseless: false });
    }
    return answer;
  }

  return {
    async isSignedIn(person) {
      if (await signIns.stepUp(person)) return false;
      try {
        return (await tokens.read(personSlot(person))) !== undefined;
      } catch (error) {
        if (error instanceof IdentityUnavailable) return false;
        throw error;
      }
    },
    async acquire(person, { forceRefresh = false, afterMfaRefusal = false } = {}) {
      if (person.tenantId.toLowerCase() !== partnerTenantId.toLowerCase()) {
        throw new IdentityUnavailable('wrong-tenant');
      }
      const key = `${whose(person)} ${forceRefresh} ${afterMfaRefusal}`;
      return flights.run(key, () => (afterMfaRefusal ? stepUp(person) : acquire(person, forceRefresh)));
    },
  };
}
