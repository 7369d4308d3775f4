import assert from 'node:assert/strict';
import { renderBundleCard } from '../../src/bot/bundle-card.ts';
import type { AccountHealth } from '../../src/bot/executor-health.ts';
import { createTemplateCards } from '../../src/bot/template-cards.ts';
import { plainName, plainText, shortLabel, shortPlain } from '../../src/i18n/plain-text.ts';
import { LANGUAGES } from '../../src/i18n/translator.ts';
import type { LicenseChange, SkuReference } from '../../src/requests/license-change.ts';
import { type LicenseRequest, REQUEST_STATUSES } from '../../src/requests/license-request.ts';
import type { Person } from '../../src/requests/person.ts';
import { UNCHECKED } from '../../src/requests/preflight-report.ts';
import { aChangeFor, aLinkedSwap, aBundleTogether as together } from '../support/a-bundle.ts';
import {
  aDecision,
  aFinding,
  aPlan,
  aProblem,
  aReport,
  aResult,
  aSkuReference,
  aStage,
  aUserReference,
  E3,
  E5,
  GRACE,
  KENJI,
  later,
  MEHMET,
  NOW,
  SARAH,
} from '../support/builders.ts';
import { assertGoodCard, nodesOf } from '../support/card-rules.ts';
import { says, viewCard } from '../support/card-view.ts';
import { choicesOf, shownValue } from '../support/draft-desk.ts';
import { HOSTILE_TEXTS } from '../support/hostile-texts.ts';
import { createStrictTranslator } from '../support/strict-translator.ts';

const cards = createTemplateCards();
const translator = createStrictTranslator();
const VISIO = aSkuReference('VISIOCLIENT', 'Visio Plan 2');

function draw(
  members: readonly LicenseRequest[],
  {
    person = GRACE,
    plan = aPlan(),
    language = 'en',
    note = null as string | null,
    health = null as AccountHealth | null,
    now = null as Date | null,
  } = {},
) {
  const planned = members.map((request) => ({ request, plan }));
  const card = renderBundleCard(cards, {
    members: planned,
    viewer: { kind: 'person', person },
    text: translator.for(language),
    note,
    health,
    now,
  });
  return viewCard({ ...card });
}

const seats = (count: number) => ({ ...UNCHECKED, unknown: [], seats: { [E5.id.toLowerCase()]: count } });

describe('the card of a bundle', () => {
  it('names everybody, what they get together, what it costs and how many seats it takes', () => {
    const members = together([{ preflight: seats(10) }, { preflight: seats(10) }, { preflight: seats(10) }]);
    const view = draw(members, { plan: aPlan({ amount: { value: 57.2, currency: 'EUR' } }) });
    assert.deepEqual(view.facts, {
      Assign: 'Microsoft 365 E5',
      Reason: 'joins the finance team',
      'Asked by': 'Sarah Jones',
    });
    for (const line of [
      'Microsoft 365 E5 for 3 people',
      'Contoso',
      'Waiting for approval',
      'Microsoft 365 E5: 3 needed, 10 free',
      '€171.60 in total',
    ])
      assert(says(view, line), line);
  });

  it('has no line for a reason that was not given', () => {
    assert(!('Reason' in draw(together([{ reason: '' }, { reason: '' }])).facts));
  });

  it('lets whoever asked ask again for those who did not get it, and says then what it follows', () => {
    const members = together([{ status: 'rejected' }, { status: 'completed' }, { status: 'expired' }]);
    const button = (person: Person) => draw(members, { person }).buttons.includes('draft.again');
    assert.deepEqual([button(SARAH), button(GRACE)], [true, false]);
    const nothing = together([{ status: 'completed' }, { status: 'pending' }]);
    assert(!draw(nothing, { person: SARAH }).buttons.includes('draft.again'));
    const again = together([{ follows: 'BNDE01' }, { follows: 'BNDE01' }]);
    assert.equal(draw(again).facts['Asks again for'], 'BNDE01');
  });

  it('says how many licenses are missing for all of them together', () => {
    const members = together([{ preflight: seats(1) }, { preflight: seats(1) }, { preflight: seats(1) }]);
    assert(says(draw(members), '2 licenses are missing'));
  });

  it('counts the seats that others of the bundle have taken since', () => {
    const checkedAt = '2026-03-02T08:00:00.000Z';
    const counted = { ...seats(2), checkedAt };
    const done = { status: 'completed', result: aResult(), preflight: counted } as const;
    assert(says(draw(together([{ preflight: counted }, done])), 'Microsoft 365 E5: 1 needed, 1 free'));
    const again = { ...seats(2), checkedAt: '2026-03-02T10:00:00.000Z' };
    assert(says(draw(together([{ preflight: again }, done])), 'Microsoft 365 E5: 1 needed, 2 free'));
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
        {},
      ]),
    );
    assert.equal(shownValue(view, 'in_people'), '2,4');
    for (const text of ['ada@contoso.com', 'careful', 'cem@contoso.com', 'has left']) {
      assert(says(view, text), text);
    }
    assert(
      says(view, 'Waiting for approval: 2 · Done: 1 · Rejected: 1') ||
        says(view, 'Done: 1 · Waiting for approval: 2 · Rejected: 1'),
    );
  });

  it('has nothing chosen where one person alone waits for a decision', () => {
    const view = draw(together([{}, { status: 'completed' }]));
    assert.equal(view.inputs.includes('in_people'), false);
    assert(view.buttons.includes('bundle.approve'));
    assert(says(view, 'You decide for Ada.'));
  });

  describe('the licenses of everybody now and after', () => {
    const holding =
      (held: readonly SkuReference[], change: Partial<LicenseChange> = {}) =>
      (name: string) => ({
        change: aChangeFor(name, { remove: [E3], ...change }),
        preflight: aReport({ held }),
      });

    it('are told once where they are the same for all', () => {
      const view = draw(together(['Ada', 'Bo'].map(holding([E3, VISIO]))));
      for (const line of ['Now', 'After', 'Visio Plan 2', '− Microsoft 365 E3', '+\u00A0Microsoft 365 E5'])
        assert(says(view, line), line);
      assert(!says(view, 'Ada and Bo'));
    });

    it('are told by those who have the same, most of them first', () => {
      const view = draw(
        together([holding([], { remove: [] })('Cem'), holding([E3])('Ada'), holding([E3])('Bo')]),
      );
      const at = (line: string) => view.lines.findIndex((one) => one.includes(line));
      assert(at('Ada and Bo') >= 0 && at('Ada and Bo') < at('No licenses'));
      assert(at('Cem') < at('No licenses'));
    });

    it('name everybody once where nothing else is to be told of them', () => {
      const members = together([holding([], { remove: [] })('Cem'), holding([E3])('Ada')]);
      const view = draw(members, { person: SARAH });
      assert.equal(view.lines.filter((line) => line === 'Cem').length, 1, view.lines.join('\n'));
    });

    it('are folded away where they are very different, and named one by one there', () => {
      const names = ['Ada', 'Bo', 'Cem', 'Deniz', 'Eda'];
      const view = draw(
        together(
          names.map((name) => holding([E3, aSkuReference(`PART_${name}`, `Product of ${name}`)])(name)),
        ),
      );
      assert(says(view, '3 more people hold other licenses'));
      for (const name of names) assert(says(view, `Product of ${name}`), name);
      const folded = nodesOf(view.card).find(({ id }) => id === 'licenses');
      assert.equal(folded?.['isVisible'], false);
      const toggles = nodesOf(view.card).filter(({ type }) => type === 'Action.ToggleVisibility');
      assert.deepEqual(
        toggles.map(({ targetElements }) => targetElements),
        [['details', 'licenses']],
      );
    });

    it('name services that are left out', () => {
      const assign = [{ sku: E5, excludedPlans: [{ id: 'p', name: 'Teams' }] }];
      assert(says(draw(together(['Ada', 'Bo'].map(holding([E3], { assign })))), 'without Teams'));
    });

    it('are those of both steps of a swap across license groups', () => {
      const [first, second] = aLinkedSwap();
      assert(first && second);
      const preflight = aReport({ held: [E3] });
      const view = draw(
        together([
          { change: first.change, preflight },
          { change: second.change, after: 'MEMB01', preflight },
        ]),
      );
      assert(says(view, '− Microsoft 365 E3') && says(view, '+\u00A0Minecraft Education'));
    });

    it('are not told of those for whom nothing will change', () => {
      const rejected = { ...holding([VISIO])('Bo'), status: 'rejected' } as const;
      const view = draw(together([holding([E3])('Ada'), rejected]));
      assert(!says(view, 'Visio'));
      const box = view.lines.slice(0, view.lines.indexOf('Now'));
      assert.equal(box.at(-1), 'Ada', 'they are not those of everybody');
    });

    it('are those before it only where it is made for all who share them', () => {
      const done = { status: 'completed', result: aResult() } as const;
      const titles = (requests: Parameters<typeof together>[0]) =>
        draw(together(requests)).lines.filter((line) => line === 'Before' || line === 'Now');
      const [ada, bo, cem] = [holding([E3])('Ada'), holding([E3])('Bo'), holding([E3, VISIO])('Cem')];
      assert.deepEqual(titles([{ ...ada, ...done }, bo]), ['Now']);
      assert.deepEqual(titles([{ ...ada, ...done }, { ...bo, ...done }, cem]), ['Before', 'Now']);
      assert.deepEqual(
        titles([
          { ...ada, ...done },
          { ...bo, status: 'rejected' },
        ]),
        ['Before'],
      );
    });
  });

  it('adds up what is paid for those who may still get it, and says of one person what it costs', () => {
    const plan = aPlan({ amount: { value: 57.2, currency: 'EUR' } });
    const seen = (requests: Parameters<typeof together>[0]) => draw(together(requests), { plan });
    const ended = [{ status: 'rejected' }, { status: 'cancelled' }, { status: 'expired' }] as const;
    assert(says(seen([{}, { status: 'completed' }, ...ended]), '€114.40 in total'));
    const alone = seen([{}, ...ended]);
    assert(alone.lines.includes('Price: €57.20') && !says(alone, 'in total'));
    assert(!says(seen(ended), '€'));
  });

  it('keeps how many they are with where they stand', () => {
    const view = draw(together([{}, { status: 'completed' }]));
    assert(view.lines.includes('Waiting for approval:\u00A01\u00A0· Done:\u00A01'), view.lines.join('\n'));
  });

  it('shows the whole address of everybody, however long', () => {
    const upn = `${'maria.fernanda'.repeat(3)}_fabrikam.com#EXT#@contoso-holdings-international.onmicrosoft.com`;
    const user = { id: 'maria', name: 'Maria', upn };
    const change = aChangeFor('Maria', { user });
    const escaped = upn.replace('_', '\\_');
    for (const members of [
      together([{ change }, { change: aChangeFor('Bo'), status: 'completed' }]),
      together([{ change }]),
    ])
      assert(says(draw(members), escaped), escaped);
    const choices = choicesOf(draw(together([{ change }, {}])), 'in_people');
    assert.equal(choices[0]?.title, `Maria (${upn})`);
  });

  it('stays small for 30 guests with addresses as long as can be', () => {
    for (const status of ['pending', 'failed', 'completed'] as const) {
      const members = together(
        Array.from({ length: 30 }, (_, index) => ({
          id: `MEM${String(index).padStart(3, '0')}`,
          status: index % 2 === 0 ? status : 'pending',
          change: aChangeFor('Ada', {
            user: {
              id: `u${index}`,
              name: 'Ada',
              upn: `${'a_'.repeat(40)}${index}@contoso-holdings.onmicrosoft.com`,
            },
          }),
        })),
      );
      assertGoodCard(draw(members).card);
    }
  });

  describe('who acts, and why', () => {
    it('asks the one who has to sign in to do it, and tells the others who it is', () => {
      const waiting = { status: 'awaiting_sign_in', executor: GRACE } as const;
      const members = together([waiting, waiting]);
      const text = translator.for('en');
      const own = text('request.next.signInYourself');
      const ofGrace = text('request.next.awaiting_sign_in', { executor: 'Grace Hill' });
      assert.deepEqual([says(draw(members), own), says(draw(members), ofGrace)], [true, false]);
      assert(says(draw(members, { person: SARAH }), ofGrace));
      const lacking = { ...waiting, problem: aProblem({ meaning: 'missing-role' }) };
      assert(!says(draw(together([lacking, lacking])), own), 'another account has to');
    });

    it('tells an approver why they are asked and whose account is used', () => {
      const view = draw(together([{}, {}]), { health: 'sign-in-needed' });
      assert(says(view, 'Why you: you are one of 2 approvers under the general rules.'));
      assert(says(view, translator.for('en')('request.account.sign-in-needed')));
    });

    it('tells it once, though more stages wait for some than for others', () => {
      const plan = aPlan({ stages: [aStage([GRACE]), aStage([GRACE, KENJI])] });
      const view = draw(together([{}, { decisions: [aDecision(GRACE)] }]), {
        plan,
        person: KENJI,
        health: 'signed-in',
      });
      assert(says(view, 'Your account would carry it out; you are signed in'));
      assert(says(view, 'Stage 1 of 2: approved by Grace Hill'));
      assert(says(view, '**Bo**'));
    });

    it('tells how far the stage has come where all stand at the same', () => {
      const plan = aPlan({ stages: [aStage([GRACE, KENJI], { need: 2 })] });
      const approved = { decisions: [aDecision(KENJI)] };
      const line = 'Stage 1 of 1: 1 of 2 approvals';
      const seen = (requests: Parameters<typeof together>[0]) =>
        draw(together(requests), { plan }).lines.filter((one) => one === line).length;
      assert.equal(seen([approved, approved]), 2, 'beside the buttons and among the details');
      assert.equal(seen([approved, {}]), 1, 'among the details alone');
    });

    it('names whoever decides for somebody else with whom they decide for', () => {
      const delegation = { delegator: GRACE, delegate: MEHMET, from: NOW, until: later(86_400_000) };
      const plan = aPlan({ stages: [aStage([GRACE])], delegations: [delegation] });
      const decided = {
        decisions: [aDecision(MEHMET, { onBehalfOf: GRACE })],
        status: 'approved',
        executor: MEHMET,
      } as const;
      const view = draw(together([decided, {}]), { plan, person: SARAH });
      assert(says(view, 'Mehmet Yıldız for Grace Hill approved'));
      assert(says(view, 'Next: Grace Hill or Mehmet Yıldız for Grace Hill can approve or reject it.'));
      assert(
        says(
          draw(together([{}, {}]), { plan, person: MEHMET }),
          'Why you: you decide in place of Grace Hill',
        ),
      );
    });

    it('says what is waited for where several things are', () => {
      const view = draw(
        together([
          { status: 'awaiting_seats', problem: null },
          { status: 'failed', problem: null },
          { status: 'completed' },
        ]),
      );
      assert(says(view, translator.for('en')('request.next.awaiting_seats')));
      assert(says(view, translator.for('en')('request.next.failed')));
    });

    it('says how long ago it was asked to whoever looks at it now', () => {
      const now = new Date(later(3 * 3_600_000));
      assert.equal(draw(together([{}, {}]), { now }).facts['Asked by'], 'Sarah Jones · 3 hours ago');
    });
  });

  it('names many people together who stand at the same', () => {
    const members = together(
      Array.from({ length: 9 }, (_, index) => ({
        id: `MEM00${index}`,
        status: index < 7 ? 'completed' : 'rejected',
        change: aChangeFor(`Person ${index}`),
      })),
    );
    const view = draw(members, { person: SARAH });
    assert(says(view, 'Done: 7') && says(view, 'Rejected: 2'));
    assert(says(view, 'Person 7 and Person 8'));
  });

  it('tells of many who have each something else to know only how many there are', () => {
    const members = together(
      Array.from({ length: 12 }, (_, index) => ({
        id: `MEM0${10 + index}`,
        status: 'completed',
        change: aChangeFor(`Person ${index}`),
        result: aResult({ warnings: [{ code: '1', message: `remark ${index}`, servicePlans: [] }] }),
      })),
    );
    const view = draw(members, { person: SARAH });
    assert(says(view, '12 more remarks: open a person to read them.'));
    assert(!says(view, 'remark 3'));
  });

  it('names the first of many products, in its title, its seats and its details', () => {
    const members = together(
      Array.from({ length: 9 }, (_, index) => {
        const sku = aSkuReference(`PART${index}`, `Product ${index}`);
        const assign = [{ sku, excludedPlans: [] }];
        return {
          id: `MEM00${index}`,
          change: aChangeFor(`Person ${index}`, { assign }),
          preflight: { ...UNCHECKED, unknown: [], seats: { [sku.id]: index === 8 ? 0 : 5 } },
        };
      }),
    );
    const view = draw(members);
    assert(says(view, 'Product 0 + Product 1 + 7 more for 9 people'));
    const seatsOf = view.lines.filter((line) => line.includes('needed,'));
    assert.equal(seatsOf.length, 6);
    assert.equal(seatsOf[0], 'Product 8: 1 needed, 0 free', 'what is missing comes first');
  });

  it('tells people of one name apart', () => {
    const members = together(
      Array.from({ length: 8 }, (_, index) => ({
        id: `MEM00${index}`,
        status: 'completed',
        change: aChangeFor('Ada', { user: aUserReference('Ada', `ada${index}@contoso.com`) }),
      })),
    );
    assert(says(draw(members), 'Ada (ada3@contoso.com)'));
  });

  it('explains a problem once with everybody whom it concerns, and opens one of them', () => {
    const failed = { status: 'failed', problem: aProblem({ meaning: 'conditional-access' }) } as const;
    const view = draw(together([{ status: 'completed' }, failed, failed]));
    const json = JSON.stringify(view.card);
    const title = translator.for('en')('problem.conditional-access.title');
    assert(says(view, title));
    assert(json.includes('Bo and Cem'));
    assert.deepEqual(
      choicesOf(view, 'in_person').map(({ value }) => value),
      ['MEMB02', 'MEMB03', 'MEMB01'],
    );
    assert(view.buttons.includes('bundle.retry') && view.buttons.includes('bundle.member'));
  });

  it('says once what a problem is and what happens then, and names for whom it is another one', () => {
    const text = translator.for('en');
    const waiting = { status: 'awaiting_seats', problem: aProblem({ meaning: 'no-seats' }) } as const;
    const view = draw(together([waiting, waiting, { status: 'completed' }]));
    const title = text('problem.no-seats.title');
    assert.equal(view.lines.filter((line) => line.includes(title)).length, 1, view.lines.join('\n'));
    assert(!says(view, text('request.next.awaiting_seats')));
    const many = Array.from({ length: 8 }, (_, index) => ({
      id: `MEM00${index}`,
      change: aChangeFor(`Person ${index}`),
      ...(index < 7 ? waiting : { status: 'failed' as const, problem: aProblem({ meaning: 'not-found' }) }),
    }));
    const both = draw(together(many)).lines;
    assert.equal(both.filter((line) => line.includes(title)).length, 2, 'the box does not name all seven');
    assert.equal(both.filter((line) => line.includes(text('problem.not-found.title'))).length, 1);
  });

  it('points to no detail where Partner Center gave none', () => {
    const said = (detail: string | null) =>
      draw(together([{ status: 'failed', problem: aProblem({ detail }) }, { status: 'completed' }]));
    assert(says(said(null), 'gave no reason') && !says(said(null), 'The detail says why'));
    assert(says(said('Suspended.'), 'The detail says why') && !says(said('Suspended.'), 'gave no reason'));
  });

  it('counts no rest of one person alone', () => {
    const failed = (count: number) =>
      together(
        Array.from({ length: count }, (_, index) => ({
          id: `MEM00${index}`,
          status: 'failed',
          problem: aProblem(),
          change: aChangeFor(`Person ${index}`),
        })),
      );
    assert(says(draw(failed(6)), 'Person 4, and Person 5') || says(draw(failed(6)), 'Person 4 and Person 5'));
    assert(says(draw(failed(7)), 'Person 4 and 2 more'));
  });

  it('tells in Partner Center’s own words what it said to all, with an id where one alone is concerned', () => {
    const failed = (correlationId: string) =>
      ({
        status: 'failed',
        problem: aProblem({ detail: 'The subscription is suspended.', correlationId }),
      }) as const;
    const both = draw(together([failed('first-id'), failed('second-id'), {}]));
    assert.equal(both.lines.filter((line) => line === 'Detail: The subscription is suspended.').length, 1);
    assert(!says(both, 'first-id') && !says(both, 'second-id'));
    assert(says(draw(together([failed('first-id'), {}, {}])), 'Correlation id: first-id'));
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
    assert(says(going, 'Approved, being carried out'), 'it is done when both are');
  });

  it('shows nobody a button that is not theirs', () => {
    const members = together([{}, {}]);
    assert.deepEqual(draw(members, { person: MEHMET }).buttons, []);
    assert.deepEqual(draw(members, { person: SARAH }).buttons, [
      'bundle.nudge',
      'bundle.member',
      'bundle.cancel',
    ]);
    const everybody = renderBundleCard(cards, {
      members: members.map((request) => ({ request, plan: aPlan() })),
      viewer: { kind: 'everybody', refreshFor: ['29:a'] },
      text: translator.for('en'),
      note: null,
      health: null,
      now: null,
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

  for (const [what, letter] of [
    ['long', 'x'],
    ['wide', '漢'],
    ['marked', '*'],
  ] as const) {
    it(`stays small when everything about 30 people is ${what} and different`, () => {
      const wordy = (index: number) => `${index} ${letter.repeat(498)}`;
      const statuses = ['pending', 'completed', 'rejected', 'failed', 'unconfirmed'] as const;
      for (const kinds of [statuses, ['completed'], ['rejected'], ['pending']] as const) {
        const members = together(
          Array.from({ length: 30 }, (_, index) => {
            const status = kinds[index % kinds.length] ?? 'pending';
            const sku = { ...E5, id: `sku-${index}`, name: wordy(index), partNumber: wordy(index) };
            const warnings = [{ code: wordy(index), message: wordy(index), servicePlans: [wordy(index)] }];
            const rejection = aDecision(GRACE, { kind: 'reject', reason: wordy(index), at: later(index) });
            return {
              id: `MEM${String(index).padStart(3, '0')}`,
              status,
              change: aChangeFor('Ada', {
                user: { id: `u${index}`, name: wordy(index), upn: wordy(index) },
                assign: [{ sku, excludedPlans: [{ id: 'p', name: wordy(index) }] }],
                remove: [E3],
              }),
              reason: wordy(0),
              preflight: aReport({
                held: [E3, sku],
                findings: [aFinding({ kind: 'already-held', sku: sku.id })],
              }),
              ...(status === 'completed' ? { result: aResult({ warnings }) } : {}),
              ...(status === 'rejected' ? { decisions: [rejection] } : {}),
            };
          }),
        );
        for (const language of LANGUAGES) assertGoodCard(draw(members, { language }).card);
        assertGoodCard(draw(members, { person: SARAH }).card);
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
