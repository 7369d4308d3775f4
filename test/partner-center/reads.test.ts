import assert from 'node:assert/strict';
import {
  PartnerCenterAnswerUnreadable,
  PartnerCenterError,
  PartnerCenterUnreachable,
} from '../../src/partner-center/errors.ts';
import { type LoopbackPeer, type PeerAnswer, startLoopbackPeer } from '../support/loopback-peer.ts';
import { aClient, asAda, CUSTOMER, rejection, USER } from './test-client.ts';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const CONTOSO: PeerAnswer = {
  body: JSON.stringify({ id: CUSTOMER, companyProfile: { companyName: 'Contoso' } }),
};

describe('reading from Partner Center', () => {
  let peer: LoopbackPeer;
  before(async () => {
    peer = await startLoopbackPeer();
  });
  after(() => peer.close());

  /** Answers with each of these in turn, the last one for ever. */
  const answerInTurn = (...answers: readonly (PeerAnswer | 'cut')[]) => {
    let next = 0;
    peer.behave((_request, response) => {
      const answer = answers[Math.min(next, answers.length - 1)];
      next += 1;
      if (answer !== 'cut') return answer;
      response.destroy();
      return undefined;
    });
  };

  for (const status of [408, 429, 500, 502, 503, 504]) {
    it(`tries again after ${status}, with the same ids`, async () => {
      answerInTurn({ status }, { status }, { status }, CONTOSO);
      const { client, slept } = aClient(peer.url);
      assert.equal((await client.getCustomer(CUSTOMER, asAda)).name, 'Contoso');
      assert.deepEqual(slept, [500, 1500, 3500]);
      assert.equal(peer.received.length, 4);
      const [id, ...others] = new Set(peer.received.map(({ headers }) => headers['ms-requestid']));
      assert.match(String(id), GUID);
      assert.deepEqual(others, []);
      assert.equal(new Set(peer.received.map(({ headers }) => headers['ms-correlationid'])).size, 1);
    });
  }

  for (const status of [301, 400, 401, 403, 404, 409, 501]) {
    it(`does not try again after ${status}`, async () => {
      answerInTurn({ status, headers: { Location: peer.url } }, CONTOSO);
      const error = await rejection(aClient(peer.url).client.getCustomer(CUSTOMER, asAda));
      assert.ok(error instanceof PartnerCenterError);
      assert.equal(peer.received.length, 1);
    });
  }

  it('tries again after a cut connection, and after an answer that broke off', async () => {
    let calls = 0;
    peer.behave((_request, response) => {
      calls += 1;
      if (calls === 3) return CONTOSO;
      if (calls === 2) response.writeHead(200, { 'Content-Length': '99' }).write('{"id":');
      setTimeout(() => response.destroy(), 5);
      return undefined;
    });
    assert.equal((await aClient(peer.url).client.getCustomer(CUSTOMER, asAda)).name, 'Contoso');
    assert.equal(calls, 3);
  });

  it('gives up after three more tries, with the last answer', async () => {
    answerInTurn('cut', { status: 503 });
    const error = await rejection(aClient(peer.url).client.getCustomer(CUSTOMER, asAda));
    assert.ok(error instanceof PartnerCenterError);
    assert.equal(error.httpStatus, 503);
    assert.equal(peer.received.length, 4);
  });

  it('waits at least as long as Retry-After says, in seconds', async () => {
    answerInTurn({ status: 429, headers: { 'Retry-After': '7' } }, CONTOSO);
    const { client, slept } = aClient(peer.url);
    await client.getCustomer(CUSTOMER, asAda);
    assert.deepEqual(slept, [7_500]);
  });

  it('waits at least as long as Retry-After says, as a date', async () => {
    answerInTurn({ status: 503, headers: { 'Retry-After': 'Mon, 02 Mar 2026 10:00:09 GMT' } }, CONTOSO);
    const { client, slept } = aClient(peer.url);
    await client.getCustomer(CUSTOMER, asAda);
    assert.deepEqual(slept, [9_500]);
  });

  it('does not wait when Retry-After asks for more than the time left, and hands the wait on', async () => {
    const body = '{"statusCode":429,"message":"Rate limit is exceeded. Try again in 57 seconds."}';
    answerInTurn({ status: 429, headers: { 'Retry-After': '57' }, body }, CONTOSO);
    const { client, slept } = aClient(peer.url);
    const error = await rejection(client.getCustomer(CUSTOMER, asAda));
    assert.ok(error instanceof PartnerCenterError);
    assert.equal(error.retryAfterMs, 57_000);
    assert.equal(error.code, null);
    assert.equal(error.description, 'Rate limit is exceeded. Try again in 57 seconds.');
    assert.deepEqual(slept, []);
  });

  it('waits longer for a caller who has the time', async () => {
    answerInTurn({ status: 429, headers: { 'Retry-After': '57' } }, CONTOSO);
    const { client, slept } = aClient(peer.url);
    await client.getCustomer(CUSTOMER, { ...asAda, deadlineMs: 120_000 });
    assert.deepEqual(slept, [57_500]);
  });

  it('ends at the deadline of the caller although tries are left', async () => {
    answerInTurn({ status: 503 });
    const { client, slept } = aClient(peer.url);
    await rejection(client.getCustomer(CUSTOMER, { ...asAda, deadlineMs: 2_500 }));
    assert.deepEqual(slept, [500, 1500]);
  });

  it('does not try again when the caller gave up while it waited', async () => {
    const caller = new AbortController();
    answerInTurn({ status: 503 });
    const { client } = aClient(peer.url, { sleep: async () => caller.abort() });
    const error = await rejection(client.getCustomer(CUSTOMER, { ...asAda, signal: caller.signal }));
    assert.ok(error instanceof PartnerCenterUnreachable);
    assert.equal(error.code, 'aborted');
    assert.equal(peer.received.length, 1);
  });

  it('gives a hanging peer up in time', async () => {
    peer.behave(() => undefined);
    const { client } = aClient(peer.url, { timeoutMs: 30 });
    const error = await rejection(client.getCustomer(CUSTOMER, asAda));
    assert.ok(error instanceof PartnerCenterUnreachable);
    assert.equal(error.code, 'timed-out');
    assert.equal(peer.received.length, 4);
  });

  it('gives a body up that trickles, although each byte comes in time', async () => {
    const timers = new Set<NodeJS.Timeout>();
    peer.behave((_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(' '), 10);
      timers.add(timer);
      response.on('close', () => clearInterval(timer));
      return undefined;
    });
    const { client } = aClient(peer.url, { timeoutMs: 60 });
    const error = await rejection(client.getCustomer(CUSTOMER, asAda));
    for (const timer of timers) clearInterval(timer);
    assert.ok(error instanceof PartnerCenterUnreachable);
    assert.equal(error.code, 'timed-out');
  });

  it('does not read more than it is willing to', async () => {
    peer.behave(() => ({ body: Buffer.alloc(20 * 1024 * 1024, ' ') }));
    const error = await rejection(aClient(peer.url).client.getCustomer(CUSTOMER, asAda));
    assert.ok(error instanceof PartnerCenterAnswerUnreadable);
    assert.equal(error.code, 'too-large');
  });

  it('does not read more than it is willing to from a refusal either', async () => {
    peer.behave(() => ({ status: 403, body: Buffer.alloc(20 * 1024 * 1024, ' ') }));
    const error = await rejection(aClient(peer.url).client.getCustomer(CUSTOMER, asAda));
    assert.ok(error instanceof PartnerCenterError);
    assert.deepEqual([error.httpStatus, error.code, error.description], [403, null, null]);
  });

  for (const body of ['<html><body>Sign in to the proxy</body></html>', '', '{"id":']) {
    it(`finds a success unreadable that is no JSON: “${body.slice(0, 6)}”`, async () => {
      peer.behave(() => ({ headers: { 'Content-Type': 'text/html' }, body }));
      const error = await rejection(aClient(peer.url).client.getCustomer(CUSTOMER, asAda));
      assert.ok(error instanceof PartnerCenterAnswerUnreadable);
      assert.deepEqual([error.code, error.httpStatus], ['not-json', 200]);
      assert.equal(peer.received.length, 1);
    });
  }

  it('finds a resource without an id unreadable', async () => {
    peer.behave(() => ({ body: '{"id":null}' }));
    const error = await rejection(aClient(peer.url).client.getCustomer(CUSTOMER, asAda));
    assert.ok(error instanceof PartnerCenterAnswerUnreadable);
    assert.equal(error.code, 'unexpected-shape');
  });

  it('reads an answer with the byte order mark and without', async () => {
    for (const mark of ['', '\ufeff']) {
      peer.behave(() => ({ body: `${mark}{"id":"${USER}","userPrincipalName":"Ada@contoso.com"}` }));
      assert.equal((await aClient(peer.url).client.getUser(CUSTOMER, USER, asAda)).upn, 'Ada@contoso.com');
    }
  });

  it('takes null for absent, an absent number for 0, and enums in any case', async () => {
    const sku = {
      availableUnits: -3,
      activeUnits: null,
      consumedUnits: '4',
      productSku: {
        id: 'sku',
        name: null,
        skuPartNumber: 'SPE_E5',
        targetType: 'USER',
        licenseGroupId: 'Group2',
      },
      servicePlans: null,
      capabilityStatus: 'ENABLED',
      somethingNew: { deep: true },
    };
    peer.behave(() => ({ body: JSON.stringify({ items: [sku, { productSku: null }, null] }) }));
    const { skus } = await aClient(peer.url).client.listSubscribedSkus(CUSTOMER, asAda);
    assert.deepEqual(skus, [
      {
        sku: { id: 'sku', name: 'SPE_E5', partNumber: 'SPE_E5', licenseGroup: 'group2' },
        targetType: 'user',
        capabilityStatus: 'enabled',
        availableUnits: 0,
        activeUnits: 0,
        consumedUnits: 4,
        suspendedUnits: 0,
        warningUnits: 0,
        totalUnits: 0,
        servicePlans: [],
      },
    ]);
  });

  it('reads a user’s license that comes alone instead of in a list', async () => {
    const license = {
      productSku: { id: 'sku', name: 'E5', skuPartNumber: 'SPE_E5', licenseGroupId: 'group1' },
    };
    peer.behave(() => ({ body: JSON.stringify(license) }));
    const licenses = await aClient(peer.url).client.listUserLicenses(CUSTOMER, USER, asAda);
    assert.deepEqual(
      licenses.map(({ sku }) => sku.name),
      ['E5'],
    );
  });

  it('does not take a list of licenses with an unreadable one for the whole truth', async () => {
    peer.behave(() => ({ body: '{"items":[{"productSku":{"name":"E5"}}]}' }));
    const error = await rejection(aClient(peer.url).client.listUserLicenses(CUSTOMER, USER, asAda));
    assert.ok(error instanceof PartnerCenterAnswerUnreadable);
  });

  it('does not ask for the plain list of SKUs when the customer’s Conditional Access refused', async () => {
    peer.behave(() => ({ status: 403, body: '{"code":900309}' }));
    await rejection(aClient(peer.url).client.listSubscribedSkus(CUSTOMER, asAda));
    assert.equal(peer.received.length, 1);
  });

  it('speaks the nearest language that Partner Center knows', async () => {
    peer.behave(() => CONTOSO);
    await aClient(peer.url).client.getCustomer(CUSTOMER, { ...asAda, locale: 'ja' });
    assert.equal(peer.received[0]?.headers['x-locale'], 'ja-JP');
  });

  it('works below a base URL that ends in /v1/', async () => {
    peer.behave(() => CONTOSO);
    await aClient(`${peer.url}/api/v1/`).client.getCustomer(CUSTOMER, asAda);
    assert.equal(peer.received[0]?.url.pathname, `/api/v1/customers/${CUSTOMER}`);
  });

  describe('the MFA probe', () => {
    const probe = () => aClient(peer.url).client.validateMfa(asAda);

    it('asks with the ValidateMfa header and believes the answer’s header', async () => {
      peer.behave(() => ({ headers: { isMfaCompliant: 'True' }, body: '{"items":[]}' }));
      assert.equal(await probe(), true);
      assert.equal(peer.received[0]?.headers['validatemfa'], 'true');
    });

    it('believes a member of the body too', async () => {
      peer.behave(() => ({ body: '\ufeff{"IsMfaCompliant":false,"items":[]}' }));
      assert.equal(await probe(), false);
    });

    it('takes a refusal for want of MFA for a no', async () => {
      peer.behave(() => ({ status: 401, body: '{"code":900421}' }));
      assert.equal(await probe(), false);
    });

    it('draws no conclusion from silence', async () => {
      peer.behave(() => ({ body: '{"items":[]}' }));
      assert.equal(await probe(), null);
    });

    it('does not take another refusal for an answer', async () => {
      peer.behave(() => ({ status: 403, body: '{"code":900308}' }));
      assert.ok((await rejection(probe())) instanceof PartnerCenterError);
    });
  });
});
