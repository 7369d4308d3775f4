import assert from 'node:assert/strict';
import { completeDraft, type Draft, newDraft } from '../../src/dialogs/draft.ts';
import { prefillOf } from '../../src/dialogs/prefill.ts';
import { NO_WISH } from '../../src/dialogs/wish.ts';
import { RequestError } from '../../src/requests/errors.ts';
import {
  aFinding,
  aLicenseChange,
  aPerson,
  aReport,
  CONTOSO,
  E3,
  E5,
  GRACE,
  SARAH,
} from '../support/builders.ts';
import { says } from '../support/card-view.ts';
import { aDraftDesk, choicesOf, shownValue } from '../support/draft-desk.ts';
import { ADA, DENIZ, MINECRAFT, VISIO } from '../support/fake-draft-directory.ts';

const NEXT = 'draft.next';
const BACK = 'draft.back';
const GO = 'draft.go';

/** A desk whose draft stands at the review. */
async function atReview(sentence = 'E5 for ada@contoso.com at Contoso because she starts') {
  const desk = aDraftDesk();
  await desk.begin(sentence);
  assert(says(desk.latest(), 'Is this right?'), desk.latest().lines.join(' | '));
  return desk;
}

/** What can be typed to a question. */
function answerTo(question: string): string {
  if (question.startsWith('Why')) return 'she starts';
  if (question.startsWith('Which license')) return 'E5';
  if (question.startsWith('Which services')) return 'nothing';
  return question.startsWith('Who') ? 'ada@contoso.com' : 'contoso.com';
}

describe('a draft by cards', () => {
  it('asks for customer, user, license and reason, and shows everything once more', async () => {
    const desk = aDraftDesk();
    await desk.begin();
    assert(says(desk.latest(), 'Which customer is it for?'));
    assert(says(desk.latest(), '1 of 5 · Customer'));

    await desk.press(NEXT, { in_customer: CONTOSO.id });
    assert(says(desk.latest(), 'Who at Contoso needs it?'));
    assert.deepEqual(desk.latest().facts, { Customer: 'Contoso' });

    await desk.press(NEXT, { in_user: ADA.id });
    assert(says(desk.latest(), 'Which license for Ada Lovelace?'));
    assert(says(desk.latest(), 'Ada Lovelace has: Microsoft 365 E3'));

    await desk.press(NEXT, { in_assign: E5.id, in_remove: E3.id });
    assert(says(desk.latest(), 'Why is it needed?'));

    await desk.press(NEXT, { in_reason: ' joins finance ' });
    assert.deepEqual(desk.latest().facts, {
      Customer: 'Contoso',
      User: 'Ada Lovelace (ada@contoso.com)',
      Assign: 'Microsoft 365 E5',
      Remove: 'Microsoft 365 E3',
      Reason: 'joins finance',
    });

    await desk.press('draft.submit');
    const [draft, ...others] = desk.submitted;
    assert.equal(others.length, 0);
    assert.deepEqual(draft?.customer, CONTOSO);
    assert.deepEqual(draft?.user, ADA);
    assert.deepEqual(draft?.assign, [{ sku: E5, excludedPlans: [] }]);
    assert.deepEqual(draft?.remove, [E3]);
    assert.deepEqual([draft?.reason, draft?.licenseGroup], ['joins finance', 'group1']);
    assert.equal(await desk.isOpen(), false);
  });

  it('stays on one card: each step takes the place of the one before', async () => {
    const desk = aDraftDesk();
    await desk.begin();
    await desk.press(NEXT, { in_customer: CONTOSO.id });
    await desk.press(NEXT, { in_user: ADA.id });
    assert.deepEqual(
      desk.shown.map(({ cardId }) => cardId),
      [null, 'message-1', 'message-1'],
    );
  });

  for (const [step, answers, empty, complaint] of [
    ['customer', [], { in_customer: '' }, 'Choose a customer from the list.'],
    ['customer', [], {}, 'Choose a customer from the list.'],
    ['customer', [], { in_customer: 'no-such-id' }, 'Choose a customer from the list.'],
    ['customer', [], { in_customer: { $ne: '' } }, 'Choose a customer from the list.'],
    ['user', [{ in_customer: CONTOSO.id }], { in_user: 'nobody' }, 'Choose a user from the list.'],
    [
      'license',
      [{ in_customer: CONTOSO.id }, { in_user: ADA.id }],
      {},
      'Choose a license to assign or to take away.',
    ],
    [
      'license',
      [{ in_customer: CONTOSO.id }, { in_user: ADA.id }],
      { in_assign: 'no-such-sku', in_remove: 'none' },
      'Choose a license to assign or to take away.',
    ],
    [
      'license',
      [{ in_customer: CONTOSO.id }, { in_user: ADA.id }],
      { in_remove: VISIO.id },
      'Choose a license to assign or to take away.',
    ],
    [
      'reason',
      [{ in_customer: CONTOSO.id }, { in_user: ADA.id }, { in_assign: E5.id }],
      { in_reason: '  ' },
      'Write why it is needed: the policy asks for a reason here.',
    ],
    [
      'reason',
      [{ in_customer: CONTOSO.id }, { in_user: ADA.id }, { in_assign: E5.id }],
      { in_reason: '\u200b \u2060' },
      'Write why it is needed: the policy asks for a reason here.',
    ],
  ] as const) {
    it(`asks for the ${step} again after ${JSON.stringify(empty)}`, async () => {
      const desk = aDraftDesk();
      desk.directory.mustBeExplained.add(E5.id);
      await desk.begin();
      for (const answer of answers) await desk.press(NEXT, answer);
      await desk.press(NEXT, empty);
      assert(says(desk.latest(), complaint));
    });
  }

  it('offers first customers, users and licenses to choose from, with seats', async () => {
    const desk = aDraftDesk();
    await desk.begin();
    const customers = choicesOf(desk.latest(), 'in_customer');
    assert.deepEqual(customers[0], { title: 'Contoso – contoso.com', value: CONTOSO.id });
    await desk.press(NEXT, { in_customer: CONTOSO.id });
    assert.deepEqual(choicesOf(desk.latest(), 'in_user')[0], {
      title: 'Ada Lovelace – ada@contoso.com',
      value: ADA.id,
    });
    await desk.press(NEXT, { in_user: ADA.id });
    assert.deepEqual(
      choicesOf(desk.latest(), 'in_assign').map(({ title }) => title),
      [
        'Microsoft 365 E5 – 2 free',
        'Microsoft 365 E3 – 0 free',
        'Visio Plan 2',
        'Minecraft Education – 9 free',
      ],
    );
    assert.deepEqual(
      choicesOf(desk.latest(), 'in_remove').map(({ value }) => value),
      ['none', E3.id],
    );
  });

  it('tells how new users and licenses are, where they were ever read', async () => {
    const desk = aDraftDesk();
    await desk.begin();
    await desk.press(NEXT, { in_customer: CONTOSO.id });
    assert(!says(desk.latest(), 'Users as of'));
    desk.directory.asOf = '2026-11-20T10:00:00.000Z';
    const at = '{{DATE(2026-11-20T10:00:00Z, COMPACT)}} {{TIME(2026-11-20T10:00:00Z)}}';
    await desk.press(BACK);
    await desk.press(NEXT, { in_customer: CONTOSO.id });
    assert(says(desk.latest(), `Users as of ${at}.`));
    await desk.press(NEXT, { in_user: ADA.id });
    assert(says(desk.latest(), `Licenses as of ${at}.`));
  });

  it('offers nothing to take away from somebody who holds nothing', async () => {
    const desk = aDraftDesk();
    desk.directory.licenses = [];
    await desk.begin('license for ada@contoso.com at Contoso');
    assert(says(desk.latest(), 'Ada Lovelace has no license yet.'));
    assert.deepEqual(desk.latest().inputs, ['in_assign']);
  });

  it('believes no SKU that the customer does not have, and no license that the user does not hold', async () => {
    const desk = aDraftDesk();
    await desk.begin('license for ada@contoso.com at Contoso');
    await desk.press(NEXT, { in_assign: E5.id, in_remove: VISIO.id });
    await desk.press(NEXT, { in_reason: 'x' });
    await desk.press('draft.submit');
    assert.deepEqual(desk.submitted[0]?.remove, []);
  });

  it('cuts no reason behind its writer’s back: a long one is kept to be shortened', async () => {
    const desk = aDraftDesk();
    desk.directory.mustBeExplained.add(E5.id);
    await desk.begin('E5 for ada@contoso.com at Contoso');
    const tooLong = 'x'.repeat(501);
    await desk.press(NEXT, { in_reason: tooLong });
    assert(says(desk.latest(), 'That is 501 characters, and at most 500 fit.'));
    assert.equal(shownValue(desk.latest(), 'in_reason'), tooLong);
    await desk.press(BACK, { in_reason: tooLong });
    await desk.press(NEXT, { in_assign: E5.id });
    assert.equal(shownValue(desk.latest(), 'in_reason'), tooLong);
    await desk.type('y'.repeat(500));
    await desk.press('draft.submit');
    assert.equal(desk.submitted[0]?.reason, 'y'.repeat(500));
  });

  it('needs no reason: the step can be left empty, and it can be given at the review', async () => {
    const desk = aDraftDesk();
    await desk.begin('license for ada@contoso.com');
    await desk.press(NEXT, { in_assign: E5.id });
    assert(says(desk.latest(), 'Why is it needed?'));
    assert(says(desk.latest(), 'Reason for the approver (optional)'));
    await desk.press(NEXT, { in_reason: ' ' });
    assert(says(desk.latest(), 'Is this right?'));
    assert.equal(desk.latest().facts['Reason'], 'None');
    await desk.press(GO, { to: 'reason' });
    await desk.press(NEXT, { in_reason: 'she starts' });
    assert.equal(desk.latest().facts['Reason'], 'she starts');
    await desk.press(GO, { to: 'reason' });
    await desk.press(NEXT, { in_reason: '' });
    await desk.press('draft.submit');
    assert.equal(desk.submitted[0]?.reason, '');
  });

  it('asks for the reason that was left out when another license needs one', async () => {
    const desk = aDraftDesk();
    desk.directory.mustBeExplained.add(VISIO.id);
    await desk.begin('E5 for ada@contoso.com');
    assert(says(desk.latest(), 'Is this right?'));
    await desk.press(GO, { to: 'license' });
    await desk.press(NEXT, { in_assign: VISIO.id });
    assert(says(desk.latest(), 'Why is it needed?'));
    assert(says(desk.latest(), 'Reason for the approver'));
    assert(!says(desk.latest(), '(optional)'));
    assert(says(await desk.type('skip'), 'the policy asks for a reason here'));
    assert(says(await desk.type('draws plans'), 'Is this right?'));
  });

  it('asks for the reason when the policy came to want one before it was sent', async () => {
    const desk = aDraftDesk();
    await desk.begin('E5 for ada@contoso.com');
    desk.refusal = new RequestError('request-reason-required');
    await desk.press('draft.submit');
    assert(says(desk.latest(), 'Why is it needed?'));
    assert(says(desk.latest(), 'the policy asks for a reason here'));
  });

  it('asks for a shorter reason where a whole sentence gave a long one', async () => {
    const desk = aDraftDesk();
    await desk.begin(`E5 for ada@contoso.com at Contoso because ${'x'.repeat(600)}`);
    assert(says(desk.latest(), 'That is 600 characters'));
  });
});

describe('going back in a draft', () => {
  it('keeps what was entered, all the way back and forth', async () => {
    const desk = await atReview();
    await desk.press(BACK);
    assert.equal(shownValue(desk.latest(), 'in_reason'), 'she starts');
    await desk.press(BACK);
    assert.equal(shownValue(desk.latest(), 'in_assign'), E5.id);
    await desk.press(BACK);
    assert.equal(shownValue(desk.latest(), 'in_user'), ADA.id);
    await desk.press(BACK);
    assert.equal(shownValue(desk.latest(), 'in_customer'), CONTOSO.id);
    assert(!desk.latest().buttons.includes(BACK));

    await desk.press(NEXT, { in_customer: CONTOSO.id });
    assert(says(desk.latest(), 'Is this right?'), 'nothing has to be entered again');
    await desk.press('draft.submit');
    assert.equal(desk.submitted[0]?.reason, 'she starts');
  });

  it('asks anew for users and licenses of another customer', async () => {
    const desk = await atReview();
    for (let n = 0; n < 4; n++) await desk.press(BACK);
    await desk.press(NEXT, { in_customer: 'contoso-labs' });
    assert(says(desk.latest(), 'Who at Contoso Labs needs it?'));
    assert.deepEqual(desk.latest().facts, {
      Assign: 'Microsoft 365 E5',
      Customer: 'Contoso Labs',
      Reason: 'she starts',
    });
  });

  it('keeps what is to be assigned to another user, but takes nothing away that only the first one holds', async () => {
    const desk = await atReview('E5 instead of E3 for ada@contoso.com at Contoso because she starts');
    for (let n = 0; n < 3; n++) await desk.press(BACK);
    await desk.press(NEXT, { in_user: DENIZ.id });
    assert.deepEqual(
      [desk.latest().facts['Assign'], desk.latest().facts['Remove']],
      ['Microsoft 365 E5', undefined],
    );
  });

  it('jumps to whatever is known, and keeps everything else, also what is being entered', async () => {
    const desk = await atReview('E5 for ada@contoso.com at Contoso because she starts');
    await desk.press(GO, { to: 'user' });
    await desk.press(NEXT, { in_user: DENIZ.id });
    assert(says(desk.latest(), 'Is this right?'), 'one answer leads back to the review');
    await desk.press(GO, { to: 'reason' });
    await desk.press(GO, { to: 'license', in_reason: 'he starts' });
    await desk.press(GO, { to: 'customer', in_assign: VISIO.id });
    assert.deepEqual(desk.latest().facts, {
      User: 'Deniz Arslan (deniz.arslan@contoso.com)',
      Assign: 'Visio Plan 2',
      Reason: 'he starts',
    });
    await desk.press(GO, { to: 'review' });
    assert(says(desk.latest(), 'Choose a customer'), 'forward only with an answer');
    await desk.press(NEXT, { in_customer: CONTOSO.id });
    assert(says(desk.latest(), 'Is this right?'));
  });

  for (const [words, question] of [
    ['back', 'Why is it needed?'],
    ['Go back, please.', 'Why is it needed?'],
    ['戻る', 'Why is it needed?'],
    ['geri dön', 'Why is it needed?'],
    ['change the license', 'Which license for Ada Lovelace?'],
    ['ライセンスを変更してください', 'Which license for Ada Lovelace?'],
    ['lisansı değiştir', 'Which license for Ada Lovelace?'],
    ['change user', 'Who at Contoso needs it?'],
    ['ユーザーを変更', 'Who at Contoso needs it?'],
    ['kullanıcıyı değiştir lütfen', 'Who at Contoso needs it?'],
    ['change the services', 'Which services should be left out?'],
    ['edit the reason', 'Why is it needed?'],
    ['back to the customer', 'Which customer is it for?'],
  ] as const) {
    it(`goes where “${words}” leads, and loses nothing`, async () => {
      const desk = await atReview();
      assert(says(await desk.type(words), question), desk.latest().lines.join(' | '));
      assert(says(await desk.type(answerTo(question)), 'Is this right?'));
    });
  }

  it('jumps nowhere that is not there', async () => {
    const desk = aDraftDesk();
    await desk.begin();
    await desk.press(GO, { to: 'review', in_customer: CONTOSO.id });
    assert(says(desk.latest(), 'Who at Contoso needs it?'));
    await desk.press(GO, { to: 'nowhere' });
    assert(says(desk.latest(), 'Who at Contoso needs it?'));
  });

  it('does not go back before the first question', async () => {
    const desk = aDraftDesk();
    await desk.begin();
    await desk.press(BACK);
    assert(says(desk.latest(), 'Which customer is it for?'));
  });
});

describe('a draft in words', () => {
  it('takes everything from one sentence', async () => {
    const desk = await atReview('E5 instead of E3 for ada@contoso.com at Contoso because she joins finance');
    await desk.type('send');
    const [draft] = desk.submitted;
    assert.deepEqual(
      [draft?.customer?.name, draft?.user?.upn, draft?.reason],
      ['Contoso', 'ada@contoso.com', 'she joins finance'],
    );
    assert.deepEqual(draft?.assign[0]?.sku, E5);
    assert.deepEqual(draft?.remove, [E3]);
  });

  it('asks for what the sentence did not say', async () => {
    const desk = aDraftDesk();
    assert(
      says(await desk.begin('license for ada@contoso.com'), 'Which license for Ada Lovelace?'),
      'the domain names the customer',
    );
    assert(says(await desk.type('E5'), 'Why is it needed?'));
    assert(says(await desk.type('she starts'), 'Is this right?'));
  });

  for (const words of [
    ...[
      'skip',
      'No reason.',
      'none, please',
      'スキップ',
      '特になし',
      '理由なし',
      'atla',
      'Gerekçe yok',
      'yok',
    ],
  ]) {
    it(`gives no reason with “${words}”`, async () => {
      const desk = aDraftDesk();
      await desk.begin('license for ada@contoso.com');
      await desk.type('E5');
      assert(says(await desk.type(words), 'Is this right?'));
      await desk.type('send');
      assert.equal(desk.submitted[0]?.reason, '');
    });
  }

  for (const [words, reason] of [
    ['because she starts on Monday', 'she starts on Monday'],
    ['reason: new laptop', 'new laptop'],
    ['理由: 異動のため', '異動のため'],
    ['çünkü pazartesi başlıyor', 'pazartesi başlıyor'],
  ] as const) {
    it(`takes a reason at the review from “${words}”, and sends nothing by it`, async () => {
      const desk = aDraftDesk();
      await desk.begin('E5 for ada@contoso.com');
      assert(says(await desk.type(words), 'Is this right?'));
      assert.equal(desk.latest().facts['Reason'], reason);
      assert.equal(desk.submitted.length, 0);
    });
  }

  it('takes the license from the words for it, when the sentence named none', async () => {
    const desk = aDraftDesk();
    assert(says(await desk.begin('I need a license for ada@contoso.com'), 'Which license for Ada Lovelace?'));
    assert(says(await desk.type('E5 instead of E3'), 'Why is it needed?'));
    assert.equal(desk.latest().facts['Remove'], 'Microsoft 365 E3');
  });

  it('keeps what everyday words said for the steps that come later', async () => {
    const desk = aDraftDesk();
    assert(says(await desk.begin('can I get an E5 because I join finance?'), 'Which customer is it for?'));
    assert(says(await desk.type('contoso.com'), 'Who at Contoso needs it?'));
    assert(says(await desk.type('ada@contoso.com'), 'Is this right?'));
    assert.deepEqual(
      [desk.latest().facts['Assign'], desk.latest().facts['Reason']],
      ['Microsoft 365 E5', 'I join finance'],
    );
  });

  it('can be typed step by step', async () => {
    const desk = aDraftDesk();
    await desk.begin();
    await desk.type('contoso.com');
    await desk.type('ada@contoso.com');
    await desk.type('e5');
    await desk.type('she starts');
    await desk.type('Yes');
    assert.equal(desk.submitted.length, 1);
  });

  it('asks which one when a name fits several', async () => {
    const desk = aDraftDesk();
    await desk.begin();
    assert(says(await desk.type('o'), '“o” fits 2 customers. Which one do you mean?'));
    assert.equal(choicesOf(desk.latest(), 'in_customer').length, 2);
    await desk.press(NEXT, { in_customer: CONTOSO.id });
    assert(says(await desk.type('ada'), '“ada” fits 2 people at Contoso.'));
    await desk.press(NEXT, { in_user: ADA.id });
    const several = await desk.type('Microsoft 365');
    const question = '“Microsoft 365” fits 2 licenses. Which one do you mean?';
    assert(several.lines.includes(question), 'the choices below it say which');
    assert.equal(choicesOf(desk.latest(), 'in_assign').length, 2);
  });

  it('takes an address that does not exist for nobody else, and asks after who is near it', async () => {
    const desk = aDraftDesk();
    await desk.begin('E5 for ada@contoso at Contoso');
    assert(says(desk.latest(), 'Nobody at Contoso has the address “ada@contoso”.'));
    assert(says(desk.latest(), 'Did you mean Ada Lovelace (ada@contoso.com)?'));
    assert.equal(desk.latest().facts['Assign'], 'E5');
    assert.deepEqual(
      choicesOf(desk.latest(), 'in_user').map(({ value }) => value),
      [ADA.id],
    );
    await desk.type('yes');
    assert.deepEqual(
      [desk.latest().facts['User'], desk.latest().facts['Assign']],
      ['Ada Lovelace (ada@contoso.com)', 'Microsoft 365 E5'],
    );
    await desk.begin('E5 for zoe@contoso.com at Contoso');
    assert(says(desk.latest(), 'Nobody at Contoso has the address “zoe@contoso.com”.'));
    assert(!says(desk.latest(), 'Did you mean'));
  });

  for (const words of ['E5 for Lovelace', 'lovelace için E5', 'Lovelace に E5 をお願いします']) {
    it(`takes up the license, too, from “${words}” where the user is asked for`, async () => {
      const desk = aDraftDesk();
      await desk.begin();
      await desk.type('contoso.com');
      await desk.type(words);
      assert.deepEqual(
        [desk.latest().facts['User'], desk.latest().facts['Assign']],
        ['Ada Lovelace (ada@contoso.com)', 'Microsoft 365 E5'],
      );
    });
  }

  it('keeps the license to assign where the one to take away does not fit', async () => {
    const desk = aDraftDesk();
    await desk.begin('E5 instead of Visio for ada@contoso.com at Contoso');
    assert(says(desk.latest(), 'Ada Lovelace does not have Visio'));
    assert.equal(shownValue(desk.latest(), 'in_assign'), E5.id);
  });

  it('shows what a sentence asked for as long as it is not known for whom', async () => {
    const desk = aDraftDesk();
    await desk.begin('E5 without Teams instead of E3 for Zeynep at Contoso');
    assert.deepEqual(
      [desk.latest().facts['Assign'], desk.latest().facts['Remove']],
      ['E5, without Teams', 'E3'],
    );
  });

  it('shows the license while services are left out of it, and no reason that nobody was asked for', async () => {
    const desk = aDraftDesk();
    await desk.begin('E5 for ada@contoso.com at Contoso');
    assert.equal(desk.latest().facts['Reason'], 'None');
    await desk.type('change the services');
    assert.deepEqual(desk.latest().facts, {
      Customer: 'Contoso',
      User: 'Ada Lovelace (ada@contoso.com)',
      Assign: 'Microsoft 365 E5',
    });
  });

  for (const [words, reason] of [
    ['because they build floor plans', 'they build floor plans'],
    ['Because of the audit', 'the audit'],
    ['Reason: a new project', 'a new project'],
    ['理由: 監査のため', '監査のため'],
    ['çünkü denetim var', 'denetim var'],
    ['Since Monday she works in finance', 'Since Monday she works in finance'],
    ['Reason codes are drawn with it', 'Reason codes are drawn with it'],
    ['理由書の作成', '理由書の作成'],
    ['send', ''],
    ['送信', ''],
    ['gönder', ''],
  ] as const) {
    it(`takes “${words}” for the reason “${reason}”`, async () => {
      const desk = aDraftDesk();
      await desk.begin('license for ada@contoso.com');
      await desk.type('E5');
      assert(says(await desk.type(words), 'Is this right?'));
      await desk.type('send');
      assert.equal(desk.submitted[0]?.reason, reason);
    });
  }

  it('keeps the reason that stands there when the word send is said to its question', async () => {
    const desk = await atReview();
    await desk.type('back');
    await desk.type('send');
    assert.equal(desk.latest().facts['Reason'], 'she starts');
  });

  it('prefers the customer whose whole name was said', async () => {
    const desk = aDraftDesk();
    await desk.begin();
    assert(says(await desk.type('CONTOSO'), 'Who at Contoso needs it?'));
  });

  for (const [sentence, complaint] of [
    ['E5 for ada@contoso.com at Initech', 'I found no customer called “Initech”.'],
    ['E5 for Zeynep at Contoso', 'I found nobody called “Zeynep” at Contoso.'],
    [
      'E9 for ada@contoso.com at Contoso',
      'Contoso has no license called “E9”. These are available: Microsoft 365 E5,',
    ],
    ['remove Visio from ada@contoso.com at Contoso', 'Ada Lovelace does not have Visio'],
    ['E3 instead of E3 for ada@contoso.com at Contoso', 'The same license is on both sides of the change.'],
    ['E5 + Minecraft for ada@contoso.com at Contoso', 'Those two licenses cannot be changed in one request.'],
  ] as const) {
    it(`says what did not fit in “${sentence}”, and asks`, async () => {
      const desk = aDraftDesk();
      assert(says(await desk.begin(sentence), complaint), desk.latest().lines.join(' | '));
    });
  }

  it('goes on with the rest of the sentence after the part that did not fit', async () => {
    const desk = aDraftDesk();
    await desk.begin('E5 for ada@contoso.com at Initech because she starts');
    await desk.type('Contoso');
    assert(says(desk.latest(), 'Is this right?'));
    assert.equal(desk.latest().facts['Assign'], 'Microsoft 365 E5');
  });

  it('looks the speaker up by name when it is for them', async () => {
    const desk = aDraftDesk();
    const ada = { ...aPerson('x'), name: 'Ada Lovelace' };
    await desk.begin('E5 for me at Contoso because I start', { by: ada, conversationId: 'a:ada' });
    assert.equal(desk.latest().facts['User'], 'Ada Lovelace (ada@contoso.com)');
  });

  it('does not ask for the customer where there is only one', async () => {
    const desk = aDraftDesk();
    desk.directory.allowed = [CONTOSO.id];
    assert(says(await desk.begin(), 'Who at Contoso needs it?'));
  });

  it('uses the license group of what is taken away too', async () => {
    const desk = aDraftDesk();
    desk.directory.licenses = [MINECRAFT];
    await desk.begin('remove Minecraft from ada@contoso.com at Contoso because it is unused');
    await desk.type('send');
    assert.equal(desk.submitted[0]?.licenseGroup, 'group2');
  });
});

describe('a draft that asks again', () => {
  const change = aLicenseChange({
    customer: CONTOSO,
    user: ADA,
    assign: [{ sku: E5, excludedPlans: [] }],
    remove: [],
  });
  const prefill = prefillOf([{ change, reason: 'she starts' }], 'K7M2QX');
  assert(prefill);

  it('stands at its review, and knows what it follows', async () => {
    const desk = aDraftDesk();
    assert(says(await desk.beginAgain(prefill), 'Is this right?'));
    await desk.press('draft.submit');
    assert.deepEqual([desk.submitted[0]?.follows, desk.submitted[0]?.reason], ['K7M2QX', 'she starts']);
  });

  it('asks for another license where the policy refuses the one from before', async () => {
    const desk = aDraftDesk();
    desk.directory.refused.set(E5.id, { code: 'sku-blocked', details: { sku: 'Microsoft 365 E5' } });
    const card = await desk.beginAgain(prefill);
    assert(says(card, 'the policy blocks it'));
    assert(says(await desk.type('Visio'), 'Is this right?'));
  });

  it('asks for another customer where that one is not theirs any more', async () => {
    const desk = aDraftDesk();
    desk.directory.allowed = ['contoso-labs'];
    const card = await desk.beginAgain(prefill);
    assert(says(card, 'You cannot ask for licenses of this customer.'), card.lines.join(' | '));
    assert(says(card, 'Which customer is it for?'));
  });
});

describe('sending a draft', () => {
  for (const words of ['yes', 'Y', 'send', ' OK ', 'submit', 'go']) {
    it(`is done by “${words}”`, async () => {
      const desk = await atReview();
      await desk.type(words);
      assert.equal(desk.submitted.length, 1);
    });
  }

  it('is not done by anything else', async () => {
    const desk = await atReview();
    assert(says(await desk.type('maybe'), 'to send it for approval'));
    await desk.press(NEXT);
    await desk.press('draft.explode');
    assert.equal(desk.submitted.length, 0);
    assert.equal(await desk.isOpen(), true);
  });

  it('is nothing that anybody is told to say while something is in the way', async () => {
    const desk = aDraftDesk();
    desk.report = aReport({ findings: [aFinding({ kind: 'nothing-to-change', severity: 'stop' })] });
    await desk.begin('E5 for ada@contoso.com at Contoso because she starts');
    await desk.type('make it cheaper');
    assert(says(desk.latest(), 'I did not understand that.'));
    assert(!says(desk.latest(), 'to send it for approval'));
  });

  it('is not done by a second press of the step before', async () => {
    const desk = aDraftDesk();
    await desk.begin('E5 for ada@contoso.com at Contoso');
    await desk.press(NEXT, { step: 'reason', in_reason: 'she starts' });
    await desk.press(NEXT, { step: 'reason', in_reason: 'she starts' });
    assert(says(desk.latest(), 'Is this right?'));
    assert.equal(desk.submitted.length, 0);
  });

  it('shows why it was refused, and keeps the draft', async () => {
    const desk = await atReview();
    desk.refusal = new RequestError('already-open', { id: 'FIRST1' });
    await desk.press('draft.submit');
    assert(says(desk.latest(), 'The same change is already asked for in request FIRST1.'));
    desk.refusal = undefined;
    await desk.press('draft.submit');
    assert.equal(desk.submitted.length, 1);
  });

  it('does not hide a fault of ours behind a sentence', async () => {
    const desk = await atReview();
    desk.refusal = new Error('disk full');
    await assert.rejects(desk.press('draft.submit'), /disk full/);
    assert.equal(await desk.isOpen(), true);
  });

  it('shows what was found out before asking', async () => {
    const desk = aDraftDesk();
    desk.report = aReport({ findings: [aFinding()] });
    assert(says(await desk.begin('E5 for ada@contoso.com at Contoso because she starts'), 'no-seats'));
  });
});

describe('a directory that cannot answer', () => {
  for (const [failure, sentence] of [
    [new RequestError('directory-down'), 'I cannot read from Partner Center right now.'],
    [new RequestError('directory-not-connected'), 'An operator must say **connect directory** first.'],
  ] as const) {
    it(`is said on the card (${failure.code}), and the draft goes on when it answers again`, async () => {
      const desk = aDraftDesk();
      desk.directory.failure = failure;
      assert(says(await desk.begin(), sentence));
      assert(says(await desk.type('Contoso'), sentence));
      desk.directory.failure = undefined;
      assert(says(await desk.type('Contoso'), 'Who at Contoso needs it?'));
    });

    it(`lets the step be tried again (${failure.code}), and no other be gone on to`, async () => {
      const desk = aDraftDesk();
      desk.directory.failure = failure;
      const down = await desk.begin('license for ada@contoso.com at Contoso');
      assert(says(down, desk.text('draft.notShown')) && JSON.stringify(down.card).includes('"Try again"'));
      assert(!down.buttons.includes('draft.next'), down.buttons.join());
      desk.directory.failure = undefined;
      await desk.press('draft.check');
      assert(desk.latest().buttons.includes('draft.next'));
      assert(!says(desk.latest(), sentence) && !says(desk.latest(), desk.text('draft.notShown')));
    });
  }

  it('names the customer that refused, and why', async () => {
    const desk = aDraftDesk();
    await desk.begin('license for ada@contoso.com at Contoso');
    desk.directory.failure = new RequestError('customer-refused', { meaning: 'conditional-access' });
    assert(
      says(
        await desk.type('E5'),
        'Partner Center does not let License Desk read Contoso. A Conditional Access policy',
      ),
    );
    desk.directory.failure = new RequestError('customer-refused', { meaning: 'program-inactive' });
    assert(says(await desk.type('E5'), 'Our partner program is not active'));
  });
});

describe('the dates of a draft', () => {
  it('are written in its language, and in English as the client of its reader writes them', async () => {
    const langOf = async (language: string) => {
      const desk = aDraftDesk(language);
      await desk.begin();
      return desk.latest().card['lang'];
    };
    assert.deepEqual([await langOf('tr'), await langOf('ja'), await langOf('en')], ['tr', 'ja', undefined]);
  });
});

describe('whose draft it is', () => {
  const channel = { conversationId: '19:c;messageid=1', isPersonal: false };

  it('answers nobody but the person who began it', async () => {
    const desk = aDraftDesk();
    await desk.begin(null, channel);
    const seen = desk.shown.length;
    assert.equal(await desk.press(NEXT, { in_customer: CONTOSO.id }, { ...channel, by: GRACE }), 'not-open');
    assert.equal(desk.shown.length, seen);
    assert.equal(await desk.isOpen({ ...channel, by: GRACE }), false);
    assert.equal(await desk.press(NEXT, { in_customer: CONTOSO.id }, channel), 'answered');
    assert(says(desk.latest(), 'Who at Contoso needs it?'));
  });

  it('keeps the drafts of two people in one thread apart', async () => {
    const desk = aDraftDesk();
    await desk.begin('license for ada@contoso.com at Contoso', { ...channel, by: SARAH });
    await desk.begin('license for deniz.arslan@contoso.com at Contoso', { ...channel, by: GRACE });
    assert(says(await desk.type('E5', { ...channel, by: SARAH }), 'Ada Lovelace'));
    assert(says(await desk.type('E5', { ...channel, by: GRACE }), 'Deniz Arslan'));
  });

  it('keeps the drafts of one person in two conversations apart', async () => {
    const desk = aDraftDesk();
    await desk.begin('license for ada@contoso.com at Contoso');
    assert.equal(await desk.isOpen(channel), false);
    await desk.begin(null, channel);
    assert(says(await desk.type('E5'), 'Why is it needed?'));
  });

  it('is not taken over with the id of somebody else’s draft', async () => {
    const desk = aDraftDesk();
    await desk.begin('license for ada@contoso.com at Contoso', channel);
    await desk.begin(null, { ...channel, by: GRACE });
    assert.equal(
      await desk.press(NEXT, { draftId: 'draft-1', in_assign: E5.id }, { ...channel, by: GRACE }),
      'not-open',
    );
  });

  it('answers an older card of a personal chat with the draft that is open', async () => {
    const desk = aDraftDesk();
    await desk.begin();
    await desk.begin('license for ada@contoso.com at Contoso');
    assert.equal(await desk.press(NEXT, { draftId: 'draft-1', in_customer: 'contoso-labs' }), 'answered');
    assert(says(desk.latest(), 'Which license for Ada Lovelace?'));
  });

  it('is over when it was discarded, by button or in words', async () => {
    const desk = aDraftDesk();
    await desk.begin();
    await desk.press('draft.discard');
    assert(says(desk.latest(), 'The draft is discarded.'));
    assert.equal(await desk.isOpen(), false);
    assert(!(await desk.discard()));
    await desk.begin();
    assert(await desk.discard());
    assert.equal(await desk.isOpen(), false);
    assert.equal(await desk.press(NEXT, { in_customer: CONTOSO.id }), 'not-open');
  });
});

describe('a draft that an older release has kept', () => {
  it('is completed with what is known today', () => {
    const { isForSelf: _self, follows: _follows, unfinishedReason: _reason, ...older } = newDraft('d', null);
    const { without: _without, ...wish } = NO_WISH;
    const kept: Draft = JSON.parse(JSON.stringify({ ...older, wish, reason: 'she starts' }));
    assert.deepEqual(completeDraft(kept), { ...newDraft('d', NO_WISH), reason: 'she starts' });
  });
});
