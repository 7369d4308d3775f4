import assert from 'node:assert/strict';
import type { CardCopyStore } from '../../src/bot/card-copy-store.ts';
import type { ChannelStore, TeamFinder } from '../../src/bot/channel-store.ts';
import type { LanguageStore } from '../../src/bot/language-store.ts';
import type { PeopleStore } from '../../src/bot/people-store.ts';
import type { SeenActivityStore } from '../../src/bot/seen-activity-store.ts';
import { createBotStateStorage } from '../../src/storage/bot-state-storage.ts';
import { createCardCopyStore } from '../../src/storage/card-copy-store.ts';
import { createChannelStore } from '../../src/storage/channel-store.ts';
import type { Database } from '../../src/storage/database.ts';
import { createLanguageStore } from '../../src/storage/language-store.ts';
import { createPeopleStore } from '../../src/storage/people-store.ts';
import { createSeenActivityStore } from '../../src/storage/seen-activity-store.ts';
import { aPlace, GRACE, KENJI, later, NOW } from '../support/builders.ts';

const clock = () => new Date(NOW);

/** What the Teams edge has to remember on every database. */
export function teamsStoresContract(where: string, open: () => Promise<Database>): void {
  let database: Database;
  const opened = () => {
    beforeEach(async () => {
      database = await open();
    });
    afterEach(() => database.destroy());
  };

  describe(`the people ${where}`, () => {
    opened();
    let people: PeopleStore;
    beforeEach(() => {
      people = createPeopleStore(database, clock);
    });
    const chat = aPlace('a:grace');

    it('come back as they were met', async () => {
      await people.remember({
        ...GRACE,
        teamsId: '29:g',
        upn: 'grace@partner.example',
        locale: 'en-GB',
        timeZone: 'Europe/London',
        chat,
      });
      assert.deepEqual(await people.find(GRACE), {
        ...GRACE,
        teamsId: '29:g',
        upn: 'grace@partner.example',
        locale: 'en-GB',
        chosenLanguage: null,
        timeZone: 'Europe/London',
        chat,
      });
      assert.equal(await people.find(KENJI), undefined);
    });

    it('keep what a later sighting does not tell', async () => {
      await people.remember({
        ...GRACE,
        teamsId: '29:g',
        upn: 'grace@partner.example',
        locale: 'en-GB',
        chat,
      });
      await people.remember({
        ...GRACE,
        name: 'Grace B. Hill',
        teamsId: '29:new',
        upn: null,
        locale: null,
        chat: null,
      });
      const known = await people.find(GRACE);
      assert.deepEqual(
        [known?.name, known?.teamsId, known?.upn, known?.locale, known?.chat],
        ['Grace B. Hill', '29:new', 'grace@partner.example', 'en-GB', chat],
      );
    });

    it('are found whatever the case of ids and addresses', async () => {
      await people.remember({ ...GRACE, teamsId: '29:g', upn: 'Grace@Partner.example' });
      const shouting = { tenantId: GRACE.tenantId.toUpperCase(), objectId: GRACE.objectId.toUpperCase() };
      assert.equal((await people.find(shouting))?.name, GRACE.name);
      const byUpn = await people.findByUpn(GRACE.tenantId.toUpperCase(), 'GRACE@partner.EXAMPLE');
      assert.equal(byUpn?.objectId, GRACE.objectId);
    });

    it('of another tenant are somebody else, with the same address too', async () => {
      await people.remember({ ...GRACE, teamsId: '29:g', upn: 'grace@partner.example' });
      assert.equal(await people.findByUpn('another-tenant', 'grace@partner.example'), undefined);
      assert.equal(await people.find({ ...GRACE, tenantId: 'another-tenant' }), undefined);
    });

    it('cannot be written to any more when their chat is forgotten, and are known still', async () => {
      await people.remember({ ...GRACE, teamsId: '29:g', chat });
      await people.forgetChat(GRACE);
      assert.deepEqual(
        [(await people.find(GRACE))?.chat, (await people.find(GRACE))?.name],
        [null, GRACE.name],
      );
      await people.forgetChat(KENJI);
    });
  });

  describe(`the chosen languages ${where}`, () => {
    opened();
    let languages: LanguageStore;
    beforeEach(() => {
      languages = createLanguageStore(database, clock);
    });

    it('are told with the person, the last choice alone', async () => {
      const people = createPeopleStore(database, clock);
      await people.remember({ ...GRACE, teamsId: '29:g', locale: 'en-GB' });
      await languages.chooseForPerson(GRACE, 'ja');
      await languages.chooseForPerson(GRACE, 'tr');
      const known = await people.find(GRACE);
      assert.deepEqual([known?.chosenLanguage, known?.locale], ['tr', 'en-GB']);
    });

    it('are those of a channel in each of its threads, and of no other conversation', async () => {
      assert.equal(await languages.ofConversation('19:desk'), undefined);
      await languages.chooseForConversation('19:desk;messageid=17', 'ja', GRACE);
      assert.equal(await languages.ofConversation('19:desk'), 'ja');
      assert.equal(await languages.ofConversation('19:desk;messageid=18'), 'ja');
      assert.equal(await languages.ofConversation('19:desk2'), undefined);
      await languages.chooseForConversation('19:desk', 'en', KENJI);
      assert.equal(await languages.ofConversation('19:desk;messageid=17'), 'en');
    });
  });

  describe(`the channels ${where}`, () => {
    opened();
    let channels: ChannelStore & TeamFinder;
    beforeEach(() => {
      channels = createChannelStore(database);
    });
    const desk = { channelId: '19:desk', teamId: 'team', tenantId: 't', serviceUrl: 'https://one.example/' };

    it('come back as they were seen last', async () => {
      await channels.remember(desk);
      await channels.remember({ ...desk, serviceUrl: 'https://two.example/' });
      assert.deepEqual(await channels.find('19:desk'), { ...desk, serviceUrl: 'https://two.example/' });
      assert.equal(await channels.find('19:other'), undefined);
    });

    it('lead to their team', async () => {
      await channels.remember({ ...desk, channelId: '19:second' });
      await channels.remember(desk);
      assert.deepEqual(await channels.ofTeam('team'), desk);
      assert.equal(await channels.ofTeam('other team'), undefined);
    });

    it('are forgotten with their team, and no others', async () => {
      await channels.remember(desk);
      await channels.remember({ ...desk, channelId: '19:second' });
      await channels.remember({ ...desk, channelId: '19:other', teamId: 'other team' });
      await channels.forgetTeam('team');
      assert.equal(await channels.find('19:desk'), undefined);
      assert.equal(await channels.find('19:second'), undefined);
      assert.equal((await channels.find('19:other'))?.teamId, 'other team');
    });
  });

  describe(`the copies of cards ${where}`, () => {
    opened();
    let copies: CardCopyStore;
    beforeEach(() => {
      copies = createCardCopyStore(database);
    });
    const copy = { requestId: 'K7M2QX', lane: 'thread', place: aPlace('19:x'), activityId: '1' };

    it('are told apart by request and lane', async () => {
      await copies.put(copy);
      await copies.put({ ...copy, lane: 'helpdesk', activityId: '2' });
      await copies.put({ ...copy, requestId: 'OTHER1', activityId: '3' });
      assert.deepEqual(await copies.find('K7M2QX', 'thread'), copy);
      assert.equal((await copies.find('K7M2QX', 'helpdesk'))?.activityId, '2');
      assert.equal((await copies.find('OTHER1', 'thread'))?.activityId, '3');
      assert.equal(await copies.find('OTHER1', 'helpdesk'), undefined);
    });

    it('are where the card stands now', async () => {
      await copies.put(copy);
      await copies.put({ ...copy, place: aPlace('19:y'), activityId: '9' });
      assert.deepEqual(await copies.find('K7M2QX', 'thread'), {
        ...copy,
        place: aPlace('19:y'),
        activityId: '9',
      });
    });

    it('are removed one by one', async () => {
      await copies.put(copy);
      await copies.put({ ...copy, lane: 'helpdesk' });
      await copies.remove('K7M2QX', 'thread');
      assert.equal(await copies.find('K7M2QX', 'thread'), undefined);
      assert.equal((await copies.find('K7M2QX', 'helpdesk'))?.lane, 'helpdesk');
    });
  });

  describe(`the dialog state ${where}`, () => {
    opened();
    const storage = () => createBotStateStorage(database, clock);

    it('is empty where nothing was written', async () => {
      assert.deepEqual(await storage().read(['a']), {});
    });

    it('comes back with an eTag that changes with each write', async () => {
      await storage().write({ a: { draft: { id: 'ü' } }, b: { x: 1 } });
      const first = await storage().read(['a', 'b', 'c']);
      assert.deepEqual(Object.keys(first).toSorted(), ['a', 'b']);
      assert.deepEqual(first['a'].draft, { id: 'ü' });
      await storage().write({ a: { draft: { id: 'y' }, eTag: '*' } });
      const second = await storage().read(['a']);
      assert.deepEqual(second['a'].draft, { id: 'y' });
      assert.notEqual(second['a'].eTag, first['a'].eTag);
    });

    it('is written over with the eTag that was read, with * or with none', async () => {
      await storage().write({ a: { n: 1 } });
      const { a } = await storage().read(['a']);
      await storage().write({ a: { n: 2, eTag: a.eTag } });
      await storage().write({ a: { n: 3, eTag: '*' } });
      await storage().write({ a: { n: 4 } });
      assert.equal((await storage().read(['a']))['a'].n, 4);
    });

    it('is not written over with an eTag of before: the SDK reads the word "eTag conflict"', async () => {
      await storage().write({ a: { n: 1 } });
      const { a } = await storage().read(['a']);
      await storage().write({ a: { n: 2 } });
      await assert.rejects(storage().write({ a: { n: 3, eTag: a.eTag } }), /eTag conflict/);
      assert.equal((await storage().read(['a']))['a'].n, 2);
    });

    it('is written with any eTag where there is none', async () => {
      await storage().write({ a: { n: 1, eTag: '17' } });
      assert.equal((await storage().read(['a']))['a'].n, 1);
    });

    it('is deleted for good', async () => {
      await storage().write({ a: { n: 1 }, b: { n: 2 } });
      await storage().delete(['a', 'nothing']);
      assert.deepEqual(Object.keys(await storage().read(['a', 'b'])), ['b']);
    });
  });

  describe(`the activities seen ${where}`, () => {
    opened();
    let seen: SeenActivityStore;
    beforeEach(() => {
      seen = createSeenActivityStore(database);
    });
    const at = (milliseconds: number) => new Date(later(milliseconds));

    it('are new once', async () => {
      assert.equal(await seen.mark('c 1', at(0)), true);
      assert.equal(await seen.mark('c 1', at(1)), false);
      assert.equal(await seen.mark('c 2', at(1)), true);
    });

    it('are new for one of many who look at the same time', async () => {
      const marks = await Promise.all(Array.from({ length: 8 }, () => seen.mark('c 1', at(0))));
      assert.equal(marks.filter(Boolean).length, 1);
    });

    it('are new again when handling them failed', async () => {
      await seen.mark('c 1', at(0));
      await seen.unmark('c 1');
      assert.equal(await seen.mark('c 1', at(1)), true);
    });

    it('are forgotten after a day, in passing', async () => {
      const day = 24 * 3_600_000;
      await seen.mark('old', at(0));
      await seen.mark('young', at(day));
      for (let n = 0; n < 500; n++) await seen.mark(`c ${n}`, at(day + 1));
      const left = await database.selectFrom('seen_activities').select('activity').execute();
      const names = left.map(({ activity }) => activity);
      assert(!names.includes('old'));
      assert(names.includes('young'));
    });
  });
}
