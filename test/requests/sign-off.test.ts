import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ApprovalPlan } from '../../src/requests/approval-policy.ts';
import type { Decision } from '../../src/requests/license-request.ts';
import { isSamePerson, type Person } from '../../src/requests/person.ts';
import {
  approversOf,
  canBeApproved,
  isSignedOff,
  mayExecute,
  standingOf,
} from '../../src/requests/sign-off.ts';
import { aDecision, aPerson, aPlan, aStage, GRACE, KENJI, MEHMET, SARAH } from '../support/builders.ts';

const YUKI = aPerson('鈴木 雪');

/** What Sarah asks for, in time. */
const BY_SARAH = { requester: SARAH, escalations: [] };

/** The standing in a form that a table can hold. */
function standing(plan: ApprovalPlan, decisions: readonly Decision[]) {
  const { isComplete, stage, missing, eligible } = standingOf(plan, { ...BY_SARAH, decisions });
  return { isComplete, stage, missing, eligible: eligible.map((person) => person.name) };
}

/** What is signed off, by whom it would be carried out. */
const signedOff = (plan: ApprovalPlan, executor: Person | null, ...by: readonly Person[]) =>
  isSignedOff(plan, { ...BY_SARAH, executor, decisions: approvals(...by) });

const names = (...people: readonly Person[]) => people.map((person) => person.name);
const approvals = (...people: readonly Person[]) => people.map((person) => aDecision(person));

type Case = {
  readonly rule: string;
  readonly plan: ApprovalPlan;
  readonly decisions: readonly Decision[];
  readonly isComplete?: boolean;
  readonly stage: number;
  readonly missing: number;
  readonly eligible: readonly string[];
};

const oneOfTwo = aPlan();
const twoOfThree = aPlan({ stages: [aStage([GRACE, KENJI, MEHMET], { need: 2 })] });
const managerFirst = aPlan({ stages: [aStage([MEHMET]), aStage([GRACE, KENJI])] });
const graceTwice = aPlan({ stages: [aStage([GRACE, MEHMET]), aStage([GRACE, KENJI])] });

const CASES: readonly Case[] = [
  {
    rule: 'waits for anybody of the stage',
    plan: oneOfTwo,
    decisions: [],
    stage: 0,
    missing: 1,
    eligible: names(GRACE, KENJI),
  },
  {
    rule: 'is complete with one of two when one is needed',
    plan: oneOfTwo,
    decisions: approvals(KENJI),
    isComplete: true,
    stage: 1,
    missing: 0,
    eligible: names(GRACE, KENJI),
  },
  {
    rule: 'waits for the second of two, and no more for the first',
    plan: twoOfThree,
    decisions: approvals(KENJI),
    stage: 0,
    missing: 1,
    eligible: names(GRACE, MEHMET),
  },
  {
    rule: 'counts one person once, however often they approve',
    plan: twoOfThree,
    decisions: approvals(KENJI, KENJI, KENJI),
    stage: 0,
    missing: 1,
    eligible: names(GRACE, MEHMET),
  },
  {
    rule: 'takes the stages in order',
    plan: managerFirst,
    decisions: approvals(MEHMET),
    stage: 1,
    missing: 1,
    eligible: names(GRACE, KENJI),
  },
  {
    rule: 'keeps an approval of a later stage that came before its turn',
    plan: managerFirst,
    decisions: approvals(GRACE),
    stage: 0,
    missing: 1,
    eligible: names(MEHMET),
  },
  {
    rule: 'is complete when every stage is, whatever the order of the approvals',
    plan: managerFirst,
    decisions: approvals(GRACE, MEHMET),
    isComplete: true,
    stage: 2,
    missing: 0,
    eligible: names(GRACE, KENJI),
  },
  {
    rule: 'counts somebody of two stages in the first that lists them',
    plan: graceTwice,
    decisions: approvals(GRACE),
    stage: 1,
    missing: 1,
    eligible: names(KENJI),
  },
  {
    rule: 'does not count people who are not named',
    plan: oneOfTwo,
    decisions: approvals(YUKI),
    stage: 0,
    missing: 1,
    eligible: names(GRACE, KENJI),
  },
  {
    rule: 'does not count a rejection as an approval',
    plan: oneOfTwo,
    decisions: [aDecision(GRACE, { kind: 'reject' })],
    stage: 0,
    missing: 1,
    eligible: names(GRACE, KENJI),
  },
  {
    rule: 'counts running with the own account as an approval',
    plan: oneOfTwo,
    decisions: [aDecision(GRACE, { kind: 'run' })],
    isComplete: true,
    stage: 1,
    missing: 0,
    eligible: names(GRACE, KENJI),
  },
  {
    rule: 'never counts the requester, nor asks them',
    plan: aPlan({ stages: [aStage([SARAH, GRACE]), aStage([SARAH, KENJI])] }),
    decisions: approvals(SARAH),
    stage: 0,
    missing: 1,
    eligible: names(GRACE),
  },
  {
    rule: 'counts the requester where the policy says so in words, once',
    plan: aPlan({ stages: [aStage([SARAH]), aStage([SARAH, KENJI])], allowsSelfApproval: true }),
    decisions: approvals(SARAH),
    stage: 1,
    missing: 1,
    eligible: names(KENJI),
  },
  {
    rule: 'waits for nobody where a stage names nobody who is known',
    plan: aPlan({ stages: [aStage([], { unresolved: ['left@partner.example'] })] }),
    decisions: [],
    stage: 0,
    missing: 1,
    eligible: [],
  },
  {
    rule: 'is never complete without a stage',
    plan: aPlan({ stages: [] }),
    decisions: [],
    stage: 0,
    missing: 0,
    eligible: [],
  },
  {
    rule: 'waits again when the policy came to ask for one more',
    plan: aPlan({ stages: [aStage([GRACE, KENJI], { need: 2 })] }),
    decisions: approvals(GRACE),
    stage: 0,
    missing: 1,
    eligible: names(KENJI),
  },
];

describe('the sign-off of a request', () => {
  for (const { rule, plan, decisions, isComplete = false, ...expected } of CASES) {
    it(rule, () => assert.deepEqual(standing(plan, decisions), { isComplete, ...expected }));
  }

  it('compares people by tenant and object id, whatever the case of the letters', () => {
    const shouting = {
      ...GRACE,
      tenantId: GRACE.tenantId.toUpperCase(),
      objectId: GRACE.objectId.toUpperCase(),
    };
    assert(standing(oneOfTwo, approvals(shouting)).isComplete);
    const elsewhere = { ...GRACE, tenantId: 'another-tenant' };
    assert(!standing(oneOfTwo, approvals(elsewhere)).isComplete);
  });

  it('does not go by names', () => {
    const impostor = { ...aPerson('somebody else'), name: GRACE.name };
    assert(!standing(oneOfTwo, approvals(impostor)).isComplete);
  });

  it('holds, whatever is decided: complete only with enough different people, and somebody to ask unless nobody is left', () => {
    const people = [SARAH, GRACE, KENJI, MEHMET, YUKI];
    const aStageOf = fc
      .record({ approvers: fc.subarray(people, { minLength: 1 }), need: fc.integer({ min: 1, max: 3 }) })
      .map(({ approvers, need }) => aStage(approvers, { need }));
    const decisions = fc.array(
      fc.record({ by: fc.constantFrom(...people), kind: fc.constantFrom('approve', 'reject', 'run') }),
    );
    fc.assert(
      fc.property(fc.array(aStageOf, { minLength: 1, maxLength: 3 }), decisions, (stages, made) => {
        const plan = aPlan({ stages });
        const found = standingOf(plan, {
          ...BY_SARAH,
          decisions: made.map(({ by, kind }) => aDecision(by, { kind })),
        });
        const approved = new Set(made.filter(({ kind }) => kind !== 'reject').map(({ by }) => by.name));
        approved.delete(SARAH.name);
        const needed = stages.reduce((sum, { need }) => sum + need, 0);
        if (found.isComplete) assert(approved.size >= needed);
        const filled = stages.slice(0, found.stage).map(({ need }) => need);
        assert.deepEqual(
          found.done.map((decisions) => decisions.length),
          filled,
        );
        assert(!found.eligible.some((person) => isSamePerson(person, SARAH)));
        const named = stages[Math.min(found.stage, stages.length - 1)]?.approvers ?? [];
        for (const person of found.eligible) assert(named.includes(person));
        assert.equal(found.isComplete, found.stage === stages.length);
      }),
    );
  });
});

describe('the people of a plan', () => {
  it('are everybody of every stage, each once', () => {
    assert.deepEqual(approversOf(graceTwice, BY_SARAH), [GRACE, MEHMET, KENJI]);
  });

  for (const [rule, person, may] of [
    ['lets an approver of the last stage carry it out', KENJI, true],
    ['does not let an approver of an earlier stage alone carry it out', MEHMET, false],
    ['does not let a stranger carry it out', YUKI, false],
  ] as const) {
    it(rule, () => assert.equal(mayExecute(managerFirst, BY_SARAH, person), may));
  }

  it('never lets the requester carry it out, not even where they may approve', () => {
    const plan = aPlan({ stages: [aStage([SARAH, GRACE])], allowsSelfApproval: true });
    assert.equal(mayExecute(plan, BY_SARAH, SARAH), false);
  });

  it('lets nobody carry out what has no stage', () => {
    assert.equal(mayExecute(aPlan({ stages: [] }), BY_SARAH, GRACE), false);
  });
});

describe('whether a request may be carried out', () => {
  const self = aPlan({ stages: [aStage([SARAH, GRACE, KENJI])], allowsSelfApproval: true });
  for (const [rule, plan, executor, by, may] of [
    ['needs the approvals of the plan in force', twoOfThree, GRACE, [GRACE], false],
    ['is so with all approvals, by an approver of the last stage', twoOfThree, GRACE, [KENJI, GRACE], true],
    ['needs somebody to carry it out', oneOfTwo, null, [GRACE], false],
    ['is not so by somebody who is an approver no more', oneOfTwo, MEHMET, [GRACE, MEHMET], false],
    ['is not so by an approver of an earlier stage', managerFirst, MEHMET, [MEHMET, GRACE], false],
    ['is not so by the requester', aPlan({ stages: [aStage([SARAH, GRACE])] }), SARAH, [GRACE, SARAH], false],
    ['is so by the requester where people decide on their own requests', self, SARAH, [SARAH], true],
    ['is not so by a stranger even there', self, MEHMET, [GRACE, MEHMET], false],
  ] as const) {
    it(rule, () => assert.equal(signedOff(plan, executor, ...by), may));
  }
});

describe('who may decide as well after a while', () => {
  const first = aStage([GRACE], { escalation: { afterHours: 1, to: [MEHMET, SARAH] } });
  const plan = aPlan({ stages: [first, aStage([KENJI], { escalation: { afterHours: 1, to: [MEHMET] } })] });
  const asked = (escalated: readonly number[], ...decisions: readonly Decision[]) => ({
    requester: SARAH,
    escalations: escalated.map((stage) => ({ stage, at: '2026-03-02T10:00:00.000Z' })),
    decisions,
  });
  const eligible = (request: ReturnType<typeof asked>) => names(...standingOf(plan, request).eligible);

  it('is nobody before, and never the requester', () => {
    assert.deepEqual(eligible(asked([])), names(GRACE));
    assert.deepEqual(eligible(asked([0])), names(GRACE, MEHMET));
  });

  it('may do so in that stage alone', () => {
    assert.deepEqual(eligible(asked([0], aDecision(GRACE))), names(KENJI));
    assert.equal(standingOf(plan, asked([1], aDecision(MEHMET))).stage, 0);
  });

  it('counts once, as everybody does', () => {
    assert.deepEqual(eligible(asked([0, 1], aDecision(MEHMET))), names(KENJI));
    assert.equal(standingOf(plan, asked([0, 1], aDecision(MEHMET), aDecision(MEHMET))).isComplete, false);
  });

  it('is told of the request from then on', () => {
    assert.deepEqual(approversOf(plan, asked([])), [GRACE, KENJI]);
    assert.deepEqual(approversOf(plan, asked([1])), [GRACE, KENJI, MEHMET]);
  });

  it('may carry it out when it was in the last stage, at the decision and at the claim', () => {
    assert.equal(mayExecute(plan, asked([0]), MEHMET), false);
    assert.equal(mayExecute(plan, asked([1]), MEHMET), true);
    const signed = asked([1], aDecision(GRACE), aDecision(MEHMET));
    assert.equal(isSignedOff(plan, { ...signed, executor: MEHMET }), true);
    assert.equal(isSignedOff(plan, { ...signed, escalations: [], executor: MEHMET }), false);
  });

  it('makes a request possible whose only approver asks for it', () => {
    assert.equal(canBeApproved(aPlan({ stages: [first] }), GRACE), true);
    assert.equal(canBeApproved(aPlan({ stages: [aStage([GRACE])] }), GRACE), false);
  });
});

describe('a delegate', () => {
  const delegations = (...pairs: readonly (readonly [delegator: Person, delegate: Person])[]) =>
    pairs.map(([delegator, delegate]) => ({
      delegator,
      delegate,
      from: '2026-03-02T00:00:00.000Z',
      until: '2026-03-09T00:00:00.000Z',
    }));
  const forGrace = (by: Person) => aDecision(by, { onBehalfOf: GRACE });
  const asked = (requester: Person, ...decisions: readonly Decision[]) => ({
    requester,
    escalations: [],
    decisions,
  });
  const seats = (plan: ApprovalPlan, request: ReturnType<typeof asked>) =>
    standingOf(plan, request).seats.map(({ person, onBehalfOf }) =>
      onBehalfOf ? `${person.name} for ${onBehalfOf.name}` : person.name,
    );
  const graceAway = aPlan({ stages: [aStage([GRACE])], delegations: delegations([GRACE, MEHMET]) });
  const bothNeeded = aPlan({
    stages: [aStage([GRACE, KENJI], { need: 2 })],
    delegations: delegations([GRACE, MEHMET]),
  });

  const cases: readonly (readonly [string, ApprovalPlan, ReturnType<typeof asked>, readonly string[]])[] = [
    [
      'may decide in the place of an approver, who may as well',
      graceAway,
      asked(SARAH),
      ['Grace Hill', 'Mehmet Yıldız for Grace Hill'],
    ],
    ['may not decide on what the approver asks for', graceAway, asked(GRACE), []],
    ['may not decide on what they ask for themselves', graceAway, asked(MEHMET), ['Grace Hill']],
    [
      'hands nothing on',
      aPlan({ stages: [aStage([GRACE])], delegations: delegations([GRACE, MEHMET], [MEHMET, YUKI]) }),
      asked(SARAH),
      ['Grace Hill', 'Mehmet Yıldız for Grace Hill'],
    ],
    [
      'who is an approver of the stage decides once, for themselves',
      aPlan({
        stages: [aStage([GRACE, KENJI], { need: 2 })],
        delegations: delegations([GRACE, KENJI]),
      }),
      asked(SARAH, aDecision(KENJI)),
      ['Grace Hill'],
    ],
    ['cannot decide beside the approver', bothNeeded, asked(SARAH, aDecision(GRACE)), [KENJI.name]],
    ['takes the approver’s one decision', bothNeeded, asked(SARAH, forGrace(MEHMET)), [KENJI.name]],
    [
      'of somebody in an earlier stage does not count in a later one again',
      aPlan({ stages: [aStage([GRACE]), aStage([MEHMET])], delegations: delegations([GRACE, MEHMET]) }),
      asked(SARAH, forGrace(MEHMET)),
      [],
    ],
    [
      'of somebody who is no approver decides nothing',
      aPlan({ stages: [aStage([KENJI])], delegations: delegations([GRACE, MEHMET]) }),
      asked(SARAH),
      [KENJI.name],
    ],
  ];
  for (const [rule, plan, request, expected] of cases) {
    it(rule, () => assert.deepEqual(seats(plan, request), expected));
  }

  it('does not decide on a request of either, not even where people decide on their own requests', () => {
    const self = { ...graceAway, allowsSelfApproval: true };
    assert.deepEqual(seats(self, asked(GRACE)), ['Grace Hill']);
    assert.deepEqual(seats(self, asked(MEHMET)), ['Grace Hill']);
    assert.equal(standingOf(self, asked(GRACE, forGrace(MEHMET))).isComplete, false);
    assert.equal(standingOf(self, asked(MEHMET, forGrace(MEHMET))).isComplete, false);
  });

  it('stays who signed off when the delegation is over, as long as the other is an approver', () => {
    const signed = { ...asked(SARAH, forGrace(MEHMET)), executor: MEHMET };
    assert.equal(isSignedOff({ ...graceAway, delegations: [] }, signed), true);
    assert.equal(isSignedOff(aPlan({ stages: [aStage([KENJI])] }), signed), false);
    assert.equal(isSignedOff({ ...graceAway, delegations: [] }, { ...signed, executor: KENJI }), false);
  });

  it('may carry it out while they are one', () => {
    assert.equal(mayExecute(graceAway, BY_SARAH, MEHMET), true);
    assert.equal(mayExecute({ ...graceAway, delegations: [] }, BY_SARAH, MEHMET), false);
    assert.equal(mayExecute(graceAway, { ...BY_SARAH, requester: MEHMET }, MEHMET), false);
    assert.equal(mayExecute(graceAway, { ...BY_SARAH, requester: GRACE }, MEHMET), false);
  });

  it('is told of the requests, but not of the own approver’s', () => {
    assert.deepEqual(approversOf(graceAway, BY_SARAH), [GRACE, MEHMET]);
    assert.deepEqual(approversOf(graceAway, { ...BY_SARAH, requester: GRACE }), [GRACE]);
  });

  it('never brings it about that fewer people sign off than the plan asks for, or the requester does', () => {
    const people = [SARAH, GRACE, KENJI, MEHMET, YUKI];
    const person = fc.constantFrom(...people);
    const made = fc.array(fc.record({ by: person, onBehalfOf: fc.option(person) }), { maxLength: 6 });
    const pairs = fc.array(fc.tuple(person, person), { maxLength: 4 });
    const stage = fc
      .record({ approvers: fc.subarray(people, { minLength: 1 }), need: fc.integer({ min: 1, max: 3 }) })
      .map(({ approvers, need }) => aStage(approvers, { need }));
    fc.assert(
      fc.property(fc.array(stage, { minLength: 1, maxLength: 3 }), pairs, made, (stages, away, decisions) => {
        const plan = aPlan({ stages, delegations: delegations(...away) });
        const request = asked(SARAH, ...decisions.map(({ by, onBehalfOf }) => aDecision(by, { onBehalfOf })));
        const found = standingOf(plan, request);
        const signers = new Set(decisions.map(({ by }) => by.name));
        signers.delete(SARAH.name);
        if (found.isComplete) assert(signers.size >= stages.reduce((sum, { need }) => sum + need, 0));
        for (const { person: one, onBehalfOf } of found.seats) {
          assert(!isSamePerson(one, SARAH) && !(onBehalfOf && isSamePerson(onBehalfOf, SARAH)));
          if (onBehalfOf) assert(away.some(([from, to]) => from === onBehalfOf && to === one));
        }
      }),
    );
  });
});
