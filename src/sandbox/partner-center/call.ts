import type { SandboxCustomer, World } from '../world.ts';
import type { AccessTokenClaims } from './access-token.ts';
import type { Outcome } from './answer.ts';
import type { LicenseWarning } from './faults.ts';
import type { LicenseUpdate } from './license-update.ts';
import type { Route } from './route.ts';
import type { TenantBooks } from './tenant-books.ts';

/** One call to the emulator, with everything that its checks ask. */
export type Call = {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly target: string;
  readonly route: Route;
  readonly body: string;
  readonly requestId: string;
  readonly correlationId: string;
  readonly continuationToken: string | null;
  readonly claims: AccessTokenClaims;
  /** The customer of the path, if there is one with that id. */
  readonly customer: SandboxCustomer | undefined;
  /** The body of `licenseupdates`; null when it is none or malformed. */
  readonly update: LicenseUpdate | null;
  /** What a scripted fault makes of the call before anything is looked up. */
  readonly scripted: Outcome | undefined;
  readonly isStale: boolean;
  readonly scriptedWarnings: readonly LicenseWarning[] | null;
  readonly now: Date;
  readonly world: World;
  readonly books: TenantBooks;
};
