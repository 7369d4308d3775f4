import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { isTransient, meaningOf } from '../../src/partner-center/error-meanings.ts';
import { PartnerCenterError, PartnerCenterUnreachable } from '../../src/partner-center/errors.ts';
import { type LoopbackPeer, startLoopbackPeer } from '../support/loopback-peer.ts';
import { aClient, assignPowerBi, CUSTOMER, rejection, USER, updateIds } from './test-client.ts';

const ANSWER = '{"licensesToAssign":[{"skuId":"f8a1db68-be16-40ed-86d5-cb42ce701560"}],"licenseWarnings":[]}';

describe('updating the licenses of a user', () => {
  let peer: LoopbackPeer;
  before(async () => {
    peer = await startLoopbackPeer();
  });
  after(() => peer.close());

  const update = (client = aClient(peer.url).client) =>
    client.updateLicenses(CUSTOMER, USER, assignPowerBi, updateIds);

  for (const status of [400, 401, 403, 404, 408, 409, 429, 500, 501, 502, 503, 504]) {
    it(`sends once, also when the answer is ${status}`, async () => {
      peer.behave(() => ({ status, headers: { 'Retry-After': '0' } }));
      const error = await rejection(update());
      assert.ok(error instanceof PartnerCenterError);
      assert.equal(error.httpStatus, status);
      assert.equal(peer.received.length, 1);
    });
  }

  it('keeps the digest of a refusal as it was answered, for the audit trail', async () => {
    const body = '{"code":60012,"description":"Subscription doesn\'t have available licenses."}';
    peer.behave(() => ({ status: 400, body }));
    const error = await rejection(update());
    assert.ok(error instanceof PartnerCenterError);
    assert.equal(error.digest, createHash('sha256').update(body).digest('hex'));
  });

  // RFC 9110, 15.5.20: the server did not take the request; the fetch standard then asks for a new connection.
  it('sends again, with the same id, only after 421, which says that the request reached the wrong server', async () => {
    peer.behave(() => ({ status: 421 }));
    const error = await rejection(update());
    assert.ok(error instanceof PartnerCenterError);
    const ids = peer.received.map(({ headers }) => headers['ms-requestid']);
    assert.deepEqual(ids, [updateIds.idempotencyKey, updateIds.idempotencyKey]);
  });

  it('sends once, also when the connection breaks before the answer', async () => {
    peer.behave((_request, response) => {
      response.destroy();
      return undefined;
    });
    const error = await rejection(update());
    assert.ok(error instanceof PartnerCenterUnreachable);
    assert.equal(error.code, 'cut-off');
    assert.equal(error.mayHaveBeenApplied, true);
    assert.equal(peer.received.length, 1);
  });

  it('sends once, also when no answer comes in time', async () => {
    peer.behave(() => undefined);
    const error = await rejection(update(aClient(peer.url, { timeoutMs: 50 }).client));
    assert.ok(error instanceof PartnerCenterUnreachable);
    assert.equal(error.code, 'timed-out');
    assert.equal(error.mayHaveBeenApplied, true);
    assert.equal(isTransient(error), true);
    assert.equal(peer.received.length, 1);
  });

  it('does not follow a redirect, which would carry the token elsewhere', async () => {
    peer.behave(() => ({ status: 307, headers: { Location: `${peer.url}/elsewhere` } }));
    const error = await rejection(update());
    assert.equal(meaningOf(error)?.meaning, 'unexpected-answer');
    assert.equal(peer.received.length, 1);
  });

  it('knows for certain that nothing was sent when nobody listens', async () => {
    const gone = await startLoopbackPeer();
    await gone.close();
    const error = await rejection(update(aClient(gone.url).client));
    assert.ok(error instanceof PartnerCenterUnreachable);
    assert.equal(error.code, 'not-connected');
    assert.equal(error.mayHaveBeenApplied, false);
  });

  it('knows for certain that nothing was sent when the caller had given up before', async () => {
    peer.behave(() => ({ status: 201 }));
    const call = { ...updateIds, signal: AbortSignal.abort() };
    const error = await rejection(
      aClient(peer.url).client.updateLicenses(CUSTOMER, USER, assignPowerBi, call),
    );
    assert.ok(error instanceof PartnerCenterUnreachable);
    assert.deepEqual([error.code, error.mayHaveBeenApplied], ['aborted', false]);
    assert.equal(peer.received.length, 0);
  });

  it('does not know what became of it when the caller gives up meanwhile', async () => {
    const caller = new AbortController();
    peer.behave(() => {
      caller.abort();
      return undefined;
    });
    const call = { ...updateIds, signal: caller.signal };
    const error = await rejection(
      aClient(peer.url).client.updateLicenses(CUSTOMER, USER, assignPowerBi, call),
    );
    assert.ok(error instanceof PartnerCenterUnreachable);
    assert.deepEqual([error.code, error.mayHaveBeenApplied], ['aborted', true]);
  });

  it('takes a refusal that breaks off for no answer, because its code is missing', async () => {
    peer.behave((_request, response) => {
      response.writeHead(400, { 'Content-Length': '500' }).write('{"code":60012,');
      setTimeout(() => response.destroy(), 10);
      return undefined;
    });
    const error = await rejection(update());
    assert.ok(error instanceof PartnerCenterUnreachable);
    assert.equal(error.code, 'cut-off');
  });

  it('takes an answer whose body breaks off for a success, because the status says so', async () => {
    peer.behave((_request, response) => {
      response.writeHead(201, { 'Content-Length': '500' }).write('{"licensesToAssign":');
      setTimeout(() => response.destroy(), 10);
      return undefined;
    });
    const answer = await update();
    assert.deepEqual([answer.status, answer.bodyState, answer.warnings], [201, 'cut-off', []]);
  });

  it('takes an answer whose body does not end in time for a success', async () => {
    peer.behave((_request, response) => {
      response.writeHead(201).write('{');
      return undefined;
    });
    const answer = await update(aClient(peer.url, { timeoutMs: 100 }).client);
    assert.deepEqual([answer.status, answer.bodyState], [201, 'cut-off']);
  });

  const odd = {
    empty: '',
    HTML: '<html>hello</html>',
    'cut JSON': '{"licenses',
    number: '7',
    'null ': 'null',
  };
  for (const [name, body] of Object.entries(odd)) {
    it(`takes any 2xx for a success: ${name} body`, async () => {
      peer.behave(() => ({ status: 200, body }));
      const answer = await update();
      assert.equal(answer.status, 200);
      assert.equal(answer.bodyState, name === 'empty' ? 'empty' : 'unreadable');
    });
  }

  it('takes a 204 for a success', async () => {
    peer.behave(() => ({ status: 204 }));
    assert.equal((await update()).bodyState, 'empty');
  });

  it('takes a 2xx with more than it is willing to read for a success', async () => {
    peer.behave(() => ({ status: 201, body: Buffer.alloc(20 * 1024 * 1024, 'x') }));
    assert.equal((await update()).bodyState, 'unreadable');
  });

  it('keeps each remark of Partner Center', async () => {
    const remark = {
      code: 42,
      message: 'Teams stays off',
      servicePlans: ['TEAMS1', 'MCOSTANDARD'],
      extra: 1,
    };
    peer.behave(() => ({ status: 201, body: JSON.stringify({ licenseWarnings: [remark, null] }) }));
    assert.deepEqual((await update()).warnings, [
      { code: '42', message: 'Teams stays off', servicePlans: ['TEAMS1', 'MCOSTANDARD'] },
    ]);
  });

  it('gives the same digest with and without the byte order mark: that of the text', async () => {
    peer.behave(() => ({ status: 201, body: ANSWER }));
    const plain = await update();
    peer.behave(() => ({ status: 201, body: `\ufeff${ANSWER}` }));
    const marked = await update();
    assert.equal(marked.bodyState, 'read');
    assert.equal(marked.digest, createHash('sha256').update(ANSWER).digest('hex'));
    assert.equal(plain.digest, marked.digest);
  });

  it('names the ids that it sent when the answer names none', async () => {
    peer.behave(() => ({ status: 201, body: ANSWER }));
    const answer = await update();
    assert.equal(answer.requestId, updateIds.idempotencyKey);
    assert.equal(answer.correlationId, updateIds.correlationId);
    assert.equal(answer.cv, null);
  });

  it('sends the same bytes for the same update, without members that say nothing', async () => {
    peer.behave(() => ({ status: 201 }));
    await update();
    await update();
    const [first, second] = peer.received;
    assert.equal(first?.body, '{"licensesToAssign":[{"skuId":"f8a1db68-be16-40ed-86d5-cb42ce701560"}]}');
    assert.equal(second?.body, first?.body);
    assert.equal(second?.headers['ms-requestid'], first?.headers['ms-requestid']);
  });

  it('refuses to send an update that says nothing', async () => {
    peer.behave(() => ({ status: 201 }));
    const nothing = { licensesToAssign: [], licensesToRemove: [] };
    const error = await rejection(
      aClient(peer.url).client.updateLicenses(CUSTOMER, USER, nothing, updateIds),
    );
    assert.ok(error instanceof TypeError);
    assert.equal(peer.received.length, 0);
  });

  it('keeps a user principal name one segment of the path', async () => {
    peer.behave(() => ({ status: 201 }));
    const upn = 'a/b?c#d+e@contoso.onmicrosoft.com';
    await aClient(peer.url).client.updateLicenses(CUSTOMER, upn, assignPowerBi, updateIds);
    const path = peer.received[0]?.url.pathname.split('/') ?? [];
    assert.equal(decodeURIComponent(path[5] ?? ''), upn);
    assert.equal(path[6], 'licenseupdates');
    assert.equal(peer.received[0]?.url.search, '');
  });

  for (const id of ['', '.', '..']) {
    it(`refuses “${id}” as an id, which would call something else`, async () => {
      peer.behave(() => ({ status: 201 }));
      const error = await rejection(
        aClient(peer.url).client.updateLicenses(CUSTOMER, id, assignPowerBi, updateIds),
      );
      assert.ok(error instanceof TypeError);
      assert.equal(peer.received.length, 0);
    });
  }
});
