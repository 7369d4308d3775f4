import assert from 'node:assert/strict';
import { renderBundleCard } from '../../src/bot/bundle-card.ts';
import { createTemplateCards } from '../../src/bot/template-cards.ts';
import { plainName, plainText, shortLabel, shortPlain } from '../../src/i18n/plain-text.ts';
import { LANGUAGES } from '../../src/i18n/translator.ts';
import { type LicenseRequest, REQUEST_STATUSES } from '../../src/requests/license-request.ts';
import { UNCHECKED } from '../../src/requests/preflight-report.ts';
import { aChangeFor, aLinkedSwap, aBundleTogether as together } from '../support/a-bundle.ts';
import {
  aDecision,
  aPlan,
  aProblem,
  aResult,
  E3,
  E5,
  GRACE,
  KENJI,
  MEHMET,
  SARAH,
} from '../support/builders.ts';
import { assertGoodCard } from '../support/card-rules.ts';
import { says, viewCard } from '../support/card-view.ts';
import { choicesOf, shownValue } from '../support/draft-desk.ts';
import { HOSTILE_TEXTS } from '../support/hostile-texts.ts';
import { createStrictTranslator } from '../support/strict-translator.ts';

const cards = createTemplateCards();
const translator = createStrictTranslator();

function draw(
  members: readonly LicenseRequest[],
  { person = GRACE, plan = aPlan(), language = 'en', note = null as string | null } = {},
) {
  const planned = members.map((request) => ({ request, plan }));
  const card = renderBundleCard(cards, {
    members: planned,
    viewer: { kind: 'person', person },
    text: translator.for(language),
    note,
  });
  return viewCard({ ...card });
}

const seats = (count: number) => ({ ...UNCHECKED, unknown: [], seats: { [E5.id.toLowerCase()]: count } });

describe('the card of a bundle', () => {
  it('names everybody, what they get together, what it costs and how many seats it takes', () => {
    const members = together([{ preflight: seats(10) }, { preflight: seats(10) }, { preflight: seats(10) }]);
    const view = draw(members, { plan: aPlan({ amount: { value: 57.2, currency: 'EUR' } }) });
    assert.deepEqual(view.facts, {
      Customer: 'Contoso',
      People: '3',
      Assign: 'Microsoft 365 E5 (SPE\\_E5)',
      Licenses: 'Microsoft 365 E5: 3 needed, 10 free',
      'Price in total': '€171.60',
      Reason: 'joins the finance team',
      'Asked by': 'Sarah Jones',
    });
    assert(says(view, 'Microsoft 365 E5 for 3 people'));
    assert(says(view, 'Waiting for approval: 3'));
  });

  it('has no line for a reason that was not given', () => {
    assert(!('Reason' in draw(together([{ reason: '' }, { reason: '' }])).facts));
  });

  it('says how many licenses are missing for all of them together', () => {
    const members = together([{ preflight: seats(1) }, { preflight: seats(1) }, { preflight: seats(1) }]);
    assert(says(draw(members), '2 licenses are missing'));
  });

  it('counts the seats that others of the bundle have taken since', () => {
    const checkedAt = '2026-03-02T08:00:00.000Z';
    const counted = { ...seats(2), checkedAt };
    const done = { status: 'completed', result: aResult(), preflight: counted } as const;
    assert.equal(
      draw(together([{ preflight: counted }, done])).facts['Licenses'],
      'Microsoft 365 E5: 1 needed, 1 free',
    );
    const again = { ...seats(2), checkedAt: '2026-03-02T10:00:00.000Z' };
    assert.equal(
      draw(together([{ preflight: again }, done])).facts['Licenses'],
      'Microsoft 365 E5: 1 needed, 2 free',
    );
  });

  it('takes nobody out of the decision unless the approver does', () => {
    const view = draw(together([{}, {}, {}]));
    assert.equal(shownValue(view, 'in_people'), '1,2,3');
    assert.deepEqual(
      choicesOf(view, 'in_people').map(({ title }) => title),
      ['Ada (ada@contoso.com)', 'Bo (bo@contoso.com)', 'Cem (cem@contoso.com)'],
    );
    assert(view.buttons.includes('bundle.approve') && view.buttons.includes('bundle.reject'));
  });

  it('offers a decision on those who wait for one alone, and shows how the others stand', () => {
    const view = draw(
      together([
        {
          status: 'completed',
          result: aResult({ warnings: [{ code: '1', message: 'careful', servicePlans: [] }] }),
        },
        {},
        { status: 'rejected', decisions: [aDecision(KENJI, { kind: 'reject', reason: 'has left' })] },
      ]),
    );
    assert.equal(shownValue(view, 'in_people'), '2');
    for (const text of ['Ada (ada@contoso.com)', 'careful', 'Cem (cem@contoso.com)', 'has left']) {
      assert(says(view, text), text);
    }
    assert(says(view, 'Done: 1 · Waiting for approval: 1 · Rejected: 1'));
  });

  it('explains a problem once with everybody whom it concerns, and opens one of them', () => {
    const failed = { status: 'failed', problem: aProblem({ meaning: 'conditional-access' }) } as const;
    const view = draw(together([failed, failed, { status: 'completed' }]));
    const json = JSON.stringify(view.card);
    const title = translator.for('en')('problem.conditional-access.title');
    assert(says(view, title));
    assert(json.includes('Ada and Bo'));
    assert.deepEqual(
      choicesOf(view, 'in_person').map(({ value }) => value),
      ['MEMB01', 'MEMB02'],
    );
    assert(view.buttons.includes('bundle.retry') && view.buttons.includes('bundle.member'));
  });

  it('has one line for the two requests of a swap across license groups', () => {
    const [first, second] = aLinkedSwap();
    assert(first && second);
    const view = draw(
      together([
        { change: first.change },
        { change: second.change, after: 'MEMB01' },
        { change: aChangeFor('Bo') },
      ]),
    );
    assert.equal(choicesOf(view, 'in_people').length, 2);
    assert(says(view, 'for 2 people'));
    const going = draw(
      together([
        { change: first.change, status: 'completed' },
        { change: second.change, status: 'approved', after: 'MEMB01' },
      ]),
    );
    assert(says(going, 'Waits for the change before it'));
  });

  it('shows nobody a button that is not theirs', () => {
    const members = together([{}, {}]);
    assert.deepEqual(draw(members, { person: MEHMET }).buttons, []);
    assert.deepEqual(draw(members, { person: SARAH }).buttons, ['bundle.nudge', 'bundle.cancel']);
    const everybody = renderBundleCard(cards, {
      members: members.map((request) => ({ request, plan: aPlan() })),
      viewer: { kind: 'everybody', refreshFor: ['29:a'] },
      text: translator.for('en'),
      note: null,
    });
    assert.deepEqual(viewCard({ ...everybody }).buttons, ['bundle.open']);
  });

  it('lists each decision once, with how many it was made for', () => {
    const decided = { status: 'approved', decisions: [aDecision(GRACE)], executor: GRACE } as const;
    assert(says(draw(together([decided, decided, {}])), 'Grace Hill approved (2)'));
  });

  for (const language of LANGUAGES) {
    it(`keeps the rules of cards in every state (${language})`, () => {
      for (const status of REQUEST_STATUSES) {
        const members = together([{ status }, { status, decisions: [aDecision(GRACE)] }, {}]);
        for (const person of [GRACE, SARAH, MEHMET]) assertGoodCard(draw(members, { person, language }).card);
      }
    });
  }

  for (const [what, name] of [
    ['long', 'Wolfeschlegelsteinhausenbergerdorff the Elder'],
    ['endless', 'x'.repeat(10_000)],
    ['endless and wide', '漢'.repeat(10_000)],
    ['endless marks for', '*'.repeat(10_000)],
  ] as const) {
    it(`stays small for 30 users with ${what} names, however far they are`, () => {
      const findings = [
        { kind: 'already-held', severity: 'warning', sku: E5.id, other: null, plans: [] },
      ] as const;
      for (const status of ['pending', 'failed', 'completed', 'awaiting_seats'] as const) {
        const members = together(
          Array.from({ length: 30 }, (_, index) => ({
            id: `MEM${String(index).padStart(3, '0')}`,
            change: aChangeFor(name, {
              user: { id: `u${index}`, name: `${name} ${index}`, upn: `${index}.${name}@contoso.com` },
              remove: [E3],
            }),
            status,
            preflight: { ...UNCHECKED, findings },
          })),
        );
        assertGoodCard(draw(members).card);
      }
    });
  }

  it('shows what people typed letter for letter', () => {
    for (const hostile of Object.values(HOSTILE_TEXTS)) {
      const user = { id: 'x', name: hostile, upn: hostile };
      const members = together([
        { change: aChangeFor('Ada', { user }), reason: hostile },
        { status: 'rejected', decisions: [aDecision(GRACE, { kind: 'reject', reason: hostile })] },
      ]);
      const shown = [plainText(hostile), shortPlain(hostile, 40), shortLabel(hostile, 40)];
      assertGoodCard(draw(members, { note: 'seen' }).card, [...shown, plainName(hostile)]);
    }
  });
});
