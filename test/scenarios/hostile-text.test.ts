import assert from 'node:assert/strict';
import { says, viewMessageCard } from '../support/card-view.ts';
import { type Desk, startDesk } from '../support/desk.ts';
import { linesIn } from '../support/story-readers.ts';
import { messageOf } from '../support/teams-activities.ts';

/** What people, directories and attackers write: how it must read on a card or in a message. */
const TEXTS: readonly (readonly [what: string, typed: string, shown: string])[] = [
  ['Markdown', '**bold** _it_ `code` ~no~', '\\*\\*bold\\*\\* \\_it\\_ \\`code\\` \\~no\\~'],
  ['a link', '[click](https://evil.example/x)', '\\[click\\](https:/\u200b/evil.example/x)'],
  [
    'a bare address',
    'see https://evil.example and www.evil.example',
    'see https:/\u200b/evil.example and www\u200b.evil.example',
  ],
  ['an expression of the card template', '${id} ${$root.may.decide}', '${id} ${$root.may.decide}'],
  ['a place holder of the catalog', '{{id}} $t(line.expired)', '{\u200b{id}} $t(line.expired)'],
  [
    'a function of cards',
    '{{DATE(2026-01-01T00:00:00Z, LONG)}}',
    '{\u200b{DATE(2026-01-01T00:00:00Z, LONG)}}',
  ],
  [
    'HTML',
    '<at>Everyone</at> <img src=x onerror=alert(1)>',
    '\\<at\\>Everyone\\</at\\> \\<img src=x onerror=alert(1)\\>',
  ],
  ['turned reading direction', 'abc\u202Efdp.exe\u202C \u2066x\u2069', 'abcfdp.exe x'],
  ['letters of no width', 'A\u200Bd\u2060a\uFEFF\u00AD', 'Ada'],
  ['control characters', 'a\u0000b\u0007c', 'a b c'],
  ['other scripts and emoji', 'Işıl İğne 日本語 👩‍💻', 'Işıl İğne 日本語 👩‍💻'],
];

describe('text that wants to be more than text', () => {
  let desk: Desk;
  let id: string;
  before(async () => {
    desk = await startDesk();
    id = await desk.ask('sarah', 'Visio Plan 2 for deniz.arslan@contoso.com at Contoso because of plans');
    await desk.press(desk.chat('sarah'), id, 'request.cancel');
  });
  after(() => desk.stop());

  for (const [what, typed, shown] of TEXTS) {
    it(`is shown as it was typed: ${what}`, async () => {
      const chat = desk.chat('sarah');
      await chat.say('Visio Plan 2 for deniz.arslan@contoso.com at Contoso');
      await desk.idle();
      await chat.say('change the reason');
      await desk.idle();
      await chat.press('latest', 'draft.next', { in_reason: typed });
      await chat.press('latest', 'draft.submit');
      await desk.idle();
      id = /Request ([0-9A-Z]{6})/.exec(JSON.stringify(chat.latest().cards))?.[1] ?? '';
      const card = desk.card(desk.chat('grace'), id);
      assert(card.facts['Reason']?.includes(shown), card.facts['Reason']);
      await desk.press(desk.chat('grace'), id, 'request.reject', { in_reason: typed });
      const line = linesIn(chat).at(-1) ?? '';
      assert(line.startsWith('**Rejected** by Grace Miller'), line);
      assert(line.includes(shown), line);
      assert(says(desk.card(chat, id), shown));
      assert(says(desk.card(desk.helpdesk(), id), shown));
    });
  }

  it('has to be shorter where it is endless, and the longest reason is kept readable', async () => {
    const chat = desk.chat('sarah');
    await chat.say('Visio Plan 2 for deniz.arslan@contoso.com at Contoso');
    await desk.idle();
    await chat.say(`because ${'word '.repeat(2000)}`);
    await desk.idle();
    const [card] = chat.latest().cards;
    assert(card && JSON.stringify(card).length < 20_000);
    assert(says(viewMessageCard(chat.latest()), 'at most 500 fit'));
    await chat.say('word '.repeat(100).trim());
    await desk.idle();
    await chat.say('send');
    await desk.idle();
    id = /request ([0-9A-Z]{6})/.exec(linesIn(chat).at(-1) ?? '')?.[1] ?? '';
    const reason = desk.card(desk.chat('grace'), id).facts['Reason'] ?? '';
    assert.equal(reason, 'word '.repeat(100).trim());
    assert(JSON.stringify(desk.card(desk.chat('grace'), id).card).length < 20_000);
    await desk.press(desk.chat('sarah'), id, 'request.cancel');
  });

  it('is harmless as the name of who asks, in every place', async () => {
    const name = '**Root** [x](https://evil.example) ${id}\u202E';
    const activity = messageOf(desk.sandbox, desk.person('sarah'), {
      text: 'Visio Plan 2 for zeynep.aydin@contoso.com at Contoso because of plans',
    });
    const from = { ...activity.from, name };
    await desk.teams.deliver({ ...activity, from });
    await desk.idle();
    await desk.teams.deliver({ ...messageOf(desk.sandbox, desk.person('sarah'), { text: 'send' }), from });
    await desk.idle();
    id = /request ([0-9A-Z]{6})/.exec(linesIn(desk.chat('sarah')).at(-1) ?? '')?.[1] ?? '';
    const card = desk.card(desk.chat('grace'), id);
    assert.equal(card.facts['Asked by'], '\\*\\*Root\\*\\* \\[x\\](https:/\u200b/evil.example) ${id}');
    await desk.press(desk.chat('sarah'), id, 'request.cancel');
    const line = linesIn(desk.chat('sarah')).at(-1) ?? '';
    assert(!line.includes('https://'), line);
    assert(!line.includes('**Root'), line);
  });

  it('is harmless as a message that nobody understands', async () => {
    const chat = desk.chat('sarah');
    await chat.say('[win](https://evil.example) **now** ${id} {{id}}');
    await desk.idle();
    const shown = JSON.stringify(chat.latest().cards);
    assert(!shown.includes('https://evil'));
    assert(shown.includes('${id}'), 'shown letter for letter');
  });
});
