import assert from 'node:assert/strict';
import { isInPlace, LicenseReader, licenseUpdateOf } from '../../src/fulfilment/license-reader.ts';
import type { LicenseChange } from '../../src/requests/license-change.ts';
import { aLicenseChange, aLicenseRequest, aUserReference, E3, E5, GRACE } from '../support/builders.ts';
import { FakeLicenseUpdates } from '../support/fake-license-updates.ts';
import { FakeTokens } from '../support/fulfilment-rig.ts';
import { StillClock } from '../support/still-clock.ts';

const SWAY = { id: 'SWAY-ID', name: 'Sway' };
const withoutSway = aLicenseChange({ assign: [{ sku: E5, excludedPlans: [SWAY] }] });
const swap = aLicenseChange({ remove: [E3] });

/** A license with the service plans that are on. */
const license = (sku: typeof E5, ...plans: readonly string[]) => ({
  sku: { ...sku, licenseGroup: 'group1' as const },
  servicePlans: plans.map((id) => ({
    id,
    name: id,
    serviceName: id,
    capabilityStatus: 'assigned',
    targetType: 'user' as const,
  })),
});

describe('whether a change is in place', () => {
  const cases: readonly (readonly [string, LicenseChange, Parameters<typeof isInPlace>[1], boolean])[] = [
    ['an assignment that is held', aLicenseChange(), [license(E5)], true],
    ['an assignment that is not', aLicenseChange(), [license(E3)], false],
    ['an id in other letters', aLicenseChange(), [license({ ...E5, id: E5.id.toUpperCase() })], true],
    ['a removal of what is still held', aLicenseChange({ assign: [], remove: [E3] }), [license(E3)], false],
    ['a removal of what is gone', aLicenseChange({ assign: [], remove: [E3] }), [], true],
    ['half of a swap', swap, [license(E5), license(E3)], false],
    ['a whole swap', swap, [license(E5)], true],
    ['a plan that should be off and is', withoutSway, [license(E5, 'other')], true],
    ['a plan that should be off and is on', withoutSway, [license(E5, 'sway-id')], false],
  ];
  for (const [what, change, licenses, expected] of cases) {
    it(`is ${expected ? 'so' : 'not so'} for ${what}`, () =>
      assert.equal(isInPlace(change, licenses), expected));
  }
});

describe('the body of the call', () => {
  it('says what should be true', () => {
    assert.deepEqual(licenseUpdateOf({ ...withoutSway, remove: [E3] }), {
      licensesToAssign: [{ skuId: E5.id, excludedPlans: [SWAY.id] }],
      licensesToRemove: [E3.id],
    });
  });
});

describe('looking at the licenses of a user', () => {
  const aReader = () => {
    const partnerCenter = new FakeLicenseUpdates(new StillClock());
    const tokens = new FakeTokens();
    partnerCenter.give(aUserReference().id, E5.id);
    return {
      partnerCenter,
      tokens,
      look: () => new LicenseReader(partnerCenter, tokens).look(aLicenseRequest({ status: 'approved' })),
    };
  };

  it('is done with the directory account, so that the approver need not be signed in', async () => {
    const { tokens, look } = aReader();
    assert.equal(await look(), 'in-place');
    assert.deepEqual(tokens.asked, []);
  });

  it('is done with the executor’s token where there is no directory account, or it is refused', async () => {
    const { tokens, look } = aReader();
    tokens.reading = null;
    assert.equal(await look(), 'in-place');
    assert.deepEqual(
      tokens.asked.map(({ person }) => person),
      [GRACE],
    );
  });

  it('never throws: what cannot be read is unknown', async () => {
    const { partnerCenter, tokens, look } = aReader();
    partnerCenter.isReadable = false;
    assert.equal(await look(), 'could-not-read');
    tokens.reading = null;
    tokens.answer(GRACE, { kind: 'sign-in', why: 'no-token', claims: null });
    assert.equal(await look(), 'could-not-read');
  });
});
