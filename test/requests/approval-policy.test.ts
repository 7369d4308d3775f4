import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type ApprovalPlan,
  approversOf,
  isSignedOff,
  mayExecute,
  standingOf,
} from '../../src/requests/approval-policy.ts';
import type { Decision } from '../../src/requests/license-request.ts';
import { isSamePerson, type Person } from '../../src/requests/person.ts';
import { aDecision, aPerson, aPlan, aStage, GRACE, KENJI, MEHMET, SARAH } from '../support/builders.ts';

const YUKI = aPerson('鈴木 雪');

/** The standing in a form that a table can hold. */
function standing(plan: ApprovalPlan, decisions: readonly Decision[]) {
  const { isComplete, stage, missing, eligible } = standingOf(plan, { decisions, requester: SARAH });
  return { isComplete, stage, missing, eligible: eligible.map((person) => person.name) };
}

/** What is signed off, by whom it would be carried out. */
const signedOff = (plan: ApprovalPlan, executor: Person | null, ...by: readonly Person[]) =>
  isSignedOff(plan, { requester: SARAH, executor, decisions: approvals(...by) });

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
          requester: SARAH,
          decisions: made.map(({ by, kind }) => aDecision(by, { kind })),
        });
        const approved = new Set(made.filter(({ kind }) => kind !== 'reject').map(({ by }) => by.name));
        approved.delete(SARAH.name);
        const needed = stages.reduce((sum, { need }) => sum + need, 0);
        if (found.isComplete) assert(approved.size >= needed);
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
    assert.deepEqual(approversOf(graceTwice), [GRACE, MEHMET, KENJI]);
  });

  for (const [rule, person, may] of [
    ['lets an approver of the last stage carry it out', KENJI, true],
    ['does not let an approver of an earlier stage alone carry it out', MEHMET, false],
    ['does not let a stranger carry it out', YUKI, false],
  ] as const) {
    it(rule, () => assert.equal(mayExecute(managerFirst, SARAH, person), may));
  }

  it('never lets the requester carry it out, not even where they may approve', () => {
    const plan = aPlan({ stages: [aStage([SARAH, GRACE])], allowsSelfApproval: true });
    assert.equal(mayExecute(plan, SARAH, SARAH), false);
  });

  it('lets nobody carry out what has no stage', () => {
    assert.equal(mayExecute(aPlan({ stages: [] }), SARAH, GRACE), false);
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
