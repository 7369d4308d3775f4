import { z } from 'zod';
import type { PartnerCenterClient } from '../../src/partner-center/client.ts';
import { firstPage } from './test-client.ts';
import { meaningfulMembers, optionsOf, urlOf, type Vector } from './vector.ts';

/** The ids in the path: customer, user. */
function idsOf(vector: Vector): [string, string] {
  const [, , , customer = '', , user = ''] = urlOf(vector).pathname.split('/').map(decodeURIComponent);
  return [customer, user];
}

function pagingOf(vector: Vector) {
  const query = urlOf(vector).searchParams;
  const continuationToken = vector.request.headers['MS-ContinuationToken'];
  return { pageSize: Number(query.get('size') ?? 0), ...(continuationToken && { continuationToken }) };
}

/** Makes the call of an exchange. */
export async function listCustomers(client: PartnerCenterClient, vector: Vector) {
  const filter = urlOf(vector).searchParams.get('filter');
  const startsWith = filter
    ? z.object({ Field: z.enum(['CompanyName', 'Domain']), Value: z.string() }).parse(JSON.parse(filter))
    : null;
  return firstPage(
    client.listCustomers({
      ...optionsOf(vector),
      ...pagingOf(vector),
      ...(startsWith && { startsWith: { field: startsWith.Field, value: startsWith.Value } }),
    }),
  );
}

/** Makes the call of an exchange. */
export async function listUsers(client: PartnerCenterClient, vector: Vector) {
  const query = urlOf(vector).searchParams;
  const field = query.get('sortField');
  return firstPage(
    client.listUsers(idsOf(vector)[0], {
      ...optionsOf(vector),
      ...pagingOf(vector),
      ...(query.has('filter') && { state: 'inactive' }),
      ...(field && { sort: { field, direction: 'Descending' } }),
    }),
  );
}

/** Makes the call of an exchange. */
export function getCustomer(client: PartnerCenterClient, vector: Vector) {
  return client.getCustomer(idsOf(vector)[0], optionsOf(vector));
}

/** Makes the call of an exchange. */
export function getUser(client: PartnerCenterClient, vector: Vector) {
  return client.getUser(...idsOf(vector), optionsOf(vector));
}

/** Makes the call of an exchange. */
export function listSubscribedSkus(client: PartnerCenterClient, vector: Vector) {
  return client.listSubscribedSkus(idsOf(vector)[0], optionsOf(vector));
}

/** Makes the call of an exchange. */
export function listUserLicenses(client: PartnerCenterClient, vector: Vector) {
  return client.listUserLicenses(...idsOf(vector), optionsOf(vector));
}

/** Makes the call of an exchange. */
export function updateLicenses(client: PartnerCenterClient, vector: Vector) {
  const asked = z
    .object({
      licensestoassign: z
        .array(z.object({ skuid: z.string(), excludedplans: z.array(z.string()).default([]) }))
        .default([]),
      licensestoremove: z.array(z.string()).default([]),
    })
    .parse(meaningfulMembers(vector.request.body));
  const update = {
    licensesToAssign: asked.licensestoassign.map(({ skuid, excludedplans }) => ({
      skuId: skuid,
      excludedPlans: excludedplans,
    })),
    licensesToRemove: asked.licensestoremove,
  };
  return client.updateLicenses(...idsOf(vector), update, optionsOf(vector));
}
