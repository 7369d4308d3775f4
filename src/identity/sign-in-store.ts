import type { PersonId } from '../requests/person.ts';
import type { SignInPurpose } from './sign-in-purpose.ts';

/** A sign-in that is open in somebody's browser. Secrets are hashed, or sealed when they are needed again. */
export type OpenFlow = {
  readonly stateHash: string;
  readonly cookieHash: string;
  /** Sealed: the PKCE verifier and the nonce. */
  readonly sealed: string;
  readonly expiresAt: string;
};

/** An invitation to sign in and how far it has come. */
export type SignInRecord = {
  /** SHA-256 of the link's id: the link itself is kept nowhere. */
  readonly idHash: string;
  readonly version: number;
  readonly person: PersonId;
  readonly purpose: SignInPurpose;
  readonly claims: string | null;
  readonly loginHint: string | null;
  readonly locale: string | null;
  readonly expiresAt: string;
  readonly flow: OpenFlow | null;
  /** Somebody else signed in at the last try, so Entra ID should ask which account to use. */
  readonly mustChooseAccount: boolean;
  readonly completedAt: string | null;
  /** When `onSignedIn` is to be called (again); null when nothing is to be told. */
  readonly announceAt: string | null;
};

/** A stepped-up sign-in that a person still owes. */
export type StepUp = {
  readonly claims: string;
  readonly since: string;
  /** Partner Center refused the tokens that are in the vault, so that there is no point in using them. */
  readonly isTokenUseless: boolean;
};

/** Where invitations are kept, for all instances of the program. Every write is compare-and-set. */
export interface SignInStore {
  insert(record: SignInRecord): Promise<void>;
  find(idHash: string): Promise<SignInRecord | undefined>;
  findByState(stateHash: string): Promise<SignInRecord | undefined>;
  /** Writes `next` if the stored version is still `next.version - 1`; returns whether it was. */
  save(next: SignInRecord): Promise<boolean>;
  /** Whose `announceAt` is not after `now` (ISO time), longest due first. */
  toAnnounce(now: string, limit: number): Promise<readonly SignInRecord[]>;
  /** Removes what expired before `before`, except what is still to be announced. */
  purge(before: string): Promise<void>;
  stepUp(person: PersonId): Promise<StepUp | undefined>;
  setStepUp(person: PersonId, stepUp: StepUp | null): Promise<void>;
}
