import assert from 'node:assert/strict';
import { z } from 'zod';
import { PartnerCenterError } from '../../src/partner-center/errors.ts';
import { type Members, members, type Vector } from './vector.ts';

/** Checks an error against the refusal of an exchange. */
export function assertRefusal(error: unknown, { request, response }: Vector): void {
  assert.ok(error instanceof PartnerCenterError);
  const body = members.parse(response.body ?? {});
  assert.equal(error.httpStatus, response.status);
  assert.equal(error.code, body['code'] === undefined ? null : String(body['code']));
  assert.equal(error.description, body['description'] ?? body['message'] ?? null);
  assert.deepEqual(error.data, body['data'] ?? []);
  assert.equal(error.cv, response.headers['MS-CV'] ?? null);
  const seconds = response.headers['Retry-After'];
  assert.equal(error.retryAfterMs, seconds ? Number(seconds) * 1000 : null);
  const correlationId = response.headers['MS-CorrelationId'] ?? request.headers['MS-CorrelationId'];
  if (correlationId) assert.equal(error.correlationId, correlationId);
}

/** Checks what a call returned against the answer of an exchange. */
export function assertResult(result: unknown, vector: Vector): void {
  const body = members.parse(vector.response.body);
  if (vector.request.method === 'POST') assertUpdate(result, vector, body);
  else assert.deepEqual(result, expectedOf(vector.name, body));
}

function expectedOf(name: string, body: Members): unknown {
  const items = z.array(members).safeParse(body['items']).data ?? [];
  const continuationToken = body['continuationToken'] ?? null;
  if (name === 'customer-by-id-200') return customerOf(body);
  if (name === 'customer-user-by-id-200') return userOf(body);
  if (name.startsWith('customers-')) return { items: items.map(customerOf), continuationToken };
  if (name.startsWith('customer-users-')) return { items: items.map(userOf), continuationToken };
  if (name.startsWith('user-licenses-')) return items.map(licenseOf);
  const licenseGroups = name.includes('default') ? ['group1'] : ['group1', 'group2'];
  return { skus: items.map(skuOf), licenseGroups };
}

function assertUpdate(result: unknown, { response }: Vector, body: Members): void {
  const { digest, ...answer } = members.parse(result);
  assert.match(String(digest), /^[0-9a-f]{64}$/);
  const assigned = z.array(members).parse(body['licensesToAssign'] ?? []);
  assert.deepEqual(answer, {
    status: response.status,
    requestId: response.headers['MS-RequestId'],
    correlationId: response.headers['MS-CorrelationId'],
    cv: response.headers['MS-CV'] ?? null,
    warnings: body['licenseWarnings'],
    licensesToAssign: assigned.map(({ skuId, excludedPlans = [] }) => ({ skuId, excludedPlans })),
    licensesToRemove: body['licensesToRemove'] ?? [],
    bodyState: 'read',
  });
}

function customerOf(wire: Members) {
  const { companyName, domain } = members.parse(wire['companyProfile']);
  return {
    id: wire['id'],
    name: companyName,
    domain,
    customDomains: wire['customDomains'] ?? [],
    relationshipToPartner: wire['relationshipToPartner'],
  };
}

function userOf(wire: Members) {
  return {
    id: wire['id'],
    upn: wire['userPrincipalName'],
    displayName: wire['displayName'],
    firstName: wire['firstName'],
    lastName: wire['lastName'],
    usageLocation: wire['usageLocation'] ?? null,
    state: wire['state'],
    softDeletedAt: wire['softDeletionTime'] ?? null,
  };
}

function productSkuOf(wire: Members) {
  const sku = members.parse(wire['productSku']);
  return {
    id: sku['id'],
    name: sku['name'],
    partNumber: sku['skuPartNumber'],
    licenseGroup: sku['licenseGroupId'],
  };
}

function plansOf(wire: Members) {
  return z
    .array(members)
    .parse(wire['servicePlans'])
    .map((plan) => ({
      id: plan['id'],
      name: plan['displayName'],
      serviceName: plan['serviceName'],
      capabilityStatus: String(plan['capabilityStatus']).toLowerCase(),
      targetType: String(plan['targetType']).toLowerCase(),
    }));
}

function licenseOf(wire: Members) {
  return { sku: productSkuOf(wire), servicePlans: plansOf(wire) };
}

function skuOf(wire: Members) {
  return {
    ...licenseOf(wire),
    targetType: 'user',
    capabilityStatus: 'enabled',
    availableUnits: wire['availableUnits'],
    activeUnits: wire['activeUnits'],
    consumedUnits: wire['consumedUnits'],
    suspendedUnits: wire['suspendedUnits'],
    warningUnits: wire['warningUnits'],
    totalUnits: wire['totalUnits'],
  };
}
