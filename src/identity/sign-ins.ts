import type { PersonId } from '../requests/person.ts';
import { IdentityUnavailable } from './identity-unavailable.ts';
import { hashOpaque, newOpaque } from './opaque.ts';
import type { SignInPurpose } from './sign-in-purpose.ts';
import type { SignInStore } from './sign-in-store.ts';

/** What an invitation to sign in carries beside person and purpose. */
export type Invitation = {
  /** Until when the link can be used (ISO time). */
  readonly expiresAt: string;
  /** The language of the page (BCP 47); the browser's when null. */
  readonly locale: string | null;
  /** A claims challenge to answer; by default the one that was met last for this person. */
  readonly claims?: string | null;
  /** The person's user principal name where it is known, so that Entra ID offers the right account. */
  readonly loginHint?: string | null;
};

/** Somebody has signed in and their tokens are in the vault. */
export type SignedIn = {
  readonly person: PersonId;
  readonly purpose: SignInPurpose;
  readonly locale: string | null;
  /** `page`: on our sign-in page; `silent`: through Teams' single sign-on (its purpose is always `refresh`). */
  readonly how: 'page' | 'silent';
};

/** Links by which one person, and nobody else, can sign in. */
export interface SignIns {
  /** Returns `<publicUrl>/auth/start?s=<opaque>`; throws `IdentityUnavailable('wrong-tenant')` for people of other tenants. */
  invite(person: PersonId, purpose: SignInPurpose, invitation: Invitation): Promise<string>;
}

type Deps = {
  readonly partnerTenantId: string;
  readonly publicUrl: string;
  readonly store: SignInStore;
};

/** Makes the links; the link itself is kept nowhere, only its hash. */
export function createSignIns({ partnerTenantId, publicUrl, store }: Deps): SignIns {
  return {
    async invite(person, purpose, { expiresAt, locale, claims = null, loginHint = null }) {
      if (person.tenantId.toLowerCase() !== partnerTenantId.toLowerCase()) {
        throw new IdentityUnavailable('wrong-tenant');
      }
      const id = newOpaque();
      await store.insert({
        idHash: hashOpaque(id),
        version: 1,
        person: { tenantId: person.tenantId, objectId: person.objectId },
        purpose,
        claims,
        loginHint,
        locale,
        expiresAt,
        flow: null,
        mustChooseAccount: false,
        completedAt: null,
        announceAt: null,
      });
      return pageUrl(publicUrl, `/auth/start?s=${id}`);
    },
  };
}

/** The address of one of our pages; `publicUrl` may end in a slash or have a path. */
export function pageUrl(publicUrl: string, path: string): string {
  return publicUrl.replace(/\/+$/, '') + path;
}
