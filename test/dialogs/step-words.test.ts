import assert from 'node:assert/strict';
import { readIntent } from '../../src/dialogs/intent.ts';
import { NO_WISH, readWish } from '../../src/dialogs/wish.ts';
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

describe('a sentence that takes back, leaves somebody out or asks', () => {
  for (const [words, user] of [
    ['I no longer need E5 for Ada', 'Ada'],
    ['Ada does not need E5 any more', 'Ada'],
    ['I don’t need E5 anymore', 'me'],
    ["artık Ada için E5'e ihtiyacım yok", 'Ada'],
    ['Ada için E5 artık gerekmiyor', 'Ada'],
    ['AdaさんのE5はもう不要です', 'Ada'],
  ] as const) {
    it(`takes the license away: “${words}”`, () => {
      assert.deepEqual(readIntent(words), {
        kind: 'request',
        wish: { ...NO_WISH, users: [user], remove: ['E5'] },
      });
    });
  }

  for (const words of [
    'E5 for Emily and not for Ada at Contoso',
    "Contoso'da Emily için E5, Ada için değil",
    'ContosoのEmilyさんにE5、Adaさんには不要',
  ]) {
    it(`leaves them out: “${words}”`, () => {
      const wish = readWish(words);
      assert.deepEqual([wish?.users, wish?.assign, wish?.customer], [['Emily'], ['E5'], 'Contoso']);
    });
  }

  for (const words of [
    'what happened to FPAXP3',
    'who approved E5 for Ada?',
    "I don't want Foo for Ada",
    'Ada için ne oldu',
    'Adaさんに何もしない',
  ]) {
    it(`asks for no license: “${words}”`, () => {
      assert.equal(readWish(words), undefined);
    });
  }
});

describe('a customer behind a comma', () => {
  for (const words of [
    'E5 for Ada Lovelace, Contoso',
    'E5 for ada@contoso.com, Contoso, because she moves',
    'Ada Lovelace için E5 lazım, Contoso',
    'E3 yerine E5 ada@contoso.com için, Contoso, çünkü güvenliğe geçiyor',
    'ada@contoso.comにE3の代わりにE5、Contoso、異動するから',
  ]) {
    it(`is neither a user nor a license: “${words}”`, async () => {
      const desk = aDraftDesk();
      const { facts } = await desk.begin(words);
      assert.equal(facts['Customer'], 'Contoso');
      assert.equal(facts['User'], 'Ada Lovelace (ada@contoso.com)');
      assert.equal(facts['Assign'], 'Microsoft 365 E5');
    });
  }

  it('leaves people whom no customer is called like', async () => {
    const desk = aDraftDesk();
    await desk.begin('E5 for Ada Lovelace, Deniz Arslan');
    await desk.type('Contoso');
    assert.equal(desk.latest().facts['User'], '2 people');
  });
});

describe('what answers another question than the one that is asked', () => {
  for (const [language, words] of [
    ['en', 'for Deniz'],
    ['tr', 'Deniz için'],
    ['ja', 'Denizさんに'],
    ['en', 'no wait, Deniz'],
    ['tr', 'hayır dur, Deniz'],
    ['ja', 'いや待って、Denizさん'],
  ] as const) {
    it(`names the user at the steps of user and license: “${words}”`, async () => {
      const desk = aDraftDesk(language);
      const field = desk.text('draft.field.user');
      await desk.begin();
      await desk.type('Contoso');
      await desk.type(words);
      assert.equal(desk.latest().facts[field], 'Deniz Arslan (deniz.arslan@contoso.com)');
      await desk.press('draft.go', { to: 'user' });
      await desk.type('ada@contoso.com');
      await desk.type(words);
      assert.equal(desk.latest().facts[field], 'Deniz Arslan (deniz.arslan@contoso.com)');
    });
  }

  for (const [words, reason] of [
    ['because of the new team, and without Teams', 'the new team'],
    ['çünkü yeni ekip, Teams olmadan', 'yeni ekip'],
    ['理由: 新しいチーム、Teams なしで', '新しいチーム'],
  ] as const) {
    it(`is a reason, and services left out: “${words}”`, async () => {
      const desk = aDraftDesk();
      await desk.begin('E5 for ada@contoso.com at Contoso');
      await desk.press('draft.go', { to: 'license' });
      await desk.type(words);
      assert.equal(desk.latest().facts['Reason'], reason);
      assert.equal(desk.latest().facts['Assign'], 'Microsoft 365 E5, without Microsoft Teams');
    });
  }

  for (const words of [
    'back to Contoso, for Deniz Arslan',
    "Contoso'ya dön, Deniz Arslan için",
    'Contosoに戻って、Deniz Arslanさんに',
  ]) {
    it(`goes back to a customer and keeps the licenses: “${words}”`, async () => {
      const desk = aDraftDesk();
      await desk.begin('E5 for ada@contoso.com at Contoso');
      await desk.press('draft.go', { to: 'license' });
      const { facts } = await desk.type(words);
      assert.equal(facts['Customer'], 'Contoso');
      assert.equal(facts['User'], 'Deniz Arslan (deniz.arslan@contoso.com)');
      assert.equal(facts['Assign'], 'Microsoft 365 E5');
    });
  }
});
