import assert from 'node:assert/strict';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { z } from 'zod';
import { startTeamsRig, type TeamsRig, world } from './teams-rig.ts';

const metadataSchema = z.object({ jwks_uri: z.url() });
const keysSchema = z.object({ keys: z.array(z.looseObject({ endorsements: z.array(z.string()) })) });

describe('the channel tokens of the local Teams', () => {
  let rig: TeamsRig;
  before(async () => {
    rig = await startTeamsRig();
  });
  after(() => rig.close());

  async function keysAddress(): Promise<string> {
    const response = await fetch(rig.teams.openIdMetadataUrl);
    return metadataSchema.parse(await response.json()).jwks_uri;
  }

  async function verify(token: string) {
    const keys = createRemoteJWKSet(new URL(await keysAddress()));
    const expected = { issuer: 'https://api.botframework.com', audience: world.botAppId };
    return jwtVerify(token, keys, { ...expected, algorithms: ['RS256'] });
  }

  it('are signed by the published key and carry the service URL to the last slash', async () => {
    const { payload } = await verify(await rig.teams.mintChannelToken());
    assert.equal(payload['serviceurl'], rig.teams.serviceUrl);
    assert.match(rig.teams.serviceUrl, /^http:\/\/127\.0\.0\.1:\d+\/amer\/[0-9a-f-]{36}\/$/);
  });

  it('come from a key that is endorsed for Teams', async () => {
    const response = await fetch(await keysAddress());
    const [key] = keysSchema.parse(await response.json()).keys;
    assert.deepEqual(key?.endorsements, ['msteams']);
    assert.equal(key['d'], undefined, 'the private part stays here');
  });

  it('stand on every delivery, with the service URL of the activity', async () => {
    await rig.teams.client('ayse').personalChat().say('hello');
    const token = rig.bot.headers.at(-1)?.authorization?.replace('Bearer ', '') ?? '';
    const { payload } = await verify(token);
    const activity = rig.bot.activities.at(-1);
    assert(activity);
    assert.equal(payload['serviceurl'], activity.serviceUrl);
    assert(activity.serviceUrl.endsWith(`/amer/${activity.conversation.tenantId}/`));
    assert.equal(rig.bot.headers.at(-1)?.['x-ms-tenant-id'], activity.conversation.tenantId);
    assert.equal(rig.bot.headers.at(-1)?.['x-ms-conversation-id'], activity.conversation.id);
  });

  for (const [what, overrides] of [
    ['another audience', { audience: 'another-app' }],
    ['another issuer', { issuer: 'https://example.org' }],
    ['an end in the past', { expiresInSeconds: -600 }],
    ['a beginning in the future', { notBeforeInSeconds: 600 }],
    ['a signature of another key', { signature: 'bad' }],
    ['no signature', { signature: 'none' }],
    ['an unknown key id', { keyId: 'unknown' }],
  ] as const) {
    it(`can be made wrong: ${what}`, async () => {
      await assert.rejects(verify(await rig.teams.mintChannelToken(overrides)));
    });
  }

  it('can be made wrong: algorithm none, another service URL, no service URL', async () => {
    const unsigned = await rig.teams.mintChannelToken({ signature: 'none' });
    assert.equal(decodeProtectedHeader(unsigned).alg, 'none');
    const foreign = await rig.teams.mintChannelToken({ serviceUrl: 'https://example.org/' });
    assert.equal(decodeJwt(foreign)['serviceurl'], 'https://example.org/');
    const without = await rig.teams.mintChannelToken({ serviceUrl: null });
    assert.equal(decodeJwt(without)['serviceurl'], undefined);
  });

  it('can be sent with any activity, or left out', async () => {
    const [activity] = rig.teams.delivered;
    const token = await rig.teams.mintChannelToken({ signature: 'bad' });
    rig.bot.behave(() => ({ status: 401, body: { message: 'no' } }));
    const answer = await rig.teams.deliver({ ...activity?.activity, text: 'forged' }, { token });
    assert.deepEqual(answer, { status: 401, body: { message: 'no' } });
    assert.equal(rig.bot.headers.at(-1)?.authorization, `Bearer ${token}`);
    assert.equal(rig.bot.activities.at(-1)?.text, 'forged');
    await rig.teams.deliver({ type: 'message' }, { token: null });
    assert.equal(rig.bot.headers.at(-1)?.authorization, undefined);
  });
});
