import type { GdapRole, SandboxPerson } from '../world.ts';
import { queryValues, type Route, type RouteName } from './route.ts';

/** The roles of which a call needs one, as the documents list them; null where the customer's tenant is not asked. */
export function rolesFor(route: Route): readonly GdapRole[] | null {
  const asksForGroups = queryValues(route, 'licenseGroupIds').length > 0;
  if (route.name === 'subscribed-skus' && asksForGroups) return ['Directory Reader', 'Global Reader'];
  return rolesByRoute[route.name];
}

/** The roles a person has at a customer. */
export function rolesAt(person: SandboxPerson, customerId: string): readonly GdapRole[] {
  return person.gdapRolesByCustomer?.[customerId] ?? person.gdapRoles;
}

const readers: readonly GdapRole[] = ['Directory Reader', 'Global Reader', 'User Administrator'];

const rolesByRoute: Readonly<Record<RouteName, readonly GdapRole[] | null>> = {
  customers: null,
  customer: null,
  users: readers,
  user: readers,
  'subscribed-skus': [...readers, 'License Administrator'],
  licenses: ['Directory Reader', 'License Administrator', 'User Administrator', 'Directory Writers'],
  'license-updates': ['License Administrator', 'User Administrator', 'Directory Writers'],
  unknown: null,
};
