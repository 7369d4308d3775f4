import { withTogether } from '../../src/requests/bundle.ts';
import type { LicenseRequest } from '../../src/requests/license-request.ts';
import type { BundleSubmission } from '../../src/requests/submissions.ts';
import { aLicenseChange, aLicenseRequest, aSkuReference, aUserReference, E3, SARAH } from './builders.ts';

export const MINECRAFT = aSkuReference('CFQ7TTC0K5DR/0002', 'Minecraft Education');

/** By default: E5 for Ada, Bo and Cem at Contoso, asked for by Sarah. */
export function aBundleSubmission(submission: Partial<BundleSubmission> = {}): BundleSubmission {
  return {
    members: ['Ada', 'Bo', 'Cem'].map((name) => ({ change: aChangeFor(name), after: null })),
    reason: 'the new finance team',
    requester: SARAH,
    thread: { key: 'a:sarah', reference: null },
    locale: 'en-GB',
    ...submission,
  };
}

/** A change for somebody at Contoso. */
export function aChangeFor(name: string, change: Parameters<typeof aLicenseChange>[0] = {}) {
  return aLicenseChange({ user: aUserReference(name, `${name.toLowerCase()}@contoso.com`), ...change });
}

/** A swap across license groups as two linked requests: the second waits for the first. */
export function aLinkedSwap(name = 'Ada'): BundleSubmission['members'] {
  const assign = [{ sku: MINECRAFT, excludedPlans: [] }];
  return [
    { change: aChangeFor(name, { assign, licenseGroup: 'group2' }), after: null },
    { change: aChangeFor(name, { assign: [], remove: [E3] }), after: 0 },
  ];
}

/** Requests of one bundle, one for each that is given. */
export function aBundle(
  requests: readonly Partial<LicenseRequest>[],
  id = 'BNDE01',
): readonly LicenseRequest[] {
  const names = ['Ada', 'Bo', 'Cem', 'Deniz', 'Eda'];
  return requests.map((request, index) =>
    aLicenseRequest({
      id: `MEMB0${index + 1}`,
      change: aChangeFor(names[index] ?? `User ${index + 1}`),
      bundle: { id, position: index + 1, size: requests.length },
      ...request,
    }),
  );
}

/** Requests as they are made together: each knows what all of them ask for. */
export function aBundleTogether(
  requests: readonly Partial<LicenseRequest>[],
  id = 'BNDE01',
): readonly LicenseRequest[] {
  const members = aBundle(requests, id);
  const changes = withTogether(members.map(({ change }) => ({ change, after: null })));
  return members.map((member, index) => ({ ...member, change: changes[index]?.change ?? member.change }));
}
