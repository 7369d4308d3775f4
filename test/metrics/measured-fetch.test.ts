import assert from 'node:assert/strict';
import {
  connectorOperation,
  type FinishedCall,
  measuredFetch,
  partnerCenterOperation,
} from '../../src/metrics/measured-fetch.ts';

const base = 'https://api.partnercenter.microsoft.com/v1';

describe('the operation of a call to Partner Center', () => {
  for (const [path, operation] of [
    ['/customers?size=1', 'customers'],
    ['/customers/0c39d6d5-c70d-4c55-bc02-f620844f3fd1', 'customer'],
    ['/customers/c/users', 'users'],
    ['/customers/c/users/ada%40contoso.com', 'user'],
    ['/customers/c/users/u/licenseupdates', 'licenseupdates'],
    ['/customers/c/users/u/licenses?licenseGroupIds=Group1', 'licenses'],
    ['/customers/c/subscribedskus', 'subscribedskus'],
    ['/something/else', 'other'],
  ] as const) {
    it(`${path} is ${operation}, without any id`, () => {
      assert.equal(partnerCenterOperation('GET', new URL(base + path)), operation);
    });
  }
});

describe('the operation of a call to the connector', () => {
  it('is what the method does there', () => {
    const url = new URL('https://smba.trafficmanager.net/emea/v3/conversations/a/activities');
    const operations = ['POST', 'PUT', 'DELETE', 'GET'].map((method) => connectorOperation(method, url));
    assert.deepEqual(operations, ['send', 'update', 'delete', 'read']);
    assert.equal(
      connectorOperation('GET', new URL('https://login.botframework.com/v1/.well-known/keys')),
      'keys',
    );
  });
});

describe('a measured call', () => {
  const measured = async (send: typeof fetch) => {
    const calls: FinishedCall[] = [];
    const call = measuredFetch(send, {
      party: 'partner-center',
      operationOf: partnerCenterOperation,
      onCall: (one) => calls.push(one),
    });
    const headers = { Authorization: 'Bearer secret', 'MS-RequestId': 'r1', 'MS-CorrelationId': 'c1' };
    const result = await call(`${base}/customers`, { headers }).catch((error: unknown) => error);
    assert.equal(calls.length, 1);
    const [first] = calls;
    assert(first);
    return { call: first, result };
  };

  it('is told with its status and its ids, and with no header beside', async () => {
    const { call, result } = await measured(async () => new Response('', { status: 429 }));
    assert(result instanceof Response);
    assert.equal(
      `${call.party} ${call.operation} ${call.status} ${call.requestId} ${call.correlationId}`,
      'partner-center customers 429 r1 c1',
    );
    assert(call.seconds >= 0);
    assert(!JSON.stringify(call).includes('secret'));
  });

  it('is told as a timeout or as unreachable when nobody answered, and fails as before', async () => {
    const late = new DOMException('late', 'TimeoutError');
    const slow = await measured(async () => Promise.reject(late));
    assert.equal(slow.call.status, 'timeout');
    assert.equal(slow.result, late);
    const cut = await measured(async () => Promise.reject(new TypeError('fetch failed')));
    assert.equal(cut.call.status, 'unreachable');
  });
});
