import type { Translate } from '../i18n/translator.ts';
import type { BundleMember } from '../requests/bundle.ts';
import type { RequestError } from '../requests/errors.ts';
import type { LicenseChange } from '../requests/license-change.ts';
import type { PersonId } from '../requests/person.ts';
import type { PreflightReport } from '../requests/preflight-report.ts';

/** What the review shows of the checks made before anybody is asked. */
export interface DraftChecks {
  /** Why each request of a bundle may not be asked for; null where it may. */
  refusals(members: readonly BundleMember[], person: PersonId): Promise<readonly (RequestError | null)[]>;
  check(change: LicenseChange): Promise<PreflightReport>;
  /** What was found as lines with their Adaptive Card colours; `isUserNamed` where the words before them name the user. */
  lines(
    report: PreflightReport,
    change: LicenseChange & { readonly isUserNamed?: boolean },
    text: Translate,
  ): readonly { readonly text: string; readonly color: string }[];
}
