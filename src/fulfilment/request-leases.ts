import type { LicenseRequest } from '../requests/license-request.ts';

/**
 * Says which instance has a request in hand, so that one does its work. That nothing happens twice does not hang on it:
 * compare-and-set sees to that.
 */
export interface RequestLeases {
  /** Takes the request as it was read until `until`; false when it was changed or somebody else has it. Any write of it ends that. */
  take(request: LicenseRequest, lease: { readonly now: Date; readonly until: Date }): Promise<boolean>;
}
