import assert from 'node:assert/strict';
import { z } from 'zod';
import type { PartnerCenterClient } from '../../src/partner-center/client.ts';
import { meaningOf } from '../../src/partner-center/error-meanings.ts';
import { type LoopbackPeer, type ReceivedRequest, startLoopbackPeer } from '../support/loopback-peer.ts';
import { aClient, rejection, TOKEN } from './test-client.ts';
import { meaningfulMembers, optionsOf, readVectors, urlOf, type Vector } from './vector.ts';
import {
  getCustomer,
  getUser,
  listCustomers,
  listSubscribedSkus,
  listUserLicenses,
  listUsers,
  updateLicenses,
} from './vector-calls.ts';
import { assertRefusal, assertResult } from './vector-results.ts';

/** Exchanges with Entra ID, a decoded token, and the activity log, which is not read: nothing of the client. */
const NOT_OF_THE_CLIENT = [
  'auditrecords-license-update-200',
  'token-auth-code-200',
  'token-claims-app-plus-user',
  'token-refresh-200',
];

/** How the client is asked for each exchange. */
const CALLS: Readonly<Record<string, (client: PartnerCenterClient, vector: Vector) => Promise<unknown>>> = {
  'customer-by-id-200': getCustomer,
  'customer-user-by-id-200': getUser,
  'customer-users-deleted-filter-200': listUsers,
  'customer-users-list-200': listUsers,
  'customer-users-sorted-200': listUsers,
  'customers-filter-company-name-200': listCustomers,
  'customers-list-200': listCustomers,
  'customers-page1-200': listCustomers,
  'customers-page2-seek-next-200': listCustomers,
  'error-app-only-900329-403': updateLicenses,
  'error-insufficient-privileges-900308-403': updateLicenses,
  'error-invalid-audience-900420-401': listCustomers,
  'error-mfa-required-900421-401': updateLicenses,
  'error-mixed-license-groups-400': updateLicenses,
  'error-no-relationship-20002-403': getCustomer,
  'error-tenant-not-found-60003-404': listSubscribedSkus,
  'error-throttled-429': getCustomer,
  'error-transient-503': updateLicenses,
  'error-usage-location-400': updateLicenses,
  'error-user-not-found-60002-404': updateLicenses,
  'licenseupdates-assign-201': updateLicenses,
  'licenseupdates-conditional-access-900309-403': updateLicenses,
  'licenseupdates-kick-instant-on-upn-201': updateLicenses,
  'licenseupdates-partner-token-900316-400': updateLicenses,
  'licenseupdates-quota-60012-400': updateLicenses,
  'licenseupdates-remove-201': updateLicenses,
  'licenseupdates-swap-remove-and-assign-201': updateLicenses,
  'subscribedskus-default-group1-200': listSubscribedSkus,
  'subscribedskus-empty-200': listSubscribedSkus,
  'subscribedskus-group1-group2-200': listSubscribedSkus,
  'user-licenses-default-group1-200': listUserLicenses,
  'user-licenses-empty-200': listUserLicenses,
  'user-licenses-group1-group2-200': listUserLicenses,
};

/** What each refusal means. */
const MEANINGS: Readonly<Record<string, string>> = {
  'error-app-only-900329-403': 'wrong-token-kind',
  'error-insufficient-privileges-900308-403': 'missing-role',
  'error-invalid-audience-900420-401': 'wrong-token-audience',
  'error-mfa-required-900421-401': 'mfa-required',
  'error-mixed-license-groups-400': 'invalid-request',
  'error-no-relationship-20002-403': 'no-relationship',
  'error-tenant-not-found-60003-404': 'customer-not-found',
  'error-throttled-429': 'throttled',
  'error-transient-503': 'service-unavailable',
  'error-usage-location-400': 'refused',
  'error-user-not-found-60002-404': 'user-not-found',
  'licenseupdates-conditional-access-900309-403': 'conditional-access',
  'licenseupdates-partner-token-900316-400': 'wrong-token-kind',
  'licenseupdates-quota-60012-400': 'no-seats',
};

/** The documents ask for the default group here; the client always asks for both. */
const ASKED_FOR_BOTH_GROUPS: ReadonlySet<string> = new Set([
  'error-tenant-not-found-60003-404',
  'user-licenses-default-group1-200',
]);

describe('the documented exchanges with Partner Center', () => {
  let peer: LoopbackPeer;
  before(async () => {
    peer = await startLoopbackPeer();
  });
  after(() => peer.close());

  const vectors = readVectors();

  it('are all covered, or named as not the client’s', () => {
    const named = [...Object.keys(CALLS), ...NOT_OF_THE_CLIENT].sort();
    assert.deepEqual(vectors.map((vector) => vector.name).sort(), named);
  });

  for (const vector of vectors.filter(({ name }) => Object.hasOwn(CALLS, name))) {
    const call = CALLS[vector.name] ?? assert.fail();
    const isRefusal = vector.response.status >= 400;

    it(`${vector.name}: the request is made as documented, the answer is understood`, async () => {
      peer.behave((request) => answerOf(vector, request));
      const { client } = aClient(peer.url);
      if (isRefusal) {
        const error = await rejection(call(client, vector));
        assertRefusal(error, vector);
        assert.equal(meaningOf(error)?.meaning, MEANINGS[vector.name]);
      } else {
        assertResult(await call(client, vector), vector);
      }
      assertRequest(peer.received.at(-1) ?? assert.fail('nothing was sent'), vector);
    });
  }

  it('token-claims-app-plus-user: the claims tell a delegated Partner Center token with MFA', () => {
    const vector = vectors.find(({ name }) => name === 'token-claims-app-plus-user');
    const { claims } = z
      .object({ claims: z.looseObject({ amr: z.array(z.string()) }) })
      .parse(vector?.response.body);
    assert.equal(claims['aud'], 'https://api.partnercenter.microsoft.com');
    assert.equal(claims['scp'], 'user_impersonation');
    assert.ok(claims.amr.includes('mfa'));
  });
});

/** Answers as the documents say: a byte order mark before the JSON of a success, none before that of an error. */
function answerOf({ name, response }: Vector, received: ReceivedRequest) {
  const asksForGroups = received.url.searchParams.has('licenseGroupIds');
  if (name === 'subscribedskus-default-group1-200' && asksForGroups) {
    return {
      status: 403,
      body: '{"code":900308,"description":"Insufficient privileges","source":"PartnerFD"}',
    };
  }
  const { 'Content-Length': _length, Date: _date, ...headers } = response.headers;
  const json = response.body === null ? '' : JSON.stringify(response.body);
  return { status: response.status, headers, body: response.status < 300 ? `\ufeff${json}` : json };
}

function assertRequest(received: ReceivedRequest, vector: Vector): void {
  const { request, name } = vector;
  const url = urlOf(vector);
  assert.equal(received.method, request.method);
  assert.equal(decodeURIComponent(received.url.pathname), decodeURIComponent(url.pathname));
  assert.deepEqual(
    queryOf(received.url),
    ASKED_FOR_BOTH_GROUPS.has(name) ? ['licenseGroupIds=Group1', 'licenseGroupIds=Group2'] : queryOf(url),
  );
  assert.ok(!received.url.searchParams.has('isKickInstantOn'));
  const options = optionsOf(vector);
  assert.equal(received.headers['authorization'], `Bearer ${TOKEN}`);
  assert.equal(received.headers['accept'], 'application/json');
  assert.equal(received.headers['ms-correlationid'], options.correlationId);
  assert.equal(received.headers['x-locale'], options.locale ?? 'en-US');
  assert.equal(received.headers['ms-partnercenter-application'], 'License Desk');
  assert.equal(received.headers['ms-continuationtoken'], request.headers['MS-ContinuationToken']);
  const isFallback = name === 'subscribedskus-default-group1-200';
  assert.equal(received.headers['ms-requestid'] === options.idempotencyKey, !isFallback);
  const isPost = request.body !== null;
  assert.equal(received.headers['content-type'], isPost ? 'application/json' : undefined);
  const sent = isPost ? meaningfulMembers(JSON.parse(received.body)) : received.body;
  assert.deepEqual(sent, isPost ? meaningfulMembers(request.body) : '');
}

/** `size=0` and no size are the same; `isKickInstantOn` is another partner's. */
function queryOf(url: URL): readonly string[] {
  return [...url.searchParams]
    .filter(([name, value]) => !(name === 'size' && value === '0') && name !== 'isKickInstantOn')
    .map(([name, value]) => `${name}=${value}`);
}
