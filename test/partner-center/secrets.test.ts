import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { pino } from 'pino';
import type { PartnerCenterSettings } from '../../src/partner-center/client.ts';
import { type LoopbackPeer, type PeerBehaviour, startLoopbackPeer } from '../support/loopback-peer.ts';
import { aClient, asAda, assignPowerBi, CUSTOMER, rejection, TOKEN, updateIds } from './test-client.ts';

const UPN = 'grace.hopper@contoso.com';

/** Text of a body that must not be logged. */
const BODY = 'a sentence of the body';

const PEERS: Readonly<Record<string, PeerBehaviour>> = {
  'a refusal that repeats the token': () => ({
    status: 403,
    body: JSON.stringify({ code: 900308, description: `${BODY} ${TOKEN}`, data: [BODY, { token: TOKEN }] }),
  }),
  'a plain text that repeats the token': () => ({ status: 400, body: `${BODY} Bearer ${TOKEN}` }),
  'a success that cannot be read': () => ({ body: `<html>${BODY} ${TOKEN}</html>` }),
  'an answer that breaks off': (_request, response) => {
    response.writeHead(200, { 'Content-Length': '5000' }).write(`${BODY} ${TOKEN}`);
    setTimeout(() => response.destroy(), 5);
    return undefined;
  },
  'an answer that is no HTTP': (_request, response) => {
    response.socket?.end(`NONSENSE ${BODY} ${TOKEN}\r\n\r\n`);
    return undefined;
  },
  'a peer that hangs': () => undefined,
};

describe('a failure of a Partner Center call', () => {
  let peer: LoopbackPeer;
  before(async () => {
    peer = await startLoopbackPeer();
  });
  after(() => peer.close());

  for (const [name, behaviour] of Object.entries(PEERS)) {
    it(`says what was called, and neither token nor body nor who it was about: ${name}`, async () => {
      peer.behave(behaviour);
      const lines: string[] = [];
      const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
      const { client } = aClient(peer.url, { log, timeoutMs: 60 });
      const errors = [
        await rejection(client.getUser(CUSTOMER, UPN, asAda)),
        await client.updateLicenses(CUSTOMER, UPN, assignPowerBi, updateIds).catch((error: unknown) => error),
      ];
      for (const error of errors) log.error({ err: error, error }, 'it failed');
      const written = [
        ...lines,
        ...errors.map((error) => inspect(error, { depth: 9, showHidden: true })),
        ...errors.map((error) => JSON.stringify(error)),
        ...errors.map((error) => (error instanceof Error ? `${error.message} ${error.stack}` : '')),
      ].join('\n');
      for (const secret of [TOKEN, BODY, 'grace.hopper', assignPowerBi.licensesToAssign[0]?.skuId ?? '']) {
        assert.ok(!written.includes(secret), `${secret} is in:\n${written}`);
      }
      assert.match(written, new RegExp(`GET /v1/customers/${CUSTOMER}/users/\\{upn\\}`));
    });
  }

  it('offers the words of a refusal to be shown, without the token', async () => {
    peer.behave(PEERS['a refusal that repeats the token'] ?? assert.fail());
    const error = await rejection(aClient(peer.url).client.getUser(CUSTOMER, UPN, asAda));
    assert.ok(error instanceof Error && 'description' in error && 'data' in error);
    assert.equal(error.description, `${BODY} [token]`);
    assert.deepEqual(error.data, [BODY, '{"token":"[token]"}']);
  });

  it('does not repeat a token that no header can carry', async () => {
    peer.behave(() => ({}));
    const options = { accessToken: `${TOKEN}\nX-Evil: 1` };
    const error = await rejection(aClient(peer.url).client.getCustomer(CUSTOMER, options));
    assert.ok(error instanceof TypeError);
    assert.ok(!inspect(error).includes(TOKEN));
    assert.equal(peer.received.length, 0);
  });

  it('is logged once per exchange with the ids that support asks for', async () => {
    peer.behave(() => ({
      status: 403,
      headers: { 'MS-CV': 'cv.0', 'MS-RequestId': 'r' },
      body: '{"code":2032}',
    }));
    const lines: string[] = [];
    const settings: Partial<PartnerCenterSettings> = {
      log: pino({ base: null }, { write: (line: string) => lines.push(line) }),
    };
    await rejection(
      aClient(peer.url, settings).client.getCustomer(CUSTOMER, { ...asAda, correlationId: 'c' }),
    );
    assert.equal(lines.length, 1);
    const { time: _time, ...line } = JSON.parse(lines[0] ?? '');
    assert.deepEqual(line, {
      level: 40,
      method: 'GET',
      path: `/v1/customers/${CUSTOMER}`,
      idempotencyKey: 'r',
      correlationId: 'c',
      cv: 'cv.0',
      httpStatus: 403,
      code: '2032',
      durationMs: 0,
      msg: 'Partner Center call failed',
    });
  });
});

describe('the base URL', () => {
  for (const url of [
    'http://api.partnercenter.microsoft.com',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'ftp://127.0.0.1',
    'https://user:word@api.partnercenter.microsoft.com',
    'https://api.partnercenter.microsoft.com?x=1',
    'https://api.partnercenter.microsoft.com#x',
    'api.partnercenter.microsoft.com',
  ]) {
    it(`is refused when a token must not go there: ${url}`, () => {
      assert.throws(() => aClient(url), TypeError);
    });
  }

  for (const url of [
    'https://api.partnercenter.microsoft.com/',
    'http://[::1]:8080',
    'http://localhost:1',
    'http://127.0.0.9:1',
  ]) {
    it(`may be ${url}`, () => {
      assert.ok(aClient(url));
    });
  }
});
