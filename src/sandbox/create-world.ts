import type { World } from './world.ts';
import { sandboxCustomers } from './world-customers.ts';
import { partnerTenantId, sandboxPeople } from './world-people.ts';
import { sandboxProducts } from './world-products.ts';

/** The seed data of the sandbox: a partner, its people, its customers and their licenses. */
export function createWorld(): World {
  const partnerTenant = {
    id: partnerTenantId,
    name: 'Northwind Cloud Partners',
    domain: 'northwindcloud.example',
  };
  const customers = sandboxCustomers();
  const customerTenants = customers.map(({ id, name, domain }) => ({ id, name, domain }));
  return {
    botAppId: '7c1f0b6e-4a53-4d0c-9e68-2f5b8a31d947',
    partnerCenterAppId: 'fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd',
    partnerTenant,
    tenants: [partnerTenant, ...customerTenants],
    people: sandboxPeople(),
    customers,
    products: sandboxProducts(),
  };
}
