import assert from 'node:assert/strict';
import MarkdownIt from 'markdown-it';
import {
  type Options,
  optionsOf,
  type RequestCardInput,
  renderRequestCard,
  type Viewer,
} from '../../src/bot/request-card.ts';
import { createTemplateCards } from '../../src/bot/template-cards.ts';
import { LANGUAGES } from '../../src/i18n/translator.ts';
import { ERROR_MEANINGS } from '../../src/partner-center/error-meanings.ts';
import type { ApprovalPlan } from '../../src/requests/approval-policy.ts';
import { isEnded, type LicenseRequest, REQUEST_STATUSES } from '../../src/requests/license-request.ts';
import type { Person } from '../../src/requests/person.ts';
import type { PreflightFinding } from '../../src/requests/preflight-report.ts';
import {
  aDecision,
  aFinding,
  aLicenseChange,
  aLicenseRequest,
  aPerson,
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
import { type CardView, says, viewCard } from '../support/card-view.ts';
import { HOSTILE_TEXTS } from '../support/hostile-texts.ts';
import { createStrictTranslator } from '../support/strict-translator.ts';

const cards = createTemplateCards();
const translator = createStrictTranslator();
const VISIO = aSkuReference('VISIOCLIENT', 'Visio Plan 2');
const STRANGER = aPerson('Somebody Else');
const ofPerson = (person: Person): Viewer => ({ kind: 'person', person });
const EVERYBODY: Viewer = { kind: 'everybody', refreshFor: ['29:sarah', '29:grace'] };
const KINDS = [
  'no-seats',
  'no-usage-location',
  'nothing-to-change',
  'already-held',
  'not-held',
  'sku-not-subscribed',
  'sku-not-assignable',
  'license-groups',
  'user-gone',
  'user-inactive',
  'already-open',
  'other-open',
  'license-asked',
  'seats-promised',
  'last-license',
  'plans-covered',
  'suites-overlap',
  'all-plans-covered',
  'plans-twice',
] as const satisfies readonly PreflightFinding['kind'][];

/** A request in a status, with everything that can be on its card; `name` stands for whatever people typed. */
function fullRequest(status: LicenseRequest['status'], name = 'Ada'): LicenseRequest {
  const called = (person: Person) => ({ ...person, name });
  const sku = (one: typeof E5) => ({ ...one, name, partNumber: name });
  return aLicenseRequest({
    status,
    revision: 3,
    change: aLicenseChange({
      customer: { id: 'contoso', name },
      user: aUserReference(name, name),
      assign: [{ sku: sku(E5), excludedPlans: [{ id: 'plan', name }] }],
      remove: [sku(E3)],
    }),
    reason: name,
    requester: called(SARAH),
    executor: status === 'pending' || status === 'rejected' ? null : called(GRACE),
    decisions: [
      aDecision(called(MEHMET), { reason: name }),
      ...(status === 'pending'
        ? []
        : [aDecision(called(GRACE), { kind: status === 'rejected' ? 'reject' : 'approve', reason: name })]),
    ],
    preflight: aReport({
      findings: KINDS.map((kind, index) => ({
        kind,
        severity: index % 2 === 0 ? 'stop' : 'warning',
        sku: E5.id,
        other: name,
        plans: [name, name],
      })),
      unknown: ['user', 'seats', 'licenses'],
      seats: { [E5.id]: 4, [E3.id]: 0 },
      held: [sku(E3)],
    }),
    problem: aProblem({ meaning: status === 'pending' ? 'policy-changed' : 'refused', detail: name }),
    result:
      status === 'completed'
        ? aResult({
            verification: 'not_yet_seen',
            warnings: [{ code: name, message: name, servicePlans: [name, name] }],
          })
        : null,
  });
}

const twoStages: ApprovalPlan = aPlan({ stages: [aStage([MEHMET]), aStage([GRACE, KENJI])] });
const drawn = (request: LicenseRequest, viewer: Viewer, language = 'en', plan = twoStages) =>
  renderRequestCard(cards, {
    request,
    plan,
    viewer,
    text: translator.for(language),
    note: 'A note.',
    health: null,
    now: null,
  });

/** The columns of licenses before and after. */
function licensesOn({ card }: CardView): readonly (readonly string[])[] {
  const comparison = nodesOf(card).find(({ style, type }) => type === 'Container' && style === 'emphasis');
  const columns = nodesOf(comparison).filter(({ type, width }) => type === 'Column' && width === 'stretch');
  return columns.map((column) =>
    nodesOf(column).flatMap(({ text }) => (typeof text === 'string' ? [text] : [])),
  );
}

describe('a request without a reason', () => {
  for (const language of LANGUAGES) {
    it(`has no line for it, in any status and for anybody (${language})`, () => {
      const title = translator.for(language)('request.field.reason');
      for (const status of REQUEST_STATUSES) {
        for (const viewer of [ofPerson(GRACE), ofPerson(SARAH), EVERYBODY]) {
          const card = drawn(aLicenseRequest({ status, reason: '' }), viewer, language);
          assertGoodCard(card);
          assert(!(title in viewCard({ ...card }).facts));
        }
      }
    });
  }
});

describe('what somebody may press', () => {
  const may = (status: LicenseRequest['status'], viewer: Viewer, plan = aPlan()) => {
    const options: Options = optionsOf({ request: aLicenseRequest({ status }), plan, viewer });
    return Object.entries(options)
      .flatMap(([name, isOpen]) => (isOpen ? [name] : []))
      .join(' ');
  };
  const TABLE: Readonly<
    Record<
      LicenseRequest['status'],
      readonly [requester: string, executor: string, other: string, everybody: string]
    >
  > = {
    pending: ['nudge cancel', 'decide', 'decide', 'open'],
    approved: ['cancel', '', '', ''],
    awaiting_sign_in: ['nudge cancel', '', 'run', 'open'],
    awaiting_seats: ['cancel', 'retry', 'retry', 'open'],
    executing: ['', '', '', ''],
    unconfirmed: ['', 'giveUp', 'giveUp', 'open'],
    completed: ['', '', '', ''],
    failed: ['cancel again', 'retry', 'retry run', 'open'],
    rejected: ['again', '', '', ''],
    cancelled: ['again', '', '', ''],
    expired: ['again', '', '', ''],
  };
  for (const status of REQUEST_STATUSES) {
    const [requester, executor, other, everybody] = TABLE[status];
    it(`of a request that is ${status}: requester ${requester || 'nothing'}, executor ${executor || 'nothing'}, another approver ${other || 'nothing'}`, () => {
      assert.equal(may(status, ofPerson(SARAH)), requester);
      assert.equal(may(status, ofPerson(GRACE)), executor);
      assert.equal(may(status, ofPerson(KENJI)), other);
      assert.equal(may(status, ofPerson(STRANGER)), '');
      assert.equal(may(status, EVERYBODY), everybody);
    });
  }

  it('is nothing for an approver whose stage has not come', () => {
    assert.equal(may('pending', ofPerson(KENJI), twoStages), '');
    assert.equal(may('pending', ofPerson(MEHMET), twoStages), 'decide');
  });

  it('is never a decision on one’s own request', () => {
    assert.equal(
      may('pending', ofPerson(SARAH), aPlan({ stages: [aStage([SARAH, GRACE])] })),
      'nudge cancel',
    );
  });
});

describe('the card of a request', () => {
  it('says for whom a delegate acts, and that others may decide', () => {
    const delegations = [{ delegator: GRACE, delegate: MEHMET, from: NOW, until: later(1) }];
    const plan = aPlan({ stages: [aStage([KENJI, GRACE], { need: 2 })], delegations });
    const waiting = aLicenseRequest({ escalations: [{ stage: 0, at: NOW }] });
    const card = (request: LicenseRequest) => viewCard(drawn(request, EVERYBODY, 'en', plan));
    assert(says(card(waiting), 'Mehmet Yıldız for Grace Hill can approve'));
    assert(says(card(waiting), 'No decision so far: further approvers may decide as well'));
    const decided = aLicenseRequest({ decisions: [aDecision(MEHMET, { onBehalfOf: GRACE })] });
    assert(says(card(decided), 'Mehmet Yıldız for Grace Hill approved'));
  });

  for (const status of REQUEST_STATUSES) {
    it(`keeps the rules of cards for every viewer and language when it is ${status}`, () => {
      for (const language of LANGUAGES) {
        for (const viewer of [EVERYBODY, ...[SARAH, MEHMET, GRACE, KENJI, STRANGER].map(ofPerson)]) {
          assertGoodCard(drawn(fullRequest(status), viewer, language));
        }
      }
    });
  }

  it('has its dates written in its own language, in English as the client of its reader does', () => {
    const languages = LANGUAGES.map((language) => drawn(fullRequest('pending'), EVERYBODY, language)['lang']);
    assert.deepEqual(languages, [undefined, 'ja', 'tr']);
  });

  it('shows what an approver needs to decide', () => {
    const request = aLicenseRequest({
      change: aLicenseChange({
        remove: [E3],
        assign: [{ sku: E5, excludedPlans: [{ id: 'p', name: 'Sway' }] }],
      }),
      preflight: aReport({ findings: [aFinding()], seats: { [E5.id]: 0 }, held: [E3, VISIO] }),
    });
    const view = viewCard({ ...drawn(request, ofPerson(GRACE), 'en', aPlan()) });
    assert.deepEqual(view.facts, { Reason: 'joins the finance team', 'Asked by': 'Sarah Jones' });
    assert(says(view, 'ada@contoso.com · Contoso'));
    assert(says(view, 'Microsoft 365 E5 instead of Microsoft 365 E3 for Ada Lovelace'));
    assert.deepEqual(licensesOn(view), [
      ['Now', '− Microsoft 365 E3', 'Visio Plan 2'],
      ['After', '+\u00A0Microsoft 365 E5 without Sway', 'Visio Plan 2'],
    ]);
    assert(says(view, '⚠ **Note:** No license of Microsoft 365 E5 is free right now. Whoever buys'));
    assert(says(view, 'Grace Hill or 佐藤 健司 can approve or reject it.'));
  });

  it('asks the one who has to sign in to do it, and tells the others who it is', () => {
    const request = aLicenseRequest({ status: 'awaiting_sign_in', executor: GRACE });
    const text = translator.for('en');
    const seen = (viewer: Viewer) => viewCard({ ...drawn(request, viewer) });
    const own = text('request.next.signInYourself');
    assert(says(seen(ofPerson(GRACE)), own) && !says(seen(ofPerson(GRACE)), 'Grace Hill signs in'));
    for (const viewer of [ofPerson(KENJI), ofPerson(SARAH), EVERYBODY])
      assert(says(seen(viewer), text('request.next.awaiting_sign_in', { executor: 'Grace Hill' })));
  });

  it('points to no detail where Partner Center gave none', () => {
    const seen = (detail: string | null) => {
      const request = aLicenseRequest({ status: 'failed', problem: aProblem({ detail }) });
      return viewCard({ ...drawn(request, EVERYBODY) });
    };
    assert(says(seen(null), 'gave no reason') && !says(seen(null), 'The detail says why'));
    assert(says(seen('Suspended.'), 'The detail says why') && !says(seen('Suspended.'), 'gave no reason'));
  });

  it('names what is asked in its facts while the present licenses are not known, and when it came to nothing', () => {
    const change = aLicenseChange({ remove: [E3] });
    for (const request of [
      aLicenseRequest({ change, preflight: aReport({ held: null, unknown: ['licenses'] }) }),
      aLicenseRequest({ change, status: 'rejected' }),
    ]) {
      const view = viewCard({ ...drawn(request, ofPerson(GRACE)) });
      assert.deepEqual(licensesOn(view), []);
      assert.equal(view.facts['Assign'], 'Microsoft 365 E5');
      assert.equal(view.facts['Remove'], 'Microsoft 365 E3');
    }
  });

  it('hides no license that comes or goes behind those that stay', () => {
    const many = Array.from({ length: 6 }, (_, n) => aSkuReference(`HELD${n}`, `Held ${n}`));
    const preflight = aReport({ held: [...many, E3] });
    const swap = aLicenseRequest({ change: aLicenseChange({ remove: [E3] }), preflight });
    assert.deepEqual(licensesOn(viewCard({ ...drawn(swap, EVERYBODY) })), [
      ['Now', '− Microsoft 365 E3', 'Held 0', 'Held 1', '4 more'],
      ['After', '+\u00A0Microsoft 365 E5', 'Held 0', 'Held 1', '4 more'],
    ]);
    const added = aLicenseChange({ assign: many.map((sku) => ({ sku, excludedPlans: [] })) });
    const request = aLicenseRequest({ change: added, preflight: aReport({ held: [VISIO, E3] }) });
    const [, after] = licensesOn(viewCard({ ...drawn(request, EVERYBODY) }));
    assert.deepEqual(after, ['After', ...many.map(({ name }) => `+\u00A0${name}`), '2 more']);
  });

  it('does not call new what the user has already', () => {
    const change = aLicenseChange({ remove: [E3] });
    const request = aLicenseRequest({ change, preflight: aReport({ held: [E3, E5] }) });
    assert.deepEqual(licensesOn(viewCard({ ...drawn(request, EVERYBODY) })), [
      ['Now', '− Microsoft 365 E3', 'Microsoft 365 E5'],
      ['After', 'Microsoft 365 E5'],
    ]);
  });

  it('breaks no title of a fact beside a long reason', () => {
    const card = drawn(aLicenseRequest({ reason: 'long '.repeat(80) }), EVERYBODY);
    assert(JSON.stringify(card).includes('"title":"Asked\u00A0by"'));
  });

  it('tells remarks of Partner Center in people’s words, and its codes in the details only', () => {
    const names = ['Exchange Online', 'SharePoint Online', 'Microsoft Teams', 'Whiteboard', 'Planner'];
    const codes = names.map((_, index) => `CODE${index}`);
    const warning = {
      code: 'Covered',
      message: 'Microsoft 365 E3 covers a lot of them.',
      servicePlans: codes,
    };
    const request = aLicenseRequest({
      status: 'completed',
      preflight: aReport({
        findings: [aFinding({ kind: 'suites-overlap', other: E3.name, plans: names })],
        planNames: Object.fromEntries(codes.map((code, index) => [code, names[index] ?? ''])),
      }),
      result: aResult({ warnings: [warning] }),
    });
    const card = drawn(request, EVERYBODY);
    const own = nodesOf(card).find(({ id }) => id === 'ownWords');
    assert.equal(own?.['isVisible'], false);
    assert(JSON.stringify(own).includes('CODE4'));
    const open = JSON.stringify(card).replace(JSON.stringify(own), '');
    assert(!open.includes('CODE0'), open);
    assert(
      says(
        viewCard({ ...card }),
        'keeps Microsoft 365 E3, which already covers Exchange Online, SharePoint Online, Microsoft Teams, and 2 more.',
      ),
    );
    const unknown = { ...request, preflight: aReport() };
    assert(says(viewCard({ ...drawn(unknown, EVERYBODY) }), 'Microsoft 365 E3 covers a lot of them.'));
  });

  it('tells products of one name apart by their part numbers', () => {
    const twin = aSkuReference('VISIO_PLAN2_FACULTY', VISIO.name);
    const change = aLicenseChange({ assign: [{ sku: twin, excludedPlans: [] }], remove: [VISIO] });
    const request = aLicenseRequest({ change, preflight: aReport({ held: [VISIO, E3] }) });
    assert.deepEqual(licensesOn(viewCard({ ...drawn(request, EVERYBODY) })), [
      ['Now', '− Visio Plan 2 (VISIOCLIENT)', 'Microsoft 365 E3'],
      ['After', '+\u00A0Visio Plan 2 (VISIO\\_PLAN2\\_FACULTY)', 'Microsoft 365 E3'],
    ]);
  });

  it('counts free licenses before and after, of what is assigned or else of what is freed', () => {
    const counted = (change: LicenseRequest['change'], seats: Record<string, number>) =>
      viewCard({
        ...drawn(aLicenseRequest({ change, preflight: aReport({ seats }) }), EVERYBODY),
      }).lines.find((line) => line.includes(' after this'));
    const seats = { [E5.id]: 4, [E3.id]: 7 };
    assert.equal(counted(aLicenseChange({ remove: [E3] }), seats), 'Licenses: 4 free, 3 after this');
    assert.equal(
      counted(aLicenseChange({ assign: [], remove: [E3] }), seats),
      'Licenses: 7 free, 8 after this',
    );
    assert.equal(counted(aLicenseChange(), {}), undefined);
    const both = { assign: [E5, E3].map((sku) => ({ sku, excludedPlans: [] })) };
    assert.equal(counted(aLicenseChange(both), seats), 'Microsoft 365 E5: 4 free, 3 after this');
  });

  it('says what it costs where the policy knows that', () => {
    const priced = aPlan({ amount: { value: 57, currency: 'EUR' } });
    assert(says(viewCard({ ...drawn(aLicenseRequest(), ofPerson(GRACE), 'en', priced) }), 'Price: €57.00'));
  });

  it('folds away before a decision what was done so far, who else can decide, and what products are called', () => {
    const foldedOn = (status: LicenseRequest['status']) => {
      const card = drawn(aLicenseRequest({ status }), ofPerson(GRACE), 'en', aPlan());
      const details = nodesOf(card).find(({ id }) => id === 'details');
      return { isVisible: details?.['isVisible'], words: JSON.stringify(details) };
    };
    const { isVisible, words } = foldedOn('pending');
    assert.equal(isVisible, false);
    for (const told of ['SPE', '佐藤 健司 can approve or reject it', 'Sarah Jones asked'])
      assert(words.includes(told), told);
    assert.equal(foldedOn('completed').isVisible, true);
  });

  describe('says to whoever may decide why they are asked', () => {
    const WHY: readonly (readonly [what: string, plan: Partial<ApprovalPlan>, said: string])[] = [
      ['as one of several', {}, 'Why you: you are one of 2 approvers under the general rules.'],
      [
        'alone, by the rules of the customer',
        { stages: [aStage([GRACE])], source: { kind: 'customer' } },
        'Why you: you are the approver under the rules for Contoso.',
      ],
      [
        'by a rule for the amount',
        { source: { kind: 'amount', over: { value: 50, currency: 'EUR' } } },
        'Why you: you are one of 2 approvers under a rule for more than €50.00.',
      ],
      [
        'in the place of somebody',
        {
          stages: [aStage([KENJI])],
          source: { kind: 'license' },
          delegations: [{ delegator: KENJI, delegate: GRACE, from: NOW, until: later(1) }],
        },
        'Why you: you decide in place of 佐藤 健司, an approver under a rule for this license.',
      ],
    ];
    for (const [what, plan, said] of WHY) {
      it(what, () => {
        assert(says(viewCard({ ...drawn(aLicenseRequest(), ofPerson(GRACE), 'en', aPlan(plan)) }), said));
      });
    }

    it('since nobody else has decided in time', () => {
      const stage = aStage([KENJI], { escalation: { afterHours: 1, to: [GRACE] } });
      const request = aLicenseRequest({ escalations: [{ stage: 0, at: NOW }] });
      const card = drawn(request, ofPerson(GRACE), 'en', aPlan({ stages: [stage] }));
      assert(says(viewCard({ ...card }), 'Why you: nobody has decided in time'));
    });

    it('and to nobody else', () => {
      for (const viewer of [EVERYBODY, ofPerson(SARAH), ofPerson(STRANGER)]) {
        assert(!says(viewCard({ ...drawn(aLicenseRequest(), viewer) }), 'Why you'));
      }
    });
  });

  it('says whose account an approval would use, and how that account stands', () => {
    const said = (health: RequestCardInput['health']) =>
      viewCard({
        ...renderRequestCard(cards, {
          request: aLicenseRequest(),
          plan: aPlan(),
          viewer: ofPerson(GRACE),
          text: translator.for('en'),
          note: null,
          health,
          now: null,
        }),
      });
    assert(says(said('signed-in'), 'you are signed in to Partner Center'));
    assert(says(said('sign-in-needed'), 'you will be asked to sign in to Partner Center after you approve'));
    assert(says(said('refused-before'), 'Partner Center refused your account at Contoso the last time'));
    assert(says(said(null), 'You decide only'));
  });

  it('tells how long ago it was asked to whoever looks at it now, and to nobody else', () => {
    const askedBy = (now: Date | null, language: string) =>
      viewCard({
        ...renderRequestCard(cards, {
          request: aLicenseRequest(),
          plan: aPlan(),
          viewer: ofPerson(GRACE),
          text: translator.for(language),
          note: null,
          health: null,
          now,
        }),
      }).facts[translator.for(language)('request.field.requester')];
    const threeHoursOn = new Date(later(3 * 3_600_000 + 59_000));
    assert.equal(askedBy(threeHoursOn, 'en'), 'Sarah Jones · 3 hours ago');
    assert.equal(askedBy(threeHoursOn, 'ja'), 'Sarah Jones · 3 時間前');
    assert.equal(askedBy(threeHoursOn, 'tr'), 'Sarah Jones · 3 saat önce');
    assert.equal(askedBy(new Date(later(-5000)), 'en'), 'Sarah Jones · now');
    assert.equal(askedBy(null, 'en'), 'Sarah Jones');
  });

  it('counts the stages that are done and the approvals that are missing', () => {
    const plan = aPlan({
      stages: [aStage([MEHMET]), aStage([GRACE, KENJI], { need: 2 }), aStage([STRANGER])],
    });
    const stages = (request: LicenseRequest) =>
      viewCard({ ...drawn(request, EVERYBODY, 'en', plan) }).lines.filter((line) => line.startsWith('Stage'));
    assert.deepEqual(stages(aLicenseRequest({ decisions: [aDecision(MEHMET), aDecision(KENJI)] })), [
      'Stage 1 of 3: approved by Mehmet Yıldız',
      'Stage 2 of 3: 1 of 2 approvals',
      'Stage 3 of 3: comes after that',
      // The present one stands where it can be seen at once, too.
      'Stage 2 of 3: 1 of 2 approvals',
    ]);
    const onBehalf = aDecision(KENJI, { onBehalfOf: MEHMET });
    const [first] = stages(aLicenseRequest({ decisions: [onBehalf] }));
    assert.equal(first, 'Stage 1 of 3: approved by 佐藤 健司 for Mehmet Yıldız');
    assert.deepEqual(stages(aLicenseRequest({ status: 'completed' })), []);
    assert(!says(viewCard({ ...drawn(aLicenseRequest(), EVERYBODY, 'en', aPlan()) }), 'Stage'));
  });

  for (const kind of KINDS) {
    it(`says of ${kind} what it is and who can mend it, told apart by a word`, () => {
      for (const language of LANGUAGES) {
        const text = translator.for(language);
        for (const severity of ['stop', 'warning'] as const) {
          const finding = aFinding({ kind, severity, other: 'K7M2QX', plans: ['Sway', 'Teams'] });
          const card = drawn(
            aLicenseRequest({ preflight: aReport({ findings: [finding] }) }),
            EVERYBODY,
            language,
          );
          assertGoodCard(card);
          const line = viewCard({ ...card }).lines.find((one) =>
            one.includes(text(`preflight.label.${severity}`)),
          );
          assert(line && !/[{}]|undefined/.test(line), line);
        }
      }
    });
  }

  it('shows an older state’s reader why they see the present one', () => {
    assert(says(viewCard({ ...drawn(aLicenseRequest(), ofPerson(GRACE)) }), 'A note.'));
  });

  it('asks for a reason where the policy wants one for a rejection, and only there', () => {
    for (const rejectionNeedsReason of [true, false]) {
      const card = drawn(aLicenseRequest(), ofPerson(GRACE), 'en', aPlan({ rejectionNeedsReason }));
      const input = nodesOf(card).find(({ id }) => id === 'in_reason');
      assert.equal(input?.['isRequired'], rejectionNeedsReason);
    }
  });

  it('has the client of one person ask for it anew, where that is wanted', () => {
    const viewer = { ...ofPerson(GRACE), refreshFor: ['29:grace'] };
    assert.deepEqual(viewCard({ ...drawn(aLicenseRequest(), viewer) }).refreshFor, ['29:grace']);
    assert.deepEqual(viewCard({ ...drawn(aLicenseRequest(), ofPerson(GRACE)) }).refreshFor, []);
  });

  it('approves with two presses, the first of which opens a box for a remark that nobody has to write', () => {
    const card = drawn(aLicenseRequest(), ofPerson(GRACE), 'en', aPlan());
    const approve = nodesOf(card).find(({ title }) => title === translator.for('en')('request.approve'));
    assert.equal(approve?.['type'], 'Action.ShowCard');
    const inside = nodesOf(approve ?? {});
    assert(inside.some(({ verb }) => verb === 'request.approve'));
    const remark = inside.find(({ id }) => id === 'in_remark');
    assert(remark && !remark['isRequired']);
  });

  it('carries nothing in its buttons but the number and the revision of the request', () => {
    for (const status of REQUEST_STATUSES) {
      for (const viewer of [EVERYBODY, ofPerson(SARAH), ofPerson(KENJI)]) {
        for (const { type, data } of nodesOf({ ...drawn(fullRequest(status), viewer) })) {
          if (type === 'Action.Execute') assert.deepEqual(data, { requestId: 'K7M2QX', revision: 3 });
        }
      }
    }
  });

  it('has no button to decide with when it is decided', () => {
    const deciding = ['request.approve', 'request.reject'];
    for (const status of REQUEST_STATUSES.filter((one) => one !== 'pending')) {
      for (const viewer of [EVERYBODY, ...[SARAH, MEHMET, GRACE, KENJI].map(ofPerson)]) {
        const { buttons } = viewCard({ ...drawn(fullRequest(status), viewer) });
        assert(!buttons.some((verb) => deciding.includes(verb)), `${status}: ${buttons}`);
        if (isEnded(status))
          assert(
            buttons.every((verb) => verb === 'draft.again'),
            `${status}: ${buttons}`,
          );
      }
    }
  });

  it('lets the clients of sixty people at most ask for their own view', () => {
    const refreshFor = Array.from({ length: 80 }, (_, n) => `29:${n}`);
    assert.equal(
      viewCard({ ...drawn(aLicenseRequest(), { kind: 'everybody', refreshFor }) }).refreshFor.length,
      60,
    );
    assert.equal(drawn(aLicenseRequest(), { kind: 'everybody', refreshFor: [] })['refresh'], undefined);
    assert.equal(drawn(aLicenseRequest(), ofPerson(SARAH))['refresh'], undefined);
  });

  for (const { meaning } of [
    ...ERROR_MEANINGS,
    { meaning: 'policy-changed' },
    { meaning: 'mfa-not-enforced' },
    { meaning: 'retries-over' },
  ]) {
    it(`says what ${meaning} is, why, and who can do what, in every language`, () => {
      for (const language of LANGUAGES) {
        const card = drawn(
          aLicenseRequest({ status: 'failed', problem: aProblem({ meaning }) }),
          ofPerson(GRACE),
          language,
        );
        assertGoodCard(card);
        assert(!JSON.stringify(card).includes('problem.'));
      }
    });
  }
});

describe('what people typed', () => {
  const markdown = new MarkdownIt({ html: true, linkify: true });
  /** How a card is built, without its words. */
  const shapeOf = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shapeOf);
    if (typeof value !== 'object' || value === null) return typeof value;
    return Object.entries(value).map(([key, member]) => [key, shapeOf(member)]);
  };
  /** Elements that a client makes of a card's texts. */
  const elementsOf = (card: object) =>
    nodesOf(card)
      .flatMap(({ text, value, title }) => [text, value, title])
      .filter((words) => typeof words === 'string')
      .flatMap((words) => markdown.render(words).match(/<[a-z]\w*/g) ?? [])
      .filter((element) => !['<p', '<br'].includes(element));

  for (const [what, hostile] of Object.entries(HOSTILE_TEXTS)) {
    it(`changes nothing about a card but its words: ${what}`, () => {
      for (const status of ['pending', 'failed', 'completed', 'rejected'] as const) {
        for (const viewer of [EVERYBODY, ofPerson(MEHMET)]) {
          const card = drawn(fullRequest(status, hostile), viewer);
          const harmless = drawn(fullRequest(status, 'Ada'), viewer);
          assertGoodCard(card, ['${$root.labels.approve}', '${title}', '${requestId}']);
          assert.deepEqual(shapeOf(card), shapeOf(harmless));
          assert.deepEqual(elementsOf(card), elementsOf(harmless));
          assert.doesNotMatch(JSON.stringify(card), /[\u202A-\u202E\u2066-\u2069\u200E\u200F]/);
          assert(!JSON.stringify(card).includes('{{DATE(2026-01-01'));
        }
      }
    });
  }
});
