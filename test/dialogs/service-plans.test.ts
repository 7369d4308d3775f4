import assert from 'node:assert/strict';
import { CONTOSO, E3, E5 } from '../support/builders.ts';
import { says } from '../support/card-view.ts';
import { aDraftDesk, choicesOf, shownValue } from '../support/draft-desk.ts';
import { ADA, DENIZ, EXCHANGE, MINECRAFT, PHONE, TEAMS, VISIO } from '../support/fake-draft-directory.ts';

const NEXT = 'draft.next';
const BACK = 'draft.back';
const GO = 'draft.go';
const PLANS = `in_plans_${E5.id}`;
const WITHOUT_TEAMS = 'Microsoft 365 E5, without Microsoft Teams';

/** A desk whose draft stands at the choice of service plans of E5. */
async function atPlans() {
  const desk = aDraftDesk();
  await desk.begin('license for ada@contoso.com at Contoso because she starts');
  await desk.press(GO, { to: 'plans', in_assign: E5.id });
  assert(says(desk.latest(), 'Which services should be left out?'), desk.latest().lines.join(' | '));
  return desk;
}

describe('leaving service plans out', () => {
  it('offers the service plans of the chosen SKU by name, and says so until it is sent', async () => {
    const desk = await atPlans();
    assert.deepEqual(
      choicesOf(desk.latest(), PLANS).map(({ title }) => title),
      [
        'Exchange Online (Plan 2)',
        'Microsoft Defender for Endpoint',
        'Microsoft Defender for Identity',
        'Microsoft 365 Phone System',
        'Microsoft Teams',
      ],
    );
    assert(says(desk.latest(), '3 of 5 · License'));
    await desk.press(NEXT, { [PLANS]: `${TEAMS.id},${PHONE.id}` });
    assert.equal(
      desk.latest().facts['Assign'],
      'Microsoft 365 E5, without Microsoft 365 Phone System and Microsoft Teams',
    );
    await desk.press('draft.submit');
    assert.deepEqual(
      desk.submitted[0]?.assign.map(({ excludedPlans }) => excludedPlans),
      [[PHONE, TEAMS].map(({ id, name }) => ({ id, name }))],
    );
  });

  for (const sentence of [
    'E5 without Teams for ada@contoso.com at Contoso because she starts',
    'E5 without Microsoft Teams for ada@contoso.com at Contoso because she starts',
    'E5 for ada@contoso.com without TEAMS1 because she starts',
    'E5 without teams, please',
  ]) {
    it(`is read from “${sentence}”`, async () => {
      const desk = aDraftDesk();
      const isWhole = sentence.includes('because');
      await desk.begin(isWhole ? sentence : 'license for ada@contoso.com at Contoso because she starts');
      if (!isWhole) await desk.type(sentence);
      assert(says(desk.latest(), 'Is this right?'), desk.latest().lines.join(' | '));
      assert.equal(desk.latest().facts['Assign'], WITHOUT_TEAMS);
    });
  }

  for (const [words, complaint] of [
    [
      'Yammer',
      'Microsoft 365 E5 has no service called “Yammer” that can be left out. These can be: Exchange',
    ],
    [
      'Defender',
      '“Defender” fits 2 services. Which one do you mean? Microsoft Defender for Endpoint or Microsoft Defender for Identity',
    ],
    [
      'Exchange, Defender for Endpoint, Defender for Identity, Phone System, Teams',
      'nothing of Microsoft 365 E5',
    ],
  ] as const) {
    it(`asks again after “${words}”, and forgets nothing`, async () => {
      const desk = aDraftDesk();
      await desk.begin(`E5 without ${words} for ada@contoso.com at Contoso because she starts`);
      assert(says(desk.latest(), complaint), desk.latest().lines.join(' | '));
      await desk.type('without Teams');
      assert.equal(desk.latest().facts['Assign'], WITHOUT_TEAMS);
      assert(says(desk.latest(), 'Is this right?'));
    });
  }

  for (const [answer, left] of [
    ['Teams', [TEAMS.name]],
    ['without Teams and Exchange', [EXCHANGE.name, TEAMS.name]],
    ['Teams なし', [TEAMS.name]],
    ['Teams hariç', [TEAMS.name]],
    ['nothing', []],
    ['なし', []],
    ['hiçbiri', []],
  ] as const) {
    it(`takes “${answer}” for an answer`, async () => {
      const desk = await atPlans();
      await desk.type(answer);
      await desk.press('draft.submit');
      assert.deepEqual(
        desk.submitted[0]?.assign[0]?.excludedPlans.map(({ name }) => name),
        left,
      );
    });
  }

  it('survives going back and forth through every step', async () => {
    const desk = aDraftDesk();
    await desk.begin('E5 without Teams for ada@contoso.com at Contoso because she starts');
    await desk.press(BACK, { in_reason: 'she starts' });
    await desk.press(BACK, { in_reason: 'she starts' });
    assert.equal(shownValue(desk.latest(), 'in_assign'), E5.id);
    await desk.press(GO, { to: 'plans', in_assign: E5.id });
    assert.equal(shownValue(desk.latest(), PLANS), TEAMS.id);
    await desk.press(BACK, { [PLANS]: TEAMS.id });
    await desk.press(BACK, { in_assign: E5.id });
    await desk.press(BACK, { in_user: ADA.id });
    await desk.press(NEXT, { in_customer: CONTOSO.id });
    assert.equal(desk.latest().facts['Assign'], WITHOUT_TEAMS);
    await desk.press(GO, { to: 'user' });
    await desk.press(NEXT, { in_user: DENIZ.id });
    assert.equal(desk.latest().facts['Assign'], WITHOUT_TEAMS);
  });

  it('stays with the license for which it was said, on the card and in words', async () => {
    const desk = aDraftDesk();
    await desk.begin('E5 without Teams and Phone System for ada@contoso.com at Contoso because she starts');
    await desk.press(GO, { to: 'license' });
    await desk.press(NEXT, { in_assign: E3.id });
    assert.equal(desk.latest().facts['Assign'], E3.name);
    await desk.type('make it E5 without Teams');
    assert.equal(desk.latest().facts['Assign'], WITHOUT_TEAMS);
    await desk.type('E3 instead');
    assert.equal(desk.latest().facts['Assign'], E3.name);
  });

  it('stays with its license at another customer', async () => {
    const desk = aDraftDesk();
    desk.directory.products = desk.directory.products.map((sku) => ({ ...sku, plans: [TEAMS, EXCHANGE] }));
    await desk.begin('E5 without Teams for ada@contoso.com at Contoso because she starts');
    await desk.type('also Visio');
    await desk.type('at Contoso Labs instead');
    desk.directory.people = [{ ...DENIZ, upn: 'deniz@labs.example' }];
    desk.directory.usersOf = 'contoso-labs';
    await desk.type('deniz@labs.example');
    await desk.type('send');
    assert.deepEqual(
      desk.submitted[0]?.assign.map(({ sku, excludedPlans }) => [sku.name, excludedPlans.length]),
      [
        [E5.name, 1],
        [VISIO.name, 0],
      ],
    );
  });

  it('is asked about again where another customer has no such license', async () => {
    const desk = aDraftDesk();
    await desk.begin('E5 without Teams for ada@contoso.com at Contoso because she starts');
    await desk.press(GO, { to: 'customer' });
    await desk.press(NEXT, { in_customer: 'contoso-labs' });
    desk.directory.people = [{ ...DENIZ, upn: 'deniz@labs.example' }];
    desk.directory.usersOf = 'contoso-labs';
    await desk.type('deniz@labs.example');
    assert(says(desk.latest(), 'Is this right?'), desk.latest().lines.join(' | '));
    assert.equal(desk.latest().facts['Assign'], WITHOUT_TEAMS);
  });

  it('keeps what a sentence left out until the license is chosen on the card', async () => {
    const desk = aDraftDesk();
    await desk.begin('a license without Teams for ada@contoso.com at Contoso because she starts');
    assert(says(desk.latest(), 'Which license for Ada Lovelace?'));
    await desk.press(NEXT, { in_assign: E5.id });
    assert.equal(desk.latest().facts['Assign'], WITHOUT_TEAMS);
  });

  it('leaves a service plan out of every license that has it', async () => {
    const desk = aDraftDesk();
    await desk.begin('E5, E3, Visio without Teams for ada@contoso.com at Contoso because she starts');
    await desk.press('draft.submit');
    assert.deepEqual(
      desk.submitted[0]?.assign.map(({ sku, excludedPlans }) => [sku.name, excludedPlans.length]),
      [
        [E5.name, 1],
        [E3.name, 1],
        [VISIO.name, 0],
      ],
    );
  });

  it('takes a product with such words in its name for that product', async () => {
    const desk = aDraftDesk();
    const name = 'Microsoft 365 E5 without Audio Conferencing';
    desk.directory.products = [
      ...desk.directory.products.map((sku) => (sku.id === E3.id ? { ...sku, name } : sku)),
    ];
    await desk.begin(`${name} for ada@contoso.com at Contoso because she starts`);
    assert.equal(desk.latest().facts['Assign'], name);
  });

  it('says when there is nothing to leave out, or nothing to leave it out of', async () => {
    const desk = aDraftDesk();
    await desk.begin('license for ada@contoso.com at Contoso because she starts');
    await desk.press(GO, { to: 'plans' });
    assert(says(desk.latest(), 'Choose a license to assign or to take away.'));
    await desk.press(GO, { to: 'plans', in_remove: E3.id });
    assert(says(desk.latest(), 'Choose the license to assign first'));
    await desk.press(GO, { to: 'plans', in_assign: MINECRAFT.id });
    assert(says(desk.latest(), 'Nothing can be left out of Minecraft Education.'));
  });

  it('believes no service plan that the SKU does not have', async () => {
    const desk = await atPlans();
    await desk.press(NEXT, { [PLANS]: `plan-visio_client,${TEAMS.id},nonsense` });
    assert.equal(desk.latest().facts['Assign'], WITHOUT_TEAMS);
  });
});

describe('several licenses in one draft', () => {
  it('stay chosen on the card, and can be dropped one by one', async () => {
    const desk = aDraftDesk();
    await desk.begin('E5 and Visio for ada@contoso.com at Contoso because she starts');
    await desk.press(GO, { to: 'license' });
    assert.equal(shownValue(desk.latest(), 'in_more'), VISIO.id);
    await desk.press(NEXT, { in_assign: E5.id, in_more: VISIO.id });
    assert(says(desk.latest(), 'Is this right?'));
    await desk.press(GO, { to: 'license' });
    await desk.press(NEXT, { in_assign: E5.id });
    await desk.press('draft.submit');
    assert.deepEqual(
      desk.submitted[0]?.assign.map(({ sku }) => sku.name),
      [E5.name],
    );
  });
});
