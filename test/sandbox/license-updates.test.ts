import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { ada, cagla, contoso, sku, startPartnerCenter, userOf, userPath } from './started-partner-center.ts';

type Started = Awaited<ReturnType<typeof startPartnerCenter>>;

const vector = (name: string) =>
  JSON.parse(readFileSync(new URL(`../vectors/partner-center/${name}.json`, import.meta.url), 'utf8'));

const assign = (...partNumbers: string[]) => ({
  LicensesToAssign: partNumbers.map((partNumber) => ({ ExcludedPlans: null, SkuId: sku(partNumber) })),
  LicensesToRemove: null,
  LicenseWarnings: null,
  Attributes: { ObjectType: 'LicenseUpdate' },
});

describe('licenseupdates at the emulated Partner Center', () => {
  let pc: Started;
  beforeEach(async () => {
    pc = await startPartnerCenter();
  });
  afterEach(() => pc.close());

  const availableOf = (partNumber: string) =>
    pc.emulator.switches.seatsOf(contoso.id).find(({ product }) => product.partNumber === partNumber)
      ?.available;

  it('answers the documents’ example with the documents’ answer', async () => {
    const example = vector('licenseupdates-assign-201');
    pc.emulator.switches.addSeats(contoso.id, sku('POWER_BI_PRO'), 1);
    const answer = await pc.call(example.request.method, example.request.path, {
      headers: {
        'MS-RequestId': example.request.headers['MS-RequestId'],
        'MS-CorrelationId': example.request.headers['MS-CorrelationId'],
        'Content-Type': 'application/json',
      },
      body: example.request.body,
    });
    assert.equal(answer.status, 201);
    assert.deepEqual(answer.json(), example.response.body);
    assert.equal(answer.headers.get('content-length'), example.response.headers['Content-Length']);
    assert.equal(answer.headers.get('content-type'), example.response.headers['Content-Type']);
    assert.equal(answer.headers.get('ms-requestid'), example.response.headers['MS-RequestId']);
    assert.equal(answer.headers.get('ms-correlationid'), example.response.headers['MS-CorrelationId']);
    assert.match(answer.headers.get('ms-cv') ?? '', /^[A-Za-z0-9+/]{16}\.0$/);
    assert.equal(answer.hasMark, true);
  });

  it('refuses a sold-out SKU with the documents’ answer, unmarked', async () => {
    const example = vector('licenseupdates-quota-60012-400');
    const answer = await pc.call('POST', example.request.path, { body: example.request.body });
    assert.equal(answer.status, 400);
    assert.deepEqual(answer.json(), example.response.body);
    assert.equal(answer.hasMark, false);
    assert.deepEqual(pc.emulator.switches.effectiveUpdates(), []);
  });

  it('lets the last seat go once', async () => {
    assert.equal(availableOf('PROJECTPROFESSIONAL'), 1);
    assert.equal((await pc.update(cagla.id, assign('PROJECTPROFESSIONAL'))).status, 201);
    assert.equal(availableOf('PROJECTPROFESSIONAL'), 0);
    assert.equal((await pc.update(ada.id, assign('PROJECTPROFESSIONAL'))).json().code, 60012);
  });

  it('swaps in one call: the old seat is free, the new one taken', async () => {
    const [e3, e5] = [availableOf('SPE_E3') ?? 0, availableOf('SPE_E5') ?? 0];
    const swap = { ...assign('SPE_E5'), LicensesToRemove: [sku('SPE_E3')] };
    const answer = await pc.update(ada.id, swap);
    assert.equal(answer.status, 201);
    assert.deepEqual(answer.json().licensesToRemove, [sku('SPE_E3')]);
    assert.deepEqual(pc.emulator.switches.skusOf(contoso.id, ada.id), [sku('SPE_E5')]);
    assert.deepEqual([availableOf('SPE_E3'), availableOf('SPE_E5')], [e3 + 1, e5 - 1]);
  });

  it('changes nothing at all when one SKU of the call has no seat', async () => {
    const before = pc.emulator.switches.skusOf(contoso.id, ada.id);
    const answer = await pc.update(ada.id, {
      ...assign('SPE_E5', 'POWER_BI_PRO'),
      LicensesToRemove: [sku('SPE_E3')],
    });
    assert.equal(answer.json().code, 60012);
    assert.deepEqual(pc.emulator.switches.skusOf(contoso.id, ada.id), before);
  });

  it('takes a user principal name in any case and percent-encoded, and ignores isKickInstantOn', async () => {
    const path = `${userPath('CAGLA.Ozturk%40contoso.com')}/licenseupdates?isKickInstantOn=maybe`;
    assert.equal((await pc.call('POST', path, { body: assign('SPE_F1') })).status, 201);
    assert.deepEqual(pc.emulator.switches.skusOf(contoso.id, cagla.id), [sku('SPE_F1')]);
  });

  it('reads member names and ids in any case', async () => {
    const answer = await pc.update(cagla.id, {
      licensestoassign: [{ skuid: sku('SPE_F1').toUpperCase() }],
      LICENSESTOREMOVE: [],
    });
    assert.equal(answer.status, 201);
    assert.deepEqual(answer.json().licensesToRemove, []);
    assert.deepEqual(pc.emulator.switches.skusOf(contoso.id, cagla.id), [sku('SPE_F1')]);
  });

  it('takes no second seat for a license that is held, and says that nothing changed', async () => {
    const before = availableOf('SPE_E3');
    assert.equal((await pc.update(ada.id, assign('SPE_E3'))).status, 201);
    assert.equal(availableOf('SPE_E3'), before);
    assert.deepEqual(
      pc.emulator.switches.effectiveUpdates().map(({ changedAnything }) => changedAnything),
      [false],
    );
  });

  it('keeps excluded plans out of what the user holds', async () => {
    const teams = '57ff2da0-773e-42df-b2af-ffb7a2317929';
    await pc.update(cagla.id, { LicensesToAssign: [{ SkuId: sku('SPE_E3'), ExcludedPlans: [teams] }] });
    const held = (await pc.get(`${userPath(cagla.id)}/licenses`)).json();
    const plans: { id: string }[] = held.items[0].servicePlans;
    assert.equal(plans.length > 0 && plans.every(({ id }) => id !== teams), true);
  });

  const malformed: [string, unknown][] = [
    ['no JSON', '{"LicensesToAssign":['],
    ['a list', []],
    ['an empty update', {}],
    ['removals as objects', { LicensesToRemove: [{ SkuId: sku('SPE_E3') }] }],
    ['a SKU in both lists', { ...assign('SPE_E3'), LicensesToRemove: [sku('SPE_E3')] }],
    ['two license groups', assign('SPE_E5', 'CFQ7TTC0K5DR/0002')],
    ['a SKU that the customer has not bought', assign('SPB')],
    ['a SKU that is not for users', assign('SHAREPOINTSTORAGE')],
    ['the removal of what is not held', { LicensesToRemove: [sku('VISIOCLIENT')] }],
    [
      'a foreign excluded plan',
      {
        LicensesToAssign: [{ SkuId: sku('SPE_E5'), ExcludedPlans: ['2bdbaf8f-738f-4ac7-9234-3c3ee2ce7d0f'] }],
      },
    ],
  ];
  for (const [what, body] of malformed) {
    it(`refuses ${what} with 400/800002`, async () => {
      const answer = await pc.update(ada.id, body);
      assert.deepEqual([answer.status, answer.json().code], [400, 800002]);
      assert.deepEqual(pc.emulator.switches.effectiveUpdates(), []);
    });
  }

  it('refuses a user without a usage location until one is set', async () => {
    const emre = userOf('emre.koc@contoso.com');
    const refused = await pc.update(emre.id, assign('SPE_F1'));
    assert.deepEqual(refused.json(), vector('error-usage-location-400').response.body);
    pc.emulator.switches.setUsageLocation(contoso.id, emre.id, 'TR');
    assert.equal((await pc.update(emre.id, assign('SPE_F1'))).status, 201);
  });

  it('does not know a user who is deleted or never was', async () => {
    const unknown = vector('error-user-not-found-60002-404');
    const never = await pc.call('POST', unknown.request.path, { body: assign('SPE_F1') });
    assert.deepEqual([never.status, never.json()], [404, unknown.response.body]);
    const deleted = await pc.update(userOf('hannah.reed@contoso.com').id, assign('SPE_F1'));
    assert.equal(deleted.json().code, 60002);
  });

  it('warns of service plans that the user has already, and can be told not to', async () => {
    const warned = (await pc.update(ada.id, assign('VISIOCLIENT'))).json();
    assert.deepEqual(warned.licenseWarnings, [
      {
        code: 'ServicePlanAlreadyCovered',
        message: 'Microsoft 365 E3, which this user has, already covers: OneDrive for Business (Basic).',
        servicePlans: ['ONEDRIVE_BASIC'],
      },
    ]);
    pc.emulator.switches.warnOfOverlap(false);
    assert.deepEqual((await pc.update(ada.id, assign('AAD_PREMIUM_P2'))).json().licenseWarnings, []);
  });

  it('does not warn of service plans that are not a person’s', async () => {
    await pc.update(cagla.id, assign('AAD_PREMIUM_P2'));
    assert.deepEqual((await pc.update(cagla.id, assign('VISIOCLIENT'))).json().licenseWarnings, []);
  });

  it('does not warn of a license that the same call takes away', async () => {
    const swap = { ...assign('SPE_E5'), LicensesToRemove: [sku('SPE_E3')] };
    assert.deepEqual((await pc.update(ada.id, swap)).json().licenseWarnings, []);
  });
});

describe('a repeated MS-RequestId', () => {
  let pc: Started;
  beforeEach(async () => {
    pc = await startPartnerCenter();
  });
  afterEach(() => pc.close());
  const requestId = 'a37d3009-665d-4e12-b76e-1aa10cf80140';

  it('gets the same answer without a second effect', async () => {
    const first = await pc.update(cagla.id, assign('SPE_F1'), { requestId });
    const second = await pc.update(cagla.id, assign('SPE_F1'), { requestId: requestId.toUpperCase() });
    assert.deepEqual([second.status, second.text], [first.status, first.text]);
    assert.equal(pc.emulator.switches.effectiveUpdates().length, 1);
  });

  it('gets a business refusal again although there are seats by now', async () => {
    await pc.update(cagla.id, assign('POWER_BI_PRO'), { requestId });
    pc.emulator.switches.addSeats(contoso.id, sku('POWER_BI_PRO'), 1);
    assert.equal((await pc.update(cagla.id, assign('POWER_BI_PRO'), { requestId })).json().code, 60012);
    assert.equal((await pc.update(cagla.id, assign('POWER_BI_PRO'))).status, 201);
  });

  it('is checked for the caller’s rights before it is answered', async () => {
    await pc.update(cagla.id, assign('SPE_F1'), { requestId });
    const answer = await pc.update(cagla.id, assign('SPE_F1'), { requestId, as: 'mehmet' });
    assert.equal(answer.json().code, 900308);
  });

  it('is carried out again once it is forgotten: by time, by a switch, or by a fault', async () => {
    const again = () => pc.update(cagla.id, assign('SPE_F1'), { requestId });
    const effects = () => pc.emulator.switches.effectiveUpdates().length;
    await again();
    pc.emulator.switches.setRequestIdRetention(60);
    pc.time.now = new Date(pc.time.now.getTime() + 61_000);
    await again();
    assert.equal(effects(), 2);
    pc.emulator.switches.forgetRequestIds();
    await again();
    assert.equal(effects(), 3);
    pc.emulator.faults.next('forget-request-ids');
    await again();
    assert.equal(effects(), 4);
    await again();
    assert.equal(effects(), 4);
  });

  it('says who did what in the list of effective updates', async () => {
    await pc.update(cagla.id, assign('SPE_F1'), { requestId, as: 'grace' });
    const [update] = pc.emulator.switches.effectiveUpdates({ userId: cagla.id, skuId: sku('SPE_F1') });
    assert.equal(update?.requestId, requestId);
    assert.equal(update?.body, JSON.stringify(assign('SPE_F1')));
    assert.equal(update?.changedAnything, true);
    assert.equal(typeof update?.objectId, 'string');
    assert.deepEqual(pc.emulator.switches.effectiveUpdates({ skuId: sku('SPE_E3') }), []);
  });
});
