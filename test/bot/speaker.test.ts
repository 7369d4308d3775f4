import assert from 'node:assert/strict';
import { foldedSpace, readSpeaker, readTypedLines } from '../../src/bot/speaker.ts';
import { anActivity } from '../support/activities.ts';
import { aPlace, guidOf, PARTNER_TENANT, SARAH } from '../support/builders.ts';

const BOT = { id: '28:bot', name: 'License Desk' };
const mention = (text: string, mentioned: object) => ({ type: 'mention', text, mentioned });

describe('who speaks', () => {
  it('is read from the envelope: person, place, language and zone', () => {
    assert.deepEqual(readSpeaker(anActivity()), {
      person: SARAH,
      teamsId: '29:sarah',
      locale: 'en-GB',
      timeZone: 'Europe/London',
      place: aPlace('a:sarah'),
      isPersonal: true,
    });
  });

  it('is nobody without an object id or a tenant', () => {
    assert.equal(readSpeaker(anActivity({ from: { id: '29:x', name: 'Anonymous' } })), undefined);
    const nowhere = { id: 'a:sarah', conversationType: 'personal', isGroup: false, name: '' };
    assert.equal(readSpeaker(anActivity({ conversation: nowhere, channelData: {} })), undefined);
  });

  it('is nobody where conversation and channel data name different tenants', () => {
    assert.equal(
      readSpeaker(anActivity({ channelData: { tenant: { id: guidOf('elsewhere') } } })),
      undefined,
    );
  });

  it('is a guest of the tenant in which the activity happened, never of the home tenant', () => {
    const from = { id: '29:guest', name: 'Guest', aadObjectId: SARAH.objectId, tenantId: guidOf('home') };
    assert.equal(readSpeaker(anActivity({ from }))?.person.tenantId, PARTNER_TENANT);
  });

  it('is the same person whatever the case of the ids', () => {
    const from = { id: '29:sarah', name: SARAH.name, aadObjectId: SARAH.objectId.toUpperCase() };
    assert.deepEqual(readSpeaker(anActivity({ from }))?.person, SARAH);
  });

  it('has the tenant of the channel data where the conversation names none', () => {
    const conversation = { id: '19:c', conversationType: 'channel', isGroup: true, name: '' };
    const speaker = readSpeaker(anActivity({ conversation }));
    assert.deepEqual([speaker?.person.tenantId, speaker?.isPersonal], [PARTNER_TENANT, false]);
  });

  it('has the language of the client where the activity names none', () => {
    const entities = [
      { type: 'clientInfo', locale: 'tr-TR', timezone: 'Europe/Istanbul' },
      { type: 'clientInfo', locale: 'xx' },
    ];
    const speaker = readSpeaker(anActivity({ locale: undefined, localTimezone: undefined, entities }));
    assert.deepEqual([speaker?.locale, speaker?.timeZone], ['tr-TR', 'Europe/Istanbul']);
    const silent = readSpeaker(anActivity({ locale: undefined, localTimezone: undefined }));
    assert.deepEqual([silent?.locale, silent?.timeZone], [null, null]);
  });

  it('has a name, even if it is only a question mark', () => {
    const from = { id: '29:x', name: '', aadObjectId: SARAH.objectId };
    assert.equal(readSpeaker(anActivity({ from }))?.person.name, '?');
  });
});

describe('what was typed', () => {
  const cases: readonly (readonly [
    rule: string,
    text: string,
    entities: readonly object[],
    typed: string,
  ])[] = [
    ['is the text', 'my requests', [], 'my requests'],
    ['is nothing where nothing was', '', [], ''],
    [
      'loses the mention of the bot, wherever it stands',
      '<at>License Desk</at>&nbsp;help',
      [mention('<at>License Desk</at>', BOT)],
      'help',
    ],
    [
      'loses it by its entity, whatever the bot is called there',
      'help <at>Seat Bot</at>',
      [mention('<at>Seat Bot</at>', BOT)],
      'help',
    ],
    [
      'keeps people who are mentioned by their names',
      '<at>Bot</at> E5 for <at>Ada</at> at Contoso',
      [mention('<at>Bot</at>', BOT), mention('<at>Ada</at>', { id: '29:ada', name: 'Ada Lovelace' })],
      'E5 for Ada Lovelace at Contoso',
    ],
    [
      'takes a name letter for letter',
      'E5 for <at>x</at>',
      [mention('<at>x</at>', { id: '29:x', name: '$& $1' })],
      'E5 for $& $1',
    ],
    [
      'leaves out somebody without a name',
      'E5 for <at>x</at>',
      [mention('<at>x</at>', { id: '29:x' })],
      'E5 for',
    ],
    [
      'passes over mentions that make no sense',
      'help',
      [{ type: 'mention' }, mention('', BOT), mention('x', {}), { type: 'other' }],
      'help',
    ],
    ['decodes what Teams encodes', 'R&amp;D &lt;x&gt; &quot;y&quot; &#39;z&#39;', [], 'R&D <x> "y" \'z\''],
    ['decodes once', '&amp;lt;b&amp;gt;', [], '&lt;b&gt;'],
    ['folds white space', ' a\n\n b\u00A0\u00A0c\td ', [], 'a b c d'],
  ];
  for (const [rule, text, entities, typed] of cases) {
    it(rule, () => {
      const activity = anActivity({ text, entities: [...entities] });
      assert.equal(foldedSpace(readTypedLines(activity)), typed);
    });
  }

  it('is nothing in a message without text', () => assert.equal(readTypedLines(anActivity()), ''));
});
