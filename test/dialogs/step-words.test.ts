import assert from 'node:assert/strict';
import { says } from '../support/card-view.ts';
import { aDraftDesk } from '../support/draft-desk.ts';

describe('“send” before a draft is complete', () => {
  for (const [language, send, missing] of [
    ['en', 'send', ['Customer, User, and License', 'User and License', 'License']],
    ['tr', 'gönder', ['Müşteri, Kullanıcı ve Lisans', 'Kullanıcı ve Lisans', 'Lisans']],
    ['ja', '送信', ['顧客、ユーザー、ライセンス', 'ユーザー、ライセンス', 'ライセンス']],
  ] as const) {
    it(`is answered by what is missing, in one line: “${send}”`, async () => {
      const desk = aDraftDesk(language);
      await desk.begin();
      for (const answer of ['Contoso', 'ada@contoso.com']) {
        await desk.type(send);
        await desk.type(answer);
      }
      const cards = desk.shown.length;
      await desk.type(send);
      assert.equal(desk.shown.length, cards);
      assert.deepEqual(
        desk.said,
        missing.map((steps) => desk.text('draft.notYet', { missing: steps })),
      );
    });
  }

  it('goes on from a step that was answered before', async () => {
    const desk = aDraftDesk();
    await desk.begin('E5 for ada@contoso.com at Contoso because she starts');
    await desk.press('draft.go', { to: 'user' });
    await desk.type('done');
    assert(says(desk.latest(), 'Is this right?'));
    assert.deepEqual(desk.said, []);
  });

  it('counts what a sentence has said already as there', async () => {
    const desk = aDraftDesk();
    await desk.begin('E5 for Zoe');
    await desk.type('submit');
    assert.deepEqual(desk.said, [desk.text('draft.notYet', { missing: 'Customer' })]);
  });
});

describe('a license that is said beside another question', () => {
  for (const words of ['Visio da', 'also Visio', 'Visio も追加してください']) {
    it(`comes beside what was said before: “${words}”`, async () => {
      const desk = aDraftDesk();
      await desk.begin('E5 instead of E3 for Ada Lovelace');
      await desk.type(words);
      await desk.type('Contoso');
      await desk.type('because she starts');
      await desk.press('draft.submit');
      const [draft] = desk.submitted;
      assert.deepEqual(
        draft?.assign.map(({ sku }) => sku.name),
        ['Microsoft 365 E5', 'Visio Plan 2'],
      );
      assert.deepEqual(
        draft?.remove.map(({ name }) => name),
        ['Microsoft 365 E3'],
      );
    });
  }
});
