import assert from 'node:assert/strict';
import { pino } from 'pino';
import { Installations } from '../../src/bot/installations.ts';
import { People } from '../../src/bot/people.ts';
import { readSpeaker } from '../../src/bot/speaker.ts';
import { createSeenActivityStore } from '../../src/storage/seen-activity-store.ts';
import { anActivity } from '../support/activities.ts';
import { aPlace, GRACE, guidOf, PARTNER_TENANT, SARAH } from '../support/builders.ts';
import { aConnectorError } from '../support/fake-connector.ts';
import { aTeamsEdge, HELPDESK } from '../support/teams-edge.ts';

const BOT = { id: '28:bot', name: 'License Desk' };
const TEAM = '19:team-root@thread.tacv2';
const inTeam = (change: Record<string, unknown>) => ({
  conversation: { id: TEAM, conversationType: 'channel', isGroup: true, name: '', tenantId: PARTNER_TENANT },
  channelData: { tenant: { id: PARTNER_TENANT }, team: { id: TEAM } },
  ...change,
});

describe('installing the app', () => {
  let edge: Awaited<ReturnType<typeof aTeamsEdge>>;
  let installations: Installations;
  let told: string[];
  beforeEach(async () => {
    edge = await aTeamsEdge();
    told = [];
    const log = pino({ level: 'silent' });
    const { people: store, connector, channels, clock, database } = edge;
    installations = new Installations({
      people: new People({
        store,
        channels,
        connector,
        clock: clock.read,
        partnerTenantId: PARTNER_TENANT,
        log,
      }),
      peopleStore: store,
      channels,
      connector,
      seen: createSeenActivityStore(database),
      welcome: async ({ person }) => void told.push(`welcome ${person.name}`),
      offerSignIn: async () => void told.push('sign-in'),
      forgetTokens: async () => void told.push('forget tokens'),
      clock: clock.read,
      log,
    });
  });
  afterEach(() => edge.close());

  const update = async (change: Record<string, unknown>) => {
    const activity = anActivity(change);
    const speaker = readSpeaker(activity);
    assert(speaker);
    await installations.update(activity, speaker);
  };
  const added = { type: 'installationUpdate', action: 'add' };

  it('for oneself is greeted once, although Teams tells of it twice', async () => {
    await update(added);
    await update({ type: 'conversationUpdate', membersAdded: [BOT] });
    assert.deepEqual(told, ['welcome Sarah Jones', 'sign-in']);
  });

  it('learns the address of the person from the roster', async () => {
    const roster = {
      id: '29:sarah',
      objectId: SARAH.objectId,
      name: 'Sarah J.',
      email: undefined,
      tenantId: PARTNER_TENANT,
    };
    edge.connector.roster = [{ ...roster, userPrincipalName: 'sarah@partner.example' }];
    await edge.database.deleteFrom('people').execute();
    await update(added);
    assert.equal((await edge.people.findByUpn(PARTNER_TENANT, 'sarah@partner.example'))?.name, 'Sarah J.');
  });

  it('greets although the roster cannot be read', async () => {
    await edge.database.deleteFrom('people').execute();
    edge.connector.failures = [aConnectorError(502, 'GET')];
    await update(added);
    assert.deepEqual(told, ['welcome Sarah Jones', 'sign-in']);
  });

  it('again after removing it is greeted again', async () => {
    await update(added);
    await update({ type: 'installationUpdate', action: 'remove' });
    await update(added);
    assert.deepEqual(told, [
      'welcome Sarah Jones',
      'sign-in',
      'forget tokens',
      'welcome Sarah Jones',
      'sign-in',
    ]);
  });

  for (const change of [
    { type: 'installationUpdate', action: 'remove' },
    { type: 'installationUpdate', action: 'remove-upgrade' },
    { type: 'conversationUpdate', membersRemoved: [BOT] },
  ]) {
    it(`ends with ${change.action ?? change.type}: chat and tokens are forgotten, the person is not`, async () => {
      await update(change);
      const known = await edge.people.find(SARAH);
      assert.deepEqual([told, known?.chat, known?.name], [['forget tokens'], null, SARAH.name]);
      assert((await edge.people.find(GRACE))?.chat);
    });
  }

  it('in a team remembers its channels and everybody in it, and greets nobody', async () => {
    edge.connector.channels = [
      { id: TEAM, name: undefined },
      { id: '19:second', name: 'Second' },
    ];
    const ada = { id: '29:ada', objectId: guidOf('ada').toUpperCase(), name: 'Ada', email: undefined };
    edge.connector.roster = [
      { ...ada, userPrincipalName: 'ada@partner.example', tenantId: PARTNER_TENANT },
      { ...ada, id: '29:app', objectId: undefined, userPrincipalName: undefined, tenantId: undefined },
    ];
    await update(inTeam(added));
    assert.deepEqual(await edge.channels.find('19:second'), {
      channelId: '19:second',
      teamId: TEAM,
      tenantId: PARTNER_TENANT,
      serviceUrl: aPlace('').serviceUrl,
    });
    const known = await edge.people.findByUpn(PARTNER_TENANT, 'ada@partner.example');
    assert.deepEqual([known?.objectId, known?.chat], [guidOf('ada'), null]);
    assert.deepEqual(told, []);
  });

  it('in a team goes on although the team cannot be read', async () => {
    edge.connector.failures = [aConnectorError(403, 'GET')];
    await update(inTeam(added));
    assert.equal(await edge.channels.find(TEAM), undefined);
  });

  it('in a team ends with its channels forgotten, and nobody’s chat', async () => {
    edge.connector.channels = [{ id: TEAM, name: undefined }];
    await update(inTeam(added));
    await update(inTeam({ type: 'conversationUpdate', membersRemoved: [BOT] }));
    assert.equal(await edge.channels.find(TEAM), undefined);
    assert((await edge.channels.find(HELPDESK)) !== undefined);
    assert((await edge.people.find(SARAH))?.chat);
    assert.deepEqual(told, []);
  });

  it('does not end when somebody else leaves the team', async () => {
    edge.connector.channels = [{ id: TEAM, name: undefined }];
    await update(inTeam(added));
    await update(inTeam({ type: 'conversationUpdate', membersRemoved: [{ id: '29:other', name: 'Other' }] }));
    assert((await edge.channels.find(TEAM)) !== undefined);
  });

  it('greets nobody in a group chat', async () => {
    const conversation = {
      id: '19:g@thread.v2',
      conversationType: 'groupChat',
      isGroup: true,
      name: '',
      tenantId: PARTNER_TENANT,
    };
    await update({ ...added, conversation });
    assert.deepEqual(told, []);
  });
});
