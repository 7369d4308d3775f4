import assert from 'node:assert/strict';
import type { CallOptions } from '../../src/partner-center/call-options.ts';
import { meaningOf } from '../../src/partner-center/error-meanings.ts';
import { PartnerCenterError, PartnerCenterUnreachable } from '../../src/partner-center/errors.ts';
import { ada, contoso, sku, startPartnerCenter, userOf, world } from '../sandbox/started-partner-center.ts';
import { aClient, allItems, rejection } from './test-client.ts';

describe('the client at the emulated Partner Center', () => {
  let center: Awaited<ReturnType<typeof startPartnerCenter>>;
  beforeEach(async () => {
    center = await startPartnerCenter();
  });
  afterEach(() => center.close());

  const as = (person: string): CallOptions => ({ accessToken: person });
  const clientOf = (timeoutMs = 5_000) => aClient(center.emulator.url, { timeoutMs }).client;
  const assign = (partNumber: string) => ({
    licensesToAssign: [{ skuId: sku(partNumber), excludedPlans: [] }],
    licensesToRemove: [],
  });
  const ids = { ...as('kenji'), idempotencyKey: crypto.randomUUID(), correlationId: crypto.randomUUID() };

  it('reads every customer and every user, page by page', async () => {
    const customers = await allItems(clientOf().listCustomers({ ...as('kenji'), pageSize: 3 }));
    assert.deepEqual(
      customers.map(({ name }) => name).sort(),
      world.customers.map(({ name }) => name).sort(),
    );
    const active = await allItems(clientOf().listUsers(contoso.id, { ...as('kenji'), pageSize: 4 }));
    const deleted = await allItems(clientOf().listUsers(contoso.id, { ...as('kenji'), state: 'inactive' }));
    assert.ok(active.length > 4 && deleted.length > 0);
    assert.ok(deleted.every(({ state }) => state === 'inactive'));
    assert.deepEqual(
      [...active, ...deleted].map(({ id }) => id).sort(),
      contoso.users.map(({ id }) => id).sort(),
    );
  });

  it('finds customers by the beginning of their name', async () => {
    const startsWith = { field: 'CompanyName', value: 'contoso ' } as const;
    const found = await allItems(clientOf().listCustomers({ ...as('kenji'), startsWith }));
    assert.deepEqual(found.map(({ name }) => name).sort(), ['Contoso Pharmaceuticals', 'Contoso Suites']);
  });

  it('finds a user by a user principal name, in any case', async () => {
    const found = await clientOf().getUser(contoso.id, ada.upn.toUpperCase(), as('kenji'));
    assert.equal(found.id, ada.id);
    const emre = await clientOf().getUser(contoso.id, userOf('emre.koc@contoso.com').id, as('kenji'));
    assert.equal(emre.usageLocation, null);
  });

  it('assigns a license once, reads it back, and gets the same answer for the same id', async () => {
    const first = await clientOf().updateLicenses(contoso.id, ada.id, assign('PROJECTPROFESSIONAL'), ids);
    assert.equal(first.status, 201);
    assert.match(first.cv ?? '', /\.0$/);
    const again = await clientOf().updateLicenses(contoso.id, ada.id, assign('PROJECTPROFESSIONAL'), ids);
    assert.deepEqual([again.digest, again.requestId], [first.digest, ids.idempotencyKey]);
    const held = await clientOf().listUserLicenses(contoso.id, ada.id, as('kenji'));
    assert.ok(held.some((license) => license.sku.id === sku('PROJECTPROFESSIONAL')));
    assert.equal(center.emulator.switches.effectiveUpdates().length, 1);
  });

  it('reads the SKUs of both groups, or of the first where the role shows no more', async () => {
    const all = await clientOf().listSubscribedSkus(contoso.id, as('grace'));
    assert.deepEqual(all.licenseGroups, ['group1', 'group2']);
    assert.ok(all.skus.some((subscribed) => subscribed.sku.licenseGroup === 'group2'));
    const some = await clientOf().listSubscribedSkus(contoso.id, as('kenji'));
    assert.deepEqual(some.licenseGroups, ['group1']);
    assert.deepEqual(
      new Set(some.skus.map((subscribed) => subscribed.sku.licenseGroup)),
      new Set(['group1']),
    );
  });

  it('learns that there is no license left', async () => {
    const error = await rejection(clientOf().updateLicenses(contoso.id, ada.id, assign('POWER_BI_PRO'), ids));
    assert.ok(error instanceof PartnerCenterError);
    assert.deepEqual([error.code, meaningOf(error)?.action], ['60012', 'wait-for-seats']);
    assert.equal(error.correlationId, ids.correlationId);
  });

  for (const fault of ['cut-after', 'hang-after', 'unavailable-after'] as const) {
    it(`knows that an update may have been applied when the answer is lost: ${fault}`, async () => {
      center.emulator.faults.next(fault, 1, 'license-updates');
      const error = await rejection(
        clientOf(200).updateLicenses(contoso.id, ada.id, assign('PROJECTPROFESSIONAL'), ids),
      );
      if (fault === 'unavailable-after') assert.ok(error instanceof PartnerCenterError);
      else assert.ok(error instanceof PartnerCenterUnreachable && error.mayHaveBeenApplied);
      assert.equal(meaningOf(error)?.action, 'retry');
      assert.equal(center.emulator.switches.effectiveUpdates().length, 1);
    });
  }

  it('tells whether a token carries multi-factor authentication', async () => {
    assert.equal(await clientOf().validateMfa(as('kenji')), true);
    assert.equal(await clientOf().validateMfa(as('kenji:no-mfa')), false);
  });
});
