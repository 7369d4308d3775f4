import assert from 'node:assert/strict';
import { correctionAt, saysCorrection } from '../../src/dialogs/correction.ts';
import { NO_WISH, type Wish } from '../../src/dialogs/wish.ts';
import { RequestError } from '../../src/requests/errors.ts';
import { aFinding, aReport, aSkuReference, aUserReference, CONTOSO, E3, E5 } from '../support/builders.ts';
import { says } from '../support/card-view.ts';
import { aDraftDesk, shownValue } from '../support/draft-desk.ts';
import { DENIZ, MINECRAFT, VISIO } from '../support/fake-draft-directory.ts';

const ADA = ['ada@contoso.com'];
const TO_E3 = { assign: ['E3'] };
const FOR_ADA = { users: ADA };
const ADDS_VISIO = { assign: ['Visio'], isAdding: true };

/** What corrects a draft at any step, because it says so. */
const MARKED: readonly (readonly [string, Partial<Wish> & { readonly isAdding?: boolean }])[] = [
  ['make it E3 instead', TO_E3],
  ['E3 instead', TO_E3],
  ['Actually E3.', TO_E3],
  ['actually, make it E3 please', TO_E3],
  ['No, E3', TO_E3],
  ['change it to E3', TO_E3],
  ['sorry, I meant E3', TO_E3],
  ['actually for Ada', { users: ['Ada'] }],
  ['for ada@contoso.com instead', FOR_ADA],
  ['ada@contoso.com instead', FOR_ADA],
  ['make it for me', { users: ['me'] }],
  ['actually E3 for ada@contoso.com because she left', { ...TO_E3, ...FOR_ADA, reason: 'she left' }],
  ['actually without Teams', { without: ['Teams'] }],
  ['at Fabrikam instead', { customer: 'Fabrikam' }],
  ['also Visio', ADDS_VISIO],
  ['add Visio', ADDS_VISIO],
  ['and Visio too', ADDS_VISIO],
  ['やっぱり E3 で', TO_E3],
  ['E3 にしてください', TO_E3],
  ['E3 に変更をお願いします', TO_E3],
  ['いや、E3 です', TO_E3],
  ['やっぱり ada@contoso.com に', FOR_ADA],
  ['佐藤さんに変更してください', { users: ['佐藤'] }],
  ['私に変更', { users: ['私'] }],
  ['やはり Teams なしで', { without: ['Teams'] }],
  ['Visio も追加してください', ADDS_VISIO],
  ['aslında E3', TO_E3],
  ['hayır, E3 olsun', TO_E3],
  ['bunun yerine E3', TO_E3],
  ["E3'e çevir", TO_E3],
  ['E3 ile değiştirin', TO_E3],
  ['aslında ada@contoso.com için', FOR_ADA],
  ["pardon, Ada'ya", { users: ['Ada'] }],
  ['aslında Teams olmadan', { without: ['Teams'] }],
  ['Visio da ekle', ADDS_VISIO],
  ['ayrıca Visio', ADDS_VISIO],
];

/** What corrects a draft at its review only, where nothing else could be meant. */
const PLAIN: readonly (readonly [string, Partial<Wish>])[] = [
  ['E3', TO_E3],
  ['E3 instead of E5', { ...TO_E3, remove: ['E5'] }],
  ['E3 rather than E5', { ...TO_E3, remove: ['E5'] }],
  ['remove Visio', { remove: ['Visio'] }],
  ['for ada', { users: ['ada'] }],
  ['for ada@contoso.com', FOR_ADA],
  ['at Fabrikam', { customer: 'Fabrikam' }],
  ['without Teams', { without: ['Teams'] }],
  ['because she starts', { reason: 'she starts' }],
  ['E5 じゃなくて E3 で', { ...TO_E3, remove: ['E5'] }],
  ['佐藤さん用に', { users: ['佐藤'] }],
  ['Teams なしで', { without: ['Teams'] }],
  ['理由: 異動のため', { reason: '異動のため' }],
  ['E5 yerine E3', { ...TO_E3, remove: ['E5'] }],
  ['Ada için olsun', { users: ['Ada'] }],
  ['Teams olmadan', { without: ['Teams'] }],
  ['çünkü pazartesi başlıyor', { reason: 'pazartesi başlıyor' }],
];

/** A desk whose draft stands at the review. */
async function atReview(sentence = 'E5 for ada@contoso.com at Contoso because she starts') {
  const desk = aDraftDesk();
  await desk.begin(sentence);
  assert(says(desk.latest(), 'Is this right?'), desk.latest().lines.join(' | '));
  return desk;
}

const KEPT = { Customer: 'Contoso', Reason: 'she starts' };
const ADA_SHOWN = 'Ada Lovelace (ada@contoso.com)';
const DENIZ_SHOWN = 'Deniz Arslan (deniz.arslan@contoso.com)';

describe('what corrects a draft', () => {
  for (const [words, { isAdding = false, ...said }] of MARKED) {
    it(`is said at any step by ${words}`, () => {
      const correction = { said: { ...NO_WISH, ...said }, isAdding };
      for (const step of ['license', 'reason', 'review'] as const)
        assert.deepEqual(correctionAt(step, words), correction, step);
      assert(saysCorrection(words));
    });
  }

  for (const [words, said] of PLAIN) {
    it(`is said at the review by ${words}`, () => {
      assert.deepEqual(correctionAt('review', words), { said: { ...NO_WISH, ...said }, isAdding: false });
      assert.equal(correctionAt('reason', words), undefined);
      assert(!saysCorrection(words));
    });
  }

  for (const words of [
    ...[
      'maybe',
      'make it cheaper',
      'no',
      'instead',
      'actually',
      'no reason',
      'E5 for bob@contoso.com please',
    ],
    ...['E5 for bob@contoso.com too', 'also E5 for bob@contoso.com', 'ada@contoso.com に E3 でお願いします'],
    ...['ada@contoso.com için E3 olsun', 'lütfen ada@contoso.com için E3', 'はい', 'evet'],
  ]) {
    it(`is not ${words}`, () => {
      assert.equal(saysCorrection(words), false);
      assert.equal(correctionAt('reason', words), undefined);
    });
  }

  for (const [step, words, said] of [
    ['review', 'no, Ada Lovelace', { users: ['Ada Lovelace'] }],
    ['license', 'actually Ada', { users: ['Ada'] }],
    ['user', 'Ada Lovelace に変更', { users: ['Ada Lovelace'] }],
    ['customer', 'no, Contoso Labs', { customer: 'Contoso Labs' }],
    ['customer', 'aslında Contoso', { customer: 'Contoso' }],
    ['customer', 'actually for Ada', { users: ['Ada'] }],
    ['plans', 'actually E3', TO_E3],
  ] as const) {
    it(`takes a bare name for what the question is about: ${words} (${step})`, () => {
      assert.deepEqual(correctionAt(step, words)?.said, { ...NO_WISH, ...said });
    });
  }

  for (const [step, words] of [
    ['reason', 'actually Project Phoenix'],
    ['reason', 'やはり監査対応'],
    ['plans', 'actually Microsoft Teams'],
    ['review', `actually ${'も'.repeat(50_000)}x`],
  ] as const) {
    it(`takes none where another answer is asked for: ${words.slice(0, 40)} (${step})`, () =>
      assert.equal(correctionAt(step, words), undefined));
  }

  for (const words of [
    ...['sorry, for the new project', 'she needs it instead of the old tool', 'actually it was promised'],
    ...['新しい案件に変更があったので', 'aslında söz verilmişti', 'yeni proje için'],
  ]) {
    it(`is no reason such as ${words}`, () => assert.equal(correctionAt('reason', words), undefined));
  }
});

describe('correcting a draft in words', () => {
  for (const words of [
    ...[
      'make it E3 instead',
      'E3',
      'E3 instead of E5',
      'やっぱり E3 で',
      'E5 じゃなくて E3 で',
      'aslında E3',
    ],
    ...['E3 olsun', 'E5 yerine E3'],
  ]) {
    it(`changes the license and keeps everything else: ${words}`, async () => {
      const desk = await atReview();
      assert(says(await desk.type(words), 'Is this right?'));
      assert.deepEqual(desk.latest().facts, { ...KEPT, User: ADA_SHOWN, Assign: 'Microsoft 365 E3' });
      assert.equal(desk.submitted.length, 0);
    });
  }

  for (const words of [
    ...['actually for Deniz', 'for deniz.arslan@contoso.com instead', 'for deniz', 'Deniz Arslan に変更して'],
    ...['やっぱり deniz.arslan@contoso.com に', "aslında Deniz'e", 'deniz.arslan@contoso.com için'],
  ]) {
    it(`changes the user and keeps everything else: ${words}`, async () => {
      const desk = await atReview();
      assert(says(await desk.type(words), 'Is this right?'), desk.latest().lines.join(' | '));
      assert.deepEqual(desk.latest().facts, { ...KEPT, User: DENIZ_SHOWN, Assign: 'Microsoft 365 E5' });
    });
  }

  for (const words of ['without Teams', 'Teams なしで', 'Teams olmadan']) {
    it(`leaves services out: ${words}`, async () => {
      const desk = await atReview();
      await desk.type(words);
      assert.equal(desk.latest().facts['Assign'], 'Microsoft 365 E5, without Microsoft Teams');
      await desk.type('without Exchange');
      await desk.type('send');
      const names = desk.submitted[0]?.assign[0]?.excludedPlans.map(({ name }) => name);
      assert.deepEqual(names, ['Microsoft Teams', 'Exchange Online (Plan 2)']);
    });
  }

  it('changes several things at once, and looks what is in the way up anew', async () => {
    const desk = await atReview();
    desk.report = aReport({ findings: [aFinding()] });
    await desk.type('actually E3 without Teams for Deniz because he leads');
    assert(says(desk.latest(), 'no-seats'));
    assert.deepEqual(desk.latest().facts, {
      Customer: 'Contoso',
      User: DENIZ_SHOWN,
      Assign: 'Microsoft 365 E3, without Microsoft Teams',
      Reason: 'he leads',
    });
  });

  it('adds a license, and takes one out of the draft again', async () => {
    const desk = await atReview();
    await desk.type('also Visio');
    for (const name of ['Microsoft 365 E5', 'Visio Plan 2']) assert(says(desk.latest(), name), name);
    await desk.type('remove Visio');
    assert.deepEqual(desk.latest().facts, { ...KEPT, User: ADA_SHOWN, Assign: 'Microsoft 365 E5' });
    assert(!says(desk.latest(), 'Visio Plan 2'));
    await desk.type('remove E3');
    await desk.type('Visio instead');
    assert.deepEqual(
      [desk.latest().facts['Assign'], desk.latest().facts['Remove']],
      ['Visio Plan 2', 'Microsoft 365 E3'],
      'what is taken away stays',
    );
  });

  it('changes the license of everybody on a list', async () => {
    const desk = aDraftDesk();
    await desk.begin('ada@contoso.com\tE5\ndeniz.arslan@contoso.com\tE3');
    await desk.type('they start');
    await desk.type('Visio instead');
    for (const name of ['Ada Lovelace', 'Deniz Arslan'])
      assert(says(desk.latest(), `Visio Plan 2 for ${name}`), desk.latest().lines.join(' | '));
  });

  it('asks anew who it is for at another customer', async () => {
    const desk = await atReview();
    assert(says(await desk.type('at Contoso Labs instead'), 'Who at Contoso Labs needs it?'));
    assert.deepEqual(desk.latest().facts, {
      Customer: 'Contoso Labs',
      Assign: 'Microsoft 365 E5',
      Reason: 'she starts',
    });
  });

  for (const [words, complaint, inputId, value] of [
    ['make it F3 instead', 'Contoso has no license called “F3”', 'in_assign', E5.id],
    ['E3 for Zeynep', 'I found nobody called “Zeynep” at Contoso', 'in_user', 'user-ada'],
    ['also Minecraft', 'Those two licenses cannot be changed in one request', 'in_assign', E5.id],
    ['remove E5', 'Choose a license to assign or to take away', 'in_assign', E5.id],
  ] as const) {
    it(`says what does not fit in ${words}, and keeps what stood there`, async () => {
      const desk = await atReview();
      assert(says(await desk.type(words), complaint), desk.latest().lines.join(' | '));
      if (inputId === 'in_assign') assert.equal(shownValue(desk.latest(), inputId), value);
      assert.equal(desk.latest().facts['Reason'] ?? 'she starts', 'she starts');
    });
  }

  it('takes up the rest of a sentence behind the part that did not fit', async () => {
    const desk = await atReview();
    await desk.type('actually E3 for Zeynep');
    await desk.type('deniz.arslan@contoso.com');
    assert.deepEqual(desk.latest().facts, { ...KEPT, User: DENIZ_SHOWN, Assign: 'Microsoft 365 E3' });
  });

  for (const [language, ...said] of [
    ['en', 'make it E3 instead', 'actually for Deniz Arslan'],
    ['tr', 'bunun yerine E3', 'aslında Deniz Arslan için'],
    ['ja', 'E3 にしてください', 'やっぱり deniz.arslan@contoso.com に'],
  ] as const) {
    it(`still asks which license is meant when something else was corrected: ${said.join(', ')}`, async () => {
      const desk = aDraftDesk(language);
      desk.directory.products = [
        ...desk.directory.products,
        { ...aSkuReference('ENTERPRISEPACK', 'Office 365 E3'), licenseGroup: 'group1', free: 1, plans: [] },
      ];
      await desk.begin('E5 for ada@contoso.com at Contoso because she starts');
      const several = desk.text('draft.license.several', { text: 'E3', count: 2 });
      for (const words of said) {
        await desk.type(words);
        assert(says(desk.latest(), several), desk.latest().lines.join(' | '));
      }
      await desk.type('Office 365 E3');
      await desk.press('draft.submit');
      assert.deepEqual(
        desk.submitted.map(({ user, assign }) => [user?.name, assign.map(({ sku }) => sku.name)]),
        [['Deniz Arslan', ['Office 365 E3']]],
      );
    });
  }

  it('still asks who is meant when something else was corrected', async () => {
    const desk = await atReview();
    desk.directory.people = [
      ...desk.directory.people,
      aUserReference('Deniz Kaya', 'deniz.kaya@contoso.com'),
    ];
    assert(says(await desk.type('actually for Deniz'), '2 people'), desk.latest().lines.join(' | '));
    assert(says(await desk.type('make it E3 instead'), '2 people'), desk.latest().lines.join(' | '));
    await desk.type('deniz.arslan@contoso.com');
    assert.deepEqual(desk.latest().facts, { ...KEPT, User: DENIZ_SHOWN, Assign: E3.name });
  });

  it('leaves nobody of a list but whom it names, at another customer too', async () => {
    const desk = aDraftDesk();
    await desk.begin('E5 for ada@contoso.com and E3 for deniz.arslan@contoso.com because they start');
    await desk.type('actually for Adam West');
    await desk.type('E5');
    assert(says(await desk.type('no, at Contoso Labs'), 'Who at Contoso Labs needs it?'));
    await desk.type('no, at Contoso');
    assert(says(desk.latest(), 'Who at Contoso needs it?'), desk.latest().lines.join(' | '));
  });

  it('is possible before the review, and skips no question', async () => {
    const desk = aDraftDesk();
    await desk.begin();
    await desk.press('draft.next', { in_customer: CONTOSO.id });
    await desk.press('draft.next', { in_user: DENIZ.id });
    await desk.press('draft.next', { in_assign: VISIO.id });
    assert(says(await desk.type('make it E3 instead'), 'Why is it needed?'));
    assert(says(await desk.type('actually for Ada Lovelace'), 'Why is it needed?'));
    assert(says(await desk.type('she draws'), 'Is this right?'));
    assert.deepEqual(desk.latest().facts, {
      Customer: 'Contoso',
      User: ADA_SHOWN,
      Assign: 'Microsoft 365 E3',
      Reason: 'she draws',
    });
  });

  it('waits for what is to be known before', async () => {
    const desk = aDraftDesk();
    await desk.begin('E5 for me');
    assert(says(await desk.type('actually E3 for Ada Lovelace'), 'Which customer is it for?'));
    await desk.type('Contoso');
    assert.deepEqual(
      [desk.latest().facts['User'], desk.latest().facts['Assign']],
      [ADA_SHOWN, 'Microsoft 365 E3'],
    );
  });

  it('says when the directory cannot answer, and changes nothing', async () => {
    const desk = await atReview();
    desk.directory.failure = new RequestError('directory-down');
    assert(says(await desk.type('E3 instead'), 'I cannot read from Partner Center right now.'));
    desk.directory.failure = undefined;
    await desk.press('draft.check');
    assert.equal(shownValue(desk.latest(), 'in_assign'), E5.id);
  });

  it('asks for the reason that another license needs', async () => {
    const desk = await atReview('E5 for ada@contoso.com');
    desk.directory.mustBeExplained.add(E3.id);
    assert(says(await desk.type('E3 instead'), 'Why is it needed?'));
  });

  it('uses the license group of the new license', async () => {
    const desk = await atReview();
    await desk.type('Minecraft Education instead');
    await desk.type('send');
    assert.deepEqual(
      [desk.submitted[0]?.licenseGroup, desk.submitted[0]?.assign[0]?.sku],
      ['group2', { id: MINECRAFT.id, name: MINECRAFT.name, partNumber: MINECRAFT.partNumber }],
    );
  });
});
