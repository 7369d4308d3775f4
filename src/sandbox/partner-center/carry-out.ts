import { isSame } from '../is-same.ts';
import { type Answer, refusal, success } from './answer.ts';
import type { Call } from './call.ts';
import type { LicenseWarning } from './faults.ts';
import { writeLicenseUpdate } from './license-update.ts';
import { overlapWarnings } from './overlap-warnings.ts';
import { answerPage } from './paging.ts';
import { queryValues } from './route.ts';
import {
  writeCollection,
  writeCustomer,
  writeLicense,
  writeListedCustomer,
  writeSubscribedSku,
  writeUser,
} from './wire.ts';

/** Answers a call that has passed every check. */
export function carryOut(call: Call): Answer {
  switch (call.route.name) {
    case 'customers':
      return listCustomers(call);
    case 'customer':
      return call.customer ? success(200, writeCustomer(call.customer)) : refusal(404, 60003);
    case 'users':
      return listUsers(call);
    case 'user':
      return readUser(call);
    case 'subscribed-skus':
      return listSubscribedSkus(call);
    case 'licenses':
      return listLicenses(call);
    case 'license-updates':
      return updateLicenses(call);
    case 'unknown':
      return refusal(404, 1000);
  }
}

function listCustomers(call: Call): Answer {
  return answerPage(call, {
    defaultSize: 500,
    select: (filter) => {
      const customers = call.books.customers();
      if (!filter) return customers.map(writeListedCustomer);
      if (filter.Operator.toLowerCase() !== 'starts_with') return null;
      const field = filter.Field.toLowerCase();
      if (field !== 'companyname' && field !== 'domain') return null;
      const start = filter.Value.toLowerCase();
      return customers
        .filter(({ name, domain }) => (field === 'domain' ? domain : name).toLowerCase().startsWith(start))
        .map(writeListedCustomer);
    },
  });
}

/** Deleted users appear only when asked for; no other search over users is documented. */
function listUsers(call: Call): Answer {
  const { customer } = call;
  if (!customer) return refusal(404, 60003);
  const sortField = queryValues(call.route, 'sortField')[0];
  if (sortField !== undefined && sortField.toLowerCase() !== 'displayname') return refusal(400, 3000);
  const isDescending = queryValues(call.route, 'sortDirection')[0]?.toLowerCase() === 'descending';
  return answerPage(call, {
    defaultSize: 100,
    select: (filter) => {
      const isKnown =
        !filter || (/^user(state|status)$/i.test(filter.Field) && /^equals$/i.test(filter.Operator));
      if (!isKnown) return null;
      const wanted = (filter?.Value ?? 'active').toLowerCase();
      const users = call.books.users(customer).filter(({ state }) => state === wanted);
      const byName = users.toSorted((a, b) => a.displayName.localeCompare(b.displayName));
      const sorted = sortField === undefined ? users : isDescending ? byName.reverse() : byName;
      return sorted.map((user) => writeUser(customer, user));
    },
  });
}

function readUser({ customer, books, route }: Call): Answer {
  const user = customer && books.user(customer, route.userId);
  return customer && user ? success(200, writeUser(customer, user)) : refusal(404, 60002);
}

function listSubscribedSkus(call: Call): Answer {
  if (!call.customer) return refusal(404, 60003);
  const groups = licenseGroups(call);
  const counts = call.books
    .seatCounts(call.customer, call.isStale)
    .filter(({ product }) => groups.includes(product.licenseGroup));
  return success(200, writeCollection(counts.map(writeSubscribedSku)));
}

function listLicenses(call: Call): Answer {
  const { customer, books, route } = call;
  const user = customer && books.user(customer, route.userId);
  if (!customer || !user) return refusal(404, 60002);
  const groups = licenseGroups(call);
  const held = books
    .licensesOf(customer, user, call.isStale)
    .filter(({ product }) => groups.includes(product.licenseGroup));
  return success(200, writeCollection(held.map(writeLicense)));
}

/** Without `licenseGroupIds` only group1 comes back. */
function licenseGroups(call: Call): string[] {
  const asked = queryValues(call.route, 'licenseGroupIds').map((group) => group.toLowerCase());
  return asked.length === 0 ? ['group1'] : asked;
}

function updateLicenses(call: Call): Answer {
  const { customer, update, books, route } = call;
  const user = customer && books.user(customer, route.userId);
  if (!customer || !user || !update) return refusal(400, 800002);
  const warnings = call.scriptedWarnings ?? (books.warnsOfOverlap() ? warningsFor(call) : []);
  books.apply(update, {
    at: call.now.toISOString(),
    requestId: call.requestId,
    correlationId: call.correlationId,
    customerId: customer.id,
    userId: user.id,
    objectId: call.claims.objectId,
    body: call.body,
  });
  return success(201, writeLicenseUpdate(update, warnings));
}

function warningsFor({ customer, update, books, route }: Call): LicenseWarning[] {
  const user = customer && books.user(customer, route.userId);
  if (!customer || !user) return [];
  const kept = books
    .licensesOf(customer, user)
    .filter(({ product }) => !update?.remove?.some((skuId) => isSame(skuId, product.skuId)));
  return (update?.assign ?? []).flatMap(({ skuId, excludedPlans }) => {
    const product = books.subscribedProduct(customer, skuId);
    const others = kept.filter((held) => !isSame(held.product.skuId, skuId));
    return product ? overlapWarnings(product, excludedPlans ?? [], others) : [];
  });
}
