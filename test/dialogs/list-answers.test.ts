import assert from 'node:assert/strict';
import { says } from '../support/card-view.ts';
import { aDraftDesk, shownValue } from '../support/draft-desk.ts';

const ROWS = [
  'deniz.arslan@contoso.com',
  'ada@contoso.co',
  'zoe@contoso.com',
  'Ada',
  'nil@elsewhere.example',
];

/** A desk that asks whether a list is right of which one row is good. */
async function atList(language = 'en') {
  const desk = aDraftDesk(language);
  await desk.begin();
  await desk.type('Contoso');
  await desk.press('draft.next', { in_users: ROWS.join('\n') });
  assert.equal(rowsOf(desk).length, ROWS.length);
  return desk;
}

const rowsOf = (desk: ReturnType<typeof aDraftDesk>) =>
  String(shownValue(desk.latest(), 'in_list') ?? '').split('\n');

describe('what is typed to a list of people', () => {
  for (const [language, words] of [
    ['en', 'skip nobody'],
    ['en', 'that looks wrong to me'],
    ['en', 'what about the others?'],
    ['tr', 'kimseyi atlama'],
    ['tr', 'bu liste bana yanlış geldi'],
    ['ja', 'この一覧は少し違うと思います'],
    ['ja', '誰も外さないでほしい'],
  ] as const) {
    it(`keeps every row at “${words}”, which names nobody`, async () => {
      const desk = await atList(language);
      await desk.type(words);
      assert.deepEqual(rowsOf(desk), ROWS);
      assert(says(desk.latest(), desk.text('draft.list.noRows')), desk.latest().lines.join(' | '));
    });
  }

  for (const [words, wanted] of [
    ['ada@contoso.com', ROWS.with(1, 'ada@contoso.com')],
    ['sorry, ada@contoso.com', ROWS.with(1, 'ada@contoso.com')],
    ['aslında ada@contoso.com', ROWS.with(1, 'ada@contoso.com')],
    ['やっぱり ada@contoso.com', ROWS.with(1, 'ada@contoso.com')],
    ['Ada Lovelace', ROWS.with(3, 'Ada Lovelace')],
    ['adam west', [...ROWS, 'adam west']],
    ['Adam West, Ada Lovelace', [...ROWS.with(3, 'Ada Lovelace'), 'Adam West']],
  ] as const) {
    it(`takes “${words}” for the row that it corrects, else for another one`, async () => {
      const desk = await atList();
      await desk.type(words);
      assert.deepEqual(rowsOf(desk), wanted);
    });
  }

  for (const [words, license] of [
    ['make it all E3', 'E3'],
    ['E3', 'E3'],
    ['hepsini E3 yap', 'E3'],
    ['全員 E3 にしてください', 'E3'],
  ] as const) {
    it(`takes “${words}” for the license of all of them`, async () => {
      const desk = await atList();
      await desk.type(words);
      assert.deepEqual(rowsOf(desk), ROWS);
      assert.equal(desk.latest().facts['Assign'], license);
    });
  }

  for (const [words, reason] of [
    ['because new team', 'new team'],
    ['çünkü yeni ekip', 'yeni ekip'],
    ['理由: 新しいチーム', '新しいチーム'],
  ] as const) {
    it(`takes “${words}” for the reason`, async () => {
      const desk = await atList();
      await desk.type(words);
      assert.deepEqual(rowsOf(desk), ROWS);
      await desk.type('next');
      await desk.type('E5');
      assert.equal(desk.latest().facts['Reason'], reason);
    });
  }
});

describe('“next”, typed', () => {
  for (const [language, next] of [
    ['en', 'Next'],
    ['tr', 'ileri'],
    ['ja', '次へ'],
  ] as const) {
    it(`does what the button does at every step: “${next}”`, async () => {
      const desk = aDraftDesk(language);
      const { text } = desk;
      await desk.begin();
      await desk.type(next);
      assert(says(desk.latest(), text('draft.customer.missing')));
      await desk.type('Contoso');
      await desk.type(next);
      assert(says(desk.latest(), text('draft.user.missing')));
      await desk.press('draft.next', { in_users: ROWS.join('\n') });
      await desk.type(next);
      assert(says(desk.latest(), text('draft.list.license', { count: 1 })));
      await desk.type(next);
      assert(says(desk.latest(), text('draft.license.missing')));
      await desk.type('E5');
      await desk.type(next);
      assert(says(desk.latest(), text('draft.review.question')));
      for (const step of ['customer', 'user', 'license', 'plans', 'reason']) {
        await desk.press('draft.go', { to: step });
        assert(!says(desk.latest(), text('draft.review.question')), step);
        await desk.type(next);
        assert(says(desk.latest(), text('draft.review.question')), step);
      }
    });
  }

  for (const words of [
    'bob is ada@contoso.com',
    'bob@contoso.com is ada@contoso.com',
    'bob aslında ada@contoso.com',
    'ada@contoso.com',
    'Ada Lovelace',
  ]) {
    it(`leaves a row its license at “${words}”`, async () => {
      const desk = aDraftDesk();
      await desk.begin(
        'E5 for deniz.arslan@contoso.com and E3 for bob@contoso.com at Contoso because they start',
      );
      await desk.type(words);
      for (const line of ['Microsoft 365 E5 for Deniz Arslan', 'Microsoft 365 E3 for Ada Lovelace'])
        assert(says(desk.latest(), line), desk.latest().lines.join(' | '));
    });
  }

  it('corrects the row that it names, and leaves the others as they are', async () => {
    const desk = aDraftDesk();
    await desk.begin('E5 for bob@contoso.com and E3 for cy@contoso.com at Contoso because they start');
    await desk.type('cy is ada@contoso.com');
    assert.deepEqual(rowsOf(desk), ['bob@contoso.com E5', 'ada@contoso.com E3']);
  });
});
