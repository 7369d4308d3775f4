import assert from 'node:assert/strict';
import pino from 'pino';
import type { TeamsMember } from '../../src/bot/connector-client.ts';
import { People } from '../../src/bot/people.ts';
import type { KnownPerson, Sighting } from '../../src/bot/people-store.ts';
import { aPlace, GRACE, KENJI, MEHMET, PARTNER_TENANT } from '../support/builders.ts';

const TEAM = '19:team@thread.tacv2';
const DRAWING = { isDecision: false };
const DECIDING = { isDecision: true };
const memberOf = ({ objectId, name }: { objectId: string; name: string }): TeamsMember => ({
  id: `29:${name}`,
  name,
  objectId: objectId.toUpperCase(),
  userPrincipalName: `${name}@partner.example`,
  email: undefined,
  tenantId: PARTNER_TENANT,
});

function somePeople({ tenantId = PARTNER_TENANT } = {}) {
  const met: Sighting[] = [];
  const world = {
    now: new Date('2026-03-02T09:00:00Z'),
    roster: [memberOf(GRACE)],
    reads: 0,
    isDown: false,
    byUpn: undefined as KnownPerson | undefined,
  };
  const people = new People({
    store: {
      find: async () => undefined,
      findByUpn: async () => world.byUpn,
      ofTenant: async () => [],
      forgetChat: async () => {},
      remember: async (sighting) => void met.push(sighting),
    },
    channels: {
      ofTeam: async (teamId) =>
        teamId === TEAM
          ? { channelId: TEAM, teamId, tenantId, serviceUrl: aPlace(TEAM).serviceUrl }
          : undefined,
    },
    connector: {
      member: async () => null,
      members: async () => {
        world.reads += 1;
        if (world.isDown) throw new Error('no answer');
        return world.roster;
      },
    },
    partnerTenantId: PARTNER_TENANT,
    clock: () => world.now,
    log: pino({ level: 'silent' }),
  });
  return { people, world, met };
}

describe('the members of a team', () => {
  it('are people of ours by their object ids, and remembered', async () => {
    const { people, met } = somePeople();
    assert.deepEqual(await people.membersOf(TEAM, DRAWING), [GRACE]);
    assert.deepEqual(
      met.map(({ objectId, upn }) => [objectId, upn]),
      [[GRACE.objectId, `${GRACE.name}@partner.example`]],
    );
  });

  it('are read anew for each decision, for drawing every five minutes', async () => {
    const { people, world } = somePeople();
    await people.membersOf(TEAM, DRAWING);
    world.roster = [memberOf(KENJI), { ...memberOf(MEHMET), tenantId: 'another' }];
    assert.deepEqual(await people.membersOf(TEAM, DRAWING), [GRACE]);
    assert.deepEqual(await people.membersOf(TEAM, DECIDING), [KENJI]);
    assert.deepEqual(await people.membersOf(TEAM, DRAWING), [KENJI]);
    world.now = new Date(world.now.getTime() + 5 * 60_000);
    await people.membersOf(TEAM, DRAWING);
    assert.equal(world.reads, 3);
  });

  it('are unknown for a decision while the roster cannot be read', async () => {
    const { people, world } = somePeople();
    await people.membersOf(TEAM, DRAWING);
    world.isDown = true;
    assert.equal(await people.membersOf(TEAM, DECIDING), undefined);
    world.isDown = false;
    assert.deepEqual(await people.membersOf(TEAM, DRAWING), [GRACE]);
  });

  it('count in teams of the partner alone', async () => {
    assert.equal(await somePeople({ tenantId: 'another' }).people.membersOf(TEAM, DECIDING), undefined);
    assert.equal(await somePeople().people.membersOf('19:unknown@thread.tacv2', DECIDING), undefined);
  });
});

describe('a person named in the policy file', () => {
  const upn = 'grace@partner.example';
  const knownAs = (person: typeof GRACE): KnownPerson => ({
    ...person,
    teamsId: `29:${person.name}`,
    upn,
    locale: null,
    chosenLanguage: null,
    timeZone: null,
    chat: null,
  });

  it('is looked up anew for each decision, for drawing every five minutes', async () => {
    const { people, world } = somePeople();
    assert.equal(await people.findPerson(upn, DRAWING), undefined);
    world.byUpn = knownAs(GRACE);
    assert.deepEqual(await people.findPerson(upn, DRAWING), GRACE);
    world.byUpn = knownAs(KENJI);
    assert.deepEqual(await people.findPerson(upn, DRAWING), GRACE);
    assert.deepEqual(await people.findPerson(upn, DECIDING), KENJI);
    assert.deepEqual(await people.findPerson(upn), KENJI);
    world.byUpn = knownAs(GRACE);
    world.now = new Date(world.now.getTime() + 5 * 60_000);
    assert.deepEqual(await people.findPerson(upn, DRAWING), GRACE);
  });

  it('is looked up anew once somebody was met', async () => {
    const { people, world } = somePeople();
    world.byUpn = knownAs(GRACE);
    await people.findPerson(upn, DRAWING);
    world.byUpn = knownAs(KENJI);
    await people.membersOf(TEAM, DECIDING);
    assert.deepEqual(await people.findPerson(upn, DRAWING), KENJI);
  });
});
