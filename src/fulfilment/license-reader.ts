import type { PartnerCenterClient } from '../partner-center/client.ts';
import type { LicenseUpdate, UserLicense } from '../partner-center/resources.ts';
import type { LicenseAssignment, LicenseChange } from '../requests/license-change.ts';
import type { LicenseRequest } from '../requests/license-request.ts';
import type { ExecutorTokens } from './executor-tokens.ts';

/** What a look at the user's licenses says about a change. */
export type Sighting = 'in-place' | 'not-in-place' | 'could-not-read';

/** Looks at the user's licenses with the directory account, else with the executor's token. */
export class LicenseReader {
  readonly #client: Pick<PartnerCenterClient, 'listUserLicenses'>;
  readonly #tokens: ExecutorTokens;

  constructor(client: Pick<PartnerCenterClient, 'listUserLicenses'>, tokens: ExecutorTokens) {
    this.#client = client;
    this.#tokens = tokens;
  }

  /** Never throws: what cannot be read is `could-not-read`. */
  async look(request: LicenseRequest): Promise<Sighting> {
    const byDirectory = await this.#lookWith(await this.#tokens.acquireForReading(), request);
    if (byDirectory !== 'could-not-read' || !request.executor) return byDirectory;
    const token = await this.#tokens.acquire(request.executor);
    return this.#lookWith(token.kind === 'token' ? token.accessToken : null, request);
  }

  async #lookWith(accessToken: string | null, { change, locale }: LicenseRequest): Promise<Sighting> {
    if (accessToken === null) return 'could-not-read';
    try {
      const options = { accessToken, locale, deadlineMs: 15_000 };
      const licenses = await this.#client.listUserLicenses(change.customer.id, change.user.id, options);
      return isInPlace(change, licenses) ? 'in-place' : 'not-in-place';
    } catch {
      return 'could-not-read';
    }
  }
}

/**
 * Whether a user with these licenses has what the change asks for: the SKUs, and without the service plans that are
 * left out (a license lists the plans that are on).
 */
export function isInPlace(
  change: LicenseChange,
  licenses: readonly Pick<UserLicense, 'sku' | 'servicePlans'>[],
): boolean {
  const held = new Map(
    licenses.map(({ sku, servicePlans }) => [
      sku.id.toLowerCase(),
      servicePlans.map(({ id }) => id.toLowerCase()),
    ]),
  );
  const isAssigned = ({ sku, excludedPlans }: LicenseAssignment) => {
    const plans = held.get(sku.id.toLowerCase());
    return plans !== undefined && excludedPlans.every(({ id }) => !plans.includes(id.toLowerCase()));
  };
  return change.assign.every(isAssigned) && change.remove.every((sku) => !held.has(sku.id.toLowerCase()));
}

/** The body of the call that carries a change out: it says what should be true, never "one more". */
export function licenseUpdateOf(change: LicenseChange): LicenseUpdate {
  return {
    licensesToAssign: change.assign.map(({ sku, excludedPlans }) => ({
      skuId: sku.id,
      excludedPlans: excludedPlans.map((plan) => plan.id),
    })),
    licensesToRemove: change.remove.map((sku) => sku.id),
  };
}
