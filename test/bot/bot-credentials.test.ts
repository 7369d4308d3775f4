import assert from 'node:assert/strict';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import {
  type BotCredential,
  type BotCredentials,
  type BotCredentialsDeps,
  BotCredentialsError,
  createBotCredentials,
} from '../../src/bot/bot-credentials.ts';
import { readAppCertificate } from '../../src/identity/app-certificate.ts';
import { memoryLog } from '../support/bot-door.ts';
import { APP_ID, json, PARTNER_TENANT } from '../support/channel-double.ts';
import { type LoopbackPeer, startLoopbackPeer } from '../support/loopback-peer.ts';
import { selfSigned } from '../support/self-signed.ts';

const MINUTE_MS = 60_000;
const TOKEN_URL = `https://login.microsoftonline.com/${PARTNER_TENANT}/oauth2/v2.0/token`;

let entra: LoopbackPeer;
beforeEach(async () => {
  entra = await startLoopbackPeer();
});
afterEach(() => entra.close());

/** Credentials whose way to Entra ID ends on loopback, with a clock that can be moved. */
function credentialsWith(credential: BotCredential, parts: Partial<BotCredentialsDeps> = {}) {
  const { log, logged } = memoryLog();
  const time = { ahead: 0 };
  const asked: string[] = [];
  const credentials: BotCredentials = createBotCredentials({
    appId: APP_ID,
    tenantId: PARTNER_TENANT,
    credential,
    fetch: (url, init) => {
      asked.push(String(url).replace(/\?.*/, ''));
      return fetch(entra.url, init);
    },
    clock: () => new Date(Date.now() + time.ahead),
    log,
    timeoutMs: 300,
    ...parts,
  });
  return { credentials, time, asked, logged };
}

/** Makes Entra ID give tokens `t1`, `t2`, … that last an hour. */
function giveTokens() {
  let given = 0;
  entra.behave(() => {
    given += 1;
    return json(200, { token_type: 'Bearer', expires_in: 3600, access_token: `t${given}` });
  });
}

const form = (index = 0) => new URLSearchParams(entra.received[index]?.body);
const refused = () => json(401, { error: 'invalid_client', error_description: 'AADSTS7000222: expired' });

describe('the app token', () => {
  it('is asked for once by 32 calls that need it at the same time', async () => {
    giveTokens();
    const { credentials, asked } = credentialsWith({ secrets: ['s1'] });
    const tokens = await Promise.all(Array.from({ length: 32 }, () => credentials.token()));
    assert.deepEqual(new Set(tokens), new Set(['t1']));
    assert.deepEqual(asked, [TOKEN_URL]);
  });

  it('is asked for with the scope of the connector, in our tenant, by our secret', async () => {
    giveTokens();
    await credentialsWith({ secrets: ['s1'] }).credentials.token();
    assert.equal(form().get('grant_type'), 'client_credentials');
    assert.match(form().get('scope') ?? '', /(^| )https:\/\/api\.botframework\.com\/\.default( |$)/);
    assert.equal(form().get('client_id'), APP_ID);
    assert.equal(form().get('client_secret'), 's1');
  });

  it('is kept while it has more than fifteen minutes left', async () => {
    giveTokens();
    const { credentials, time } = credentialsWith({ secrets: ['s1'] });
    await credentials.token();
    time.ahead = 44 * MINUTE_MS;
    assert.equal(await credentials.token(), 't1');
    assert.equal(entra.received.length, 1);
  });

  it('is renewed ahead without anybody waiting', async () => {
    giveTokens();
    const { credentials, time } = credentialsWith({ secrets: ['s1'] });
    await credentials.token();
    time.ahead = 46 * MINUTE_MS;
    const renewed = Promise.withResolvers<void>();
    entra.behave(() => {
      setImmediate(renewed.resolve);
      return json(200, { token_type: 'Bearer', expires_in: 3600 + 46 * 60, access_token: 't2' });
    });
    const tokens = await Promise.all(Array.from({ length: 8 }, () => credentials.token()));
    assert.deepEqual(new Set(tokens), new Set(['t1']));
    await renewed.promise;
    while ((await credentials.token()) !== 't2') await new Promise((resolve) => setImmediate(resolve));
    assert.equal(entra.received.length, 1);
  });

  it('stays in use when it cannot be renewed ahead, which is tried once a minute', async () => {
    giveTokens();
    const { credentials, time, logged } = credentialsWith({ secrets: ['s1'] });
    await credentials.token();
    entra.behave(() => json(503, { error: 'temporarily_unavailable' }));
    time.ahead = 46 * MINUTE_MS;
    for (let count = 0; count < 5; count += 1) assert.equal(await credentials.token(), 't1');
    while (logged.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const attempts = entra.received.length;
    assert.equal(await credentials.token(), 't1');
    assert.equal(entra.received.length, attempts);
    assert.equal(logged.length, 1);
  });

  it('is renewed before it is given out when five minutes are left', async () => {
    giveTokens();
    const { credentials, time } = credentialsWith({ secrets: ['s1'] });
    await credentials.token();
    time.ahead = 56 * MINUTE_MS;
    assert.equal(await credentials.token(), 't2');
  });

  it('is given out in its last minutes when Entra ID is away, and not after', async () => {
    giveTokens();
    const { credentials, time } = credentialsWith({ secrets: ['s1'] });
    await credentials.token();
    entra.behave(() => json(503, { error: 'temporarily_unavailable' }));
    time.ahead = 56 * MINUTE_MS;
    assert.equal(await credentials.token(), 't1');
    const attempts = entra.received.length;
    assert.equal(await credentials.token(), 't1');
    assert.equal(entra.received.length, attempts);
    time.ahead = 61 * MINUTE_MS;
    await assert.rejects(credentials.token(), { code: 'entra-unavailable' });
  });
});

describe('the proof of the app token', () => {
  it('is the second secret when the first is refused, and stays so', async () => {
    entra.behave(({ body }) =>
      new URLSearchParams(body).get('client_secret') === 'new'
        ? json(200, { token_type: 'Bearer', expires_in: 60, access_token: 't' })
        : refused(),
    );
    const { credentials, time } = credentialsWith({ secrets: ['old', 'new'] });
    assert.equal(await credentials.token(), 't');
    time.ahead = 2 * MINUTE_MS;
    assert.equal(await credentials.token(), 't');
    const used = entra.received.map((_, index) => form(index).get('client_secret'));
    assert.deepEqual(used, ['old', 'new', 'new']);
  });

  it('is not asked for again and again when all secrets are refused', async () => {
    entra.behave(refused);
    const { credentials } = credentialsWith({ secrets: ['one', 'two'] });
    const error = await credentials.token().catch((failure: unknown) => failure);
    assert.ok(error instanceof BotCredentialsError);
    assert.equal(error.code, 'credential-refused');
    assert.equal(entra.received.length, 2);
    assert.doesNotMatch(String(error.stack) + JSON.stringify(error), /"one"|"two"/);
  });

  it('is not changed because of a fault that has nothing to do with it', async () => {
    entra.behave(() =>
      json(400, { error: 'invalid_request', error_description: 'AADSTS90002: no such tenant' }),
    );
    const { credentials } = credentialsWith({ secrets: ['one', 'two'] });
    await assert.rejects(credentials.token(), { code: 'entra-unavailable' });
    assert.equal(entra.received.length, 1);
  });

  it('can be a certificate, named by its SHA-256 thumbprint', async () => {
    giveTokens();
    const { certificate, privateKey } = selfSigned(new Date(Date.now() + 90 * 24 * 60 * MINUTE_MS));
    const { endsAt: _, ...read } = readAppCertificate(certificate + privateKey);
    const { credentials } = credentialsWith({ certificate: { ...read, x5c: certificate } });
    assert.equal(await credentials.token(), 't1');
    const assertion = form().get('client_assertion') ?? '';
    const header = decodeProtectedHeader(assertion);
    assert.equal(header['x5t#S256'], Buffer.from(read.thumbprintSha256, 'hex').toString('base64url'));
    assert.equal(header.x5c?.length, 1);
    assert.deepEqual([decodeJwt(assertion).iss, decodeJwt(assertion).aud], [APP_ID, TOKEN_URL]);
    assert.equal(form().get('client_secret'), null);
  });

  it('can be an assertion of another identity provider, taken anew each time', async () => {
    entra.behave(() => json(200, { token_type: 'Bearer', expires_in: 60, access_token: 't' }));
    let taken = 0;
    const { credentials, time } = credentialsWith({
      assertion: async () => {
        taken += 1;
        return `assertion-${taken}`;
      },
    });
    await credentials.token();
    const first = taken;
    time.ahead = 2 * MINUTE_MS;
    await credentials.token();
    assert.match(form(0).get('client_assertion') ?? '', /^assertion-/);
    assert.ok(taken > first);
  });

  it('is not there when the assertion cannot be had', async () => {
    const { credentials } = credentialsWith({ assertion: () => Promise.reject(new Error('no identity')) });
    await assert.rejects(credentials.token(), { code: 'credential-refused' });
    assert.equal(entra.received.length, 0);
  });

  it('is required, as are the app and its tenant', () => {
    assert.throws(() => credentialsWith({ secrets: [] }), RangeError);
    assert.throws(() => credentialsWith({ secrets: [''] }), RangeError);
    assert.throws(() => credentialsWith({ secrets: ['s'] }, { appId: '' }), RangeError);
    assert.throws(() => credentialsWith({ secrets: ['s'] }, { tenantId: ' ' }), RangeError);
  });
});

describe('Entra ID', () => {
  it('is not waited for longer than the timeout', async () => {
    entra.behave(() => undefined);
    const { credentials } = credentialsWith({ secrets: ['s1'] }, { timeoutMs: 40 });
    await assert.rejects(credentials.token(), { code: 'entra-unavailable' });
  });

  it('is asked again by the next call after it failed', async () => {
    entra.behave(() => ({ status: 200, body: '<html>' }));
    const { credentials } = credentialsWith({ secrets: ['s1'] });
    await assert.rejects(credentials.token(), { code: 'entra-unavailable' });
    giveTokens();
    assert.equal(await credentials.token(), 't1');
  });

  it('can be reached by another way, which only the sandbox takes', async () => {
    const asked: string[] = [];
    const networkClient = {
      sendGetRequestAsync: () => assert.fail('nothing is read'),
      sendPostRequestAsync: async <Body>(url: string) => {
        asked.push(url.replace(/\?.*/, ''));
        const body: Body = JSON.parse('{"token_type":"Bearer","expires_in":3600,"access_token":"t"}');
        return { status: 200, headers: {}, body };
      },
    };
    const { credentials } = credentialsWith({ secrets: ['s1'] }, { networkClient });
    assert.equal(await credentials.token(), 't');
    assert.deepEqual(asked, [TOKEN_URL]);
  });
});
