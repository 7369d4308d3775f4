import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { createWorld } from '../../src/sandbox/create-world.ts';
import { customerOf, personOf, productOf } from '../../src/sandbox/world.ts';

describe('the world of the sandbox', () => {
  const world = createWorld();
  const users = world.customers.flatMap((customer) => customer.users);
  const contoso = customerOf(world, 'Contoso');
  const freeAt = (partNumber: string) => {
    const { skuId } = productOf(world, partNumber);
    const bought = contoso.subscriptions.find((subscription) => subscription.skuId === skuId)?.seats ?? 0;
    const held = contoso.users.filter(({ licenses }) => licenses.some((license) => license.skuId === skuId));
    return bought - held.length;
  };

  it('is the same every time, and nobody shares an id', () => {
    assert.deepEqual(createWorld(), world);
    const ids = [
      ...users.map(({ id }) => id),
      ...world.customers.flatMap(({ id, commerceId }) => [id, commerceId]),
      world.partnerTenant.id,
    ];
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids) assert.match(id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    assert.equal(new Set(world.people.map(({ objectId }) => objectId)).size, world.people.length);
    assert.equal(new Set(world.people.map(({ teamsId }) => teamsId)).size, world.people.length);
  });

  it('has enough customers, users and products, in three languages', () => {
    assert.ok(world.customers.length >= 10);
    assert.ok(users.length >= 30);
    assert.ok(world.products.length >= 8);
    const names = users.map(({ displayName }) => displayName);
    assert.ok(names.some((name) => /[ğışçöüİ]/.test(name)));
    assert.ok(names.some((name) => /\p{Script=Han}/u.test(name)));
    assert.ok(names.includes('James Carter'));
  });

  it('sells nobody a seat twice and gives nobody what the customer has not bought', () => {
    for (const customer of world.customers) {
      for (const { skuId, seats } of customer.subscriptions) {
        const held = customer.users.filter(({ licenses }) => licenses.some((one) => one.skuId === skuId));
        assert.ok(held.length <= seats, `${customer.name}: ${skuId}`);
      }
      const bought = customer.subscriptions.map(({ skuId }) => skuId);
      for (const { skuId } of customer.users.flatMap(({ licenses }) => licenses)) {
        assert.ok(bought.includes(skuId), `${customer.name}: ${skuId}`);
        assert.ok(world.products.some((product) => product.skuId === skuId));
      }
    }
  });

  it('has a sold-out SKU, a last seat and a swap worth making at Contoso', () => {
    assert.equal(freeAt('POWER_BI_PRO'), 0);
    assert.equal(freeAt('PROJECTPROFESSIONAL'), 1);
    assert.ok(freeAt('SPE_E5') > 1);
    const ada = contoso.users.find(({ upn }) => upn === 'ada@contoso.com');
    assert.deepEqual(
      ada?.licenses.map(({ skuId }) => skuId),
      [productOf(world, 'SPE_E3').skuId],
    );
  });

  it('has the awkward users and customers: no usage location, inactive, mixed case, blocked', () => {
    assert.ok(contoso.users.some(({ usageLocation }) => usageLocation === null));
    assert.ok(contoso.users.some(({ state }) => state === 'inactive'));
    assert.ok(contoso.users.some(({ upn }) => upn !== upn.toLowerCase()));
    assert.equal(customerOf(world, 'Wide World').blocksPartners, true);
    assert.ok(world.products.some(({ licenseGroup }) => licenseGroup === 'group2'));
    assert.ok(world.products.some(({ targetType }) => targetType === 'Tenant'));
  });

  it('has the awkward approvers: no role, no second factor, no app', () => {
    assert.deepEqual(personOf(world, 'mehmet').gdapRoles, []);
    assert.equal(personOf(world, 'yuki').mfa, 'no');
    assert.equal(personOf(world, 'oliver').hasApp, false);
    assert.ok(personOf(world, 'kenji').gdapRoles.includes('User Administrator'));
  });

  it('has people of a customer’s tenant, who are its users too, and a guest known under two object ids', () => {
    const ayse = personOf(world, 'ayse');
    assert.equal(ayse.tenantId, contoso.id);
    assert.equal(contoso.users.find(({ id }) => id === ayse.objectId)?.upn, ayse.upn);
    const guest = personOf(world, 'guest');
    assert.equal(guest.tenantId, world.partnerTenant.id);
    assert.equal(guest.homeTenantId, contoso.id);
    assert.notEqual(guest.objectId, guest.homeObjectId);
    assert.ok(contoso.users.some(({ id }) => id === guest.homeObjectId));
  });

  it('throws for somebody or something that is not there', () => {
    assert.throws(() => personOf(world, 'nobody'), /nobody/);
    assert.throws(() => customerOf(world, 'Nowhere'), /Nowhere/);
    assert.throws(() => productOf(world, 'NOTHING'), /NOTHING/);
  });
});
