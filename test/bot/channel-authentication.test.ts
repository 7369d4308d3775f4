import assert from 'node:assert/strict';
import { createChannelAuthentication } from '../../src/bot/channel-authentication.ts';
import { ChannelKeysUnavailable, FetchedChannelKeys } from '../../src/bot/channel-keys.ts';
import { Refusal } from '../../src/bot/refusal.ts';
import { memoryLog } from '../support/bot-door.ts';
import { APP_ID, type ChannelDouble, ISSUER, json, startChannelDouble } from '../support/channel-double.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A key set over loopback whose clock can be moved. */
function keysOf(channel: ChannelDouble, timeoutMs = 500) {
  const { log, logged } = memoryLog();
  const time = { now: Date.parse('2026-11-20T10:00:00Z') };
  const { openIdMetadataUrl } = channel;
  const clock = () => new Date(time.now);
  return { keys: new FetchedChannelKeys({ openIdMetadataUrl, fetch, clock, log, timeoutMs }), time, logged };
}

describe("the channel's keys", () => {
  let channel: ChannelDouble;
  beforeEach(async () => {
    channel = await startChannelDouble();
  });
  afterEach(() => channel.close());

  it('are fetched once for everybody who needs them at the same time', async () => {
    const { keys } = keysOf(channel);
    const found = await Promise.all(Array.from({ length: 32 }, () => keys.find('k1')));
    assert.equal(new Set(found).size, 1);
    assert.ok(found[0]?.endorsements.has('msteams'));
    assert.equal(channel.keyCalls(), 2);
  });

  it('are kept for a day', async () => {
    const { keys, time } = keysOf(channel);
    await keys.find('k1');
    time.now += 24 * HOUR_MS - 1;
    await keys.find('k1');
    assert.equal(channel.keyCalls(), 2);
    time.now += 1;
    await keys.find('k1');
    assert.equal(channel.keyCalls(), 4);
  });

  it('are fetched again for an unknown id, at most once in five minutes', async () => {
    const { keys, time } = keysOf(channel);
    await keys.find('k1');
    await channel.addKey('k2');
    assert.equal(await keys.find('k2'), undefined);
    time.now += 5 * MINUTE_MS;
    assert.ok(await keys.find('k2'));
    assert.equal(channel.keyCalls(), 4);
    await Promise.all(Array.from({ length: 32 }, (_, number) => keys.find(`made-up-${number}`)));
    assert.equal(channel.keyCalls(), 4);
  });

  it('do not make a known key wait for the search of an unknown one', async () => {
    const { keys, time } = keysOf(channel, 1500);
    await keys.find('k1');
    time.now += 5 * MINUTE_MS;
    channel.breakKeys(() => undefined);
    let isSearching = true;
    const search = keys.find('made-up').finally(() => {
      isSearching = false;
    });
    assert.ok(await keys.find('k1'));
    assert.equal(isSearching, true);
    assert.equal(await search, undefined);
  });

  it('stay in use when they are old and new ones cannot be had', async () => {
    const { keys, time, logged } = keysOf(channel);
    await keys.find('k1');
    time.now += 30 * HOUR_MS;
    channel.breakKeys(() => json(503, {}));
    assert.ok(await keys.find('k1'));
    assert.ok(await keys.find('k1'));
    assert.equal(logged.length, 1);
    channel.breakKeys(undefined);
    time.now += 5 * MINUTE_MS;
    const before = channel.keyCalls();
    assert.ok(await keys.find('k1'));
    assert.equal(channel.keyCalls(), before + 2);
  });

  const brokenSets: readonly (readonly [string, Parameters<ChannelDouble['breakKeys']>[0]])[] = [
    ['answers 500', () => json(500, {})],
    ['does not answer', () => undefined],
    ['answers something else', () => ({ status: 200, body: '<html>' })],
    ['names no key set', () => json(200, { keys: [] })],
    [
      'has no usable key',
      ({ url }) => json(200, { jwks_uri: `http://${url.host}/`, keys: [{ kty: 'oct' }] }),
    ],
  ];
  for (const [title, behaviour] of brokenSets) {
    it(`are not there as long as the key server ${title}; it is asked again after five seconds`, async () => {
      const { keys, time } = keysOf(channel, 1500);
      channel.breakKeys(behaviour);
      await assert.rejects(keys.find('k1'), ChannelKeysUnavailable);
      const before = channel.keyCalls();
      await assert.rejects(keys.find('k1'), ChannelKeysUnavailable);
      assert.equal(channel.keyCalls(), before);
      channel.breakKeys(undefined);
      time.now += 5_000;
      assert.ok(await keys.find('k1'));
    });
  }

  it('leave out what is no key for signing', async () => {
    const { keys } = keysOf(channel);
    await channel.addKey('for-encryption', { use: 'enc' });
    await channel.addKey('for-another-algorithm', { alg: 'RS512' });
    await channel.addKey('too-short', { n: 'AQAB' });
    for (const id of ['for-encryption', 'for-another-algorithm', 'too-short'])
      assert.equal(await keys.find(id), undefined);
    assert.ok(await keys.find('k1'));
  });

  it('are not taken over http when the metadata came over https', async () => {
    const { log, logged } = memoryLog();
    const asked: string[] = [];
    const keys = new FetchedChannelKeys({
      openIdMetadataUrl: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
      fetch: async (url) => {
        asked.push(String(url));
        return Response.json({ jwks_uri: `${channel.peer.url}/.well-known/keys` });
      },
      clock: () => new Date(),
      log,
      timeoutMs: 500,
    });
    await assert.rejects(keys.find('k1'), ChannelKeysUnavailable);
    assert.equal(asked.length, 1);
    assert.match(JSON.stringify(logged), /not offered over https/);
  });
});

describe('checking a channel token', () => {
  let channel: ChannelDouble;
  before(async () => {
    channel = await startChannelDouble();
  });
  after(() => channel.close());

  /** The refusal of a token, as status and reason. */
  async function refusalOf(token: string, clock = () => new Date()) {
    const { keys } = keysOf(channel);
    const authentication = createChannelAuthentication({ appId: APP_ID, issuer: ISSUER, keys, clock });
    try {
      await authentication.check(`Bearer ${token}`, channel.serviceUrl);
      return undefined;
    } catch (error) {
      return error instanceof Refusal ? [error.statusCode, error.reason, error.message] : error;
    }
  }

  const reasons = [
    [{ signedBy: 'another key' }, 'bad-signature'],
    [{ signedBy: 'nobody' }, 'algorithm-not-allowed'],
    [{ signedBy: 'the public key as a secret' }, 'algorithm-not-allowed'],
    [{ expiresIn: -400 }, 'expired'],
    [{ expiresIn: null }, 'wrong-claims'],
    [{ notBefore: 400 }, 'not-yet-valid'],
    [{ issuer: 'https://other.example' }, 'wrong-issuer'],
    [{ audience: 'other' }, 'wrong-audience'],
    [{ claims: { exp: 'soon' } }, 'wrong-claims'],
    [{ claims: { serviceurl: ['x'] } }, 'service-url-mismatch'],
    [{ keyId: 'made-up' }, 'unknown-key'],
  ] as const;
  for (const [twist, reason] of reasons) {
    it(`says ${reason} for the log of ${JSON.stringify(twist)}, and nothing for the caller`, async () => {
      assert.deepEqual(await refusalOf(await channel.mint(twist)), [401, reason, '']);
    });
  }

  it('goes by the clock that it is given', async () => {
    const token = await channel.mint();
    assert.equal(await refusalOf(token), undefined);
    const inTwoHours = () => new Date(Date.now() + 2 * HOUR_MS);
    assert.deepEqual(await refusalOf(token, inTwoHours), [401, 'expired', '']);
  });

  it('compares the serviceurl to the last slash', async () => {
    const claims = { serviceurl: channel.serviceUrl.slice(0, -1) };
    assert.deepEqual(await refusalOf(await channel.mint({ claims })), [401, 'service-url-mismatch', '']);
  });

  it('says 503 when there are no keys to check with', async () => {
    const token = await channel.mint();
    channel.breakKeys(() => json(500, {}));
    const refusal = await refusalOf(token);
    channel.breakKeys(undefined);
    assert.deepEqual(refusal, [503, 'keys-unavailable', '']);
  });
});
