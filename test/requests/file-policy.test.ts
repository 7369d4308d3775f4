import assert from 'node:assert/strict';
import type { Delegation } from '../../src/requests/delegation.ts';
import { FilePolicy } from '../../src/requests/file-policy.ts';
import type { LicenseChange } from '../../src/requests/license-change.ts';
import type { Person } from '../../src/requests/person.ts';
import { parsePolicy } from '../../src/requests/policy-file.ts';
import { aPerson, aStage, GRACE, guidOf, KENJI, MEHMET, PARTNER_TENANT, SARAH } from '../support/builders.ts';

const CONTOSO_TENANT = guidOf('Contoso tenant');
const CONTOSO = guidOf('Contoso');
const FABRIKAM = guidOf('Fabrikam');

const TEXT = `
operators: [priya@partner.example]
approval:
  stages:
    - anyOf: [grace@partner.example, new@partner.example, ${KENJI.objectId.toUpperCase()}]
      need: 2
  decideWithin: 2d
  validFor: 6h
customers:
  - id: ${FABRIKAM}
    stages:
      - anyOf: [mehmet@partner.example]
      - anyOf: [grace@partner.example]
`;

const REMINDING = `
approval:
  reminders: { after: 12h }
  escalation: { after: 2d, to: [priya@partner.example, new@partner.example] }
  stages:
    - anyOf: [grace@partner.example]
    - { anyOf: [grace@partner.example], escalation: { after: 1h, to: [mehmet@partner.example] } }
    - { anyOf: [grace@partner.example], escalation: false }
`;

const TEAM = '19:Approvers@thread.tacv2';
const PRIYA = aPerson('Priya Nair');

const SKUS = { E3: 'SPE_E3', E5: 'SPE_E5' } as const;
const aSku = (name: keyof typeof SKUS) => ({ id: guidOf(name), name, partNumber: SKUS[name] });

/** A change that gives some SKUs to somebody and takes others away. */
function aWishFor(
  customerId: string,
  assign: readonly (keyof typeof SKUS)[] = ['E3'],
  remove: readonly (keyof typeof SKUS)[] = [],
): LicenseChange {
  return {
    customer: { id: customerId, name: 'Some customer' },
    user: { id: guidOf('Ada'), name: 'Ada', upn: 'ada@customer.example' },
    licenseGroup: 'group1',
    assign: assign.map((name) => ({ sku: aSku(name), excludedPlans: [] })),
    remove: remove.map(aSku),
  };
}

function aFilePolicy(text = TEXT) {
  const known = new Map([
    ['grace@partner.example', GRACE],
    [KENJI.objectId, KENJI],
    ['mehmet@partner.example', MEHMET],
    ['priya@partner.example', PRIYA],
  ]);
  const rosters = new Map<string, readonly Person[]>([[TEAM, [GRACE, KENJI]]]);
  const delegations: Delegation[] = [];
  const reads: { teamId: string; isDecision: boolean }[] = [];
  const lookups: (boolean | undefined)[] = [];
  let rules = parsePolicy(text);
  const policy = new FilePolicy({
    rules: () => rules,
    people: {
      findPerson: async (reference, freshness) => {
        lookups.push(freshness?.isDecision);
        return known.get(reference);
      },
      membersOf: async (teamId, { isDecision }) => {
        reads.push({ teamId, isDecision });
        return rosters.get(teamId);
      },
    },
    delegations: async () => delegations,
    partnerTenantId: PARTNER_TENANT,
    requesterTenants: new Map([[CONTOSO_TENANT, CONTOSO.toUpperCase()]]),
  });
  const reload = (newText: string) => {
    rules = parsePolicy(newText);
  };
  return { policy, known, rosters, delegations, reads, lookups, reload };
}

describe('the policy of the file', () => {
  it('finds people by address or object id, and names those it does not know', async () => {
    const { policy, known } = aFilePolicy();
    const plan = await policy.planFor(aWishFor(CONTOSO), SARAH);
    assert.deepEqual(plan.stages, [aStage([GRACE, KENJI], { need: 2, unresolved: ['new@partner.example'] })]);
    known.set('new@partner.example', SARAH);
    const [stage] = (await policy.planFor(aWishFor(CONTOSO), SARAH)).stages;
    assert.deepEqual(stage?.approvers, [GRACE, SARAH, KENJI]);
  });

  it('says when people are reminded, and who may decide as well after a while', async () => {
    const { reminders, stages } = await aFilePolicy(REMINDING).policy.planFor(aWishFor(CONTOSO), SARAH);
    assert.deepEqual(reminders, { afterHours: 12, everyHours: 24, atMost: 3 });
    assert.deepEqual(
      stages.map(({ escalation }) => escalation),
      [{ afterHours: 48, to: [PRIYA] }, { afterHours: 1, to: [MEHMET] }, null],
    );
  });

  it('says in which hours that is, in the time zone of the file unless it names another', async () => {
    const hoursOf = async (text: string) => {
      const { policy } = aFilePolicy(`timeZone: Asia/Tokyo\n${REMINDING}  workingHours: ${text}\n`);
      return (await policy.planFor(aWishFor(CONTOSO), SARAH)).workingHours;
    };
    const office = { days: [1, 2, 3, 4, 5], from: 8 * 60, to: 17 * 60 + 30 };
    assert.deepEqual(await hoursOf('{ from: 08:00, to: 17:30 }'), { ...office, timeZone: 'Asia/Tokyo' });
    assert.deepEqual(await hoursOf('{ days: [sat, sun], from: 00:00, to: 24:00, timeZone: Europe/Berlin }'), {
      days: [6, 0],
      from: 0,
      to: 24 * 60,
      timeZone: 'Europe/Berlin',
    });
  });

  it('counts those as approvers who may become so', async () => {
    const { policy } = aFilePolicy(REMINDING);
    for (const person of [GRACE, PRIYA, MEHMET]) assert.equal(await policy.isApprover(person), true);
    assert.equal(await policy.isApprover(KENJI), false);
  });

  it('counts whoever decides in the place of an approver among those who decide, not among the approvers', async () => {
    const { policy, delegations } = aFilePolicy(REMINDING);
    delegations.push({ delegator: GRACE, delegate: KENJI, from: '2026-01-01', until: '2027-01-01' });
    assert.equal(await policy.isApprover(KENJI), false);
    for (const person of [GRACE, KENJI]) assert.equal(await policy.mayDecide(person), true);
    assert.equal(await policy.mayDecide(SARAH), false);
  });

  it('hands on times, rules and the fingerprint', async () => {
    const { stages, digest, ...rules } = await aFilePolicy().policy.planFor(aWishFor(CONTOSO), SARAH);
    assert.deepEqual(rules, {
      source: { kind: 'general' },
      refusal: null,
      amount: null,
      delegations: [],
      reminders: null,
      workingHours: null,
      allowsSelfApproval: false,
      requestNeedsReason: false,
      rejectionNeedsReason: true,
      needsFreshToken: false,
      decideWithinHours: 48,
      validForHours: 6,
    });
    assert.equal(stages.length, 1);
    assert.equal(digest, parsePolicy(TEXT).digest);
  });

  it('has stages of their own for customers that are named, whatever the case of the id', async () => {
    const { stages } = await aFilePolicy().policy.planFor(aWishFor(FABRIKAM.toUpperCase()), SARAH);
    assert.deepEqual(
      stages.map(({ approvers }) => approvers),
      [[MEHMET], [GRACE]],
    );
  });

  it('counts at once when the file is read anew', async () => {
    const { policy, reload } = aFilePolicy();
    reload(TEXT.replace('need: 2', 'need: 1'));
    assert.equal((await policy.planFor(aWishFor(CONTOSO), SARAH)).stages[0]?.need, 1);
  });

  it('lets people of the partner ask for all customers, those of a mapped tenant for one, others for none', async () => {
    const { policy } = aFilePolicy();
    assert.equal(await policy.customersOf(SARAH), 'all');
    assert.equal(await policy.customersOf({ ...SARAH, tenantId: PARTNER_TENANT.toUpperCase() }), 'all');
    assert.deepEqual(await policy.customersOf(aPerson('Ada', CONTOSO_TENANT)), [CONTOSO]);
    assert.deepEqual(await policy.customersOf(aPerson('Eve', guidOf('elsewhere'))), []);
  });

  it('looks people up anew when somebody decides or it is asked what they may do, and not for drawing', async () => {
    const { policy, lookups } = aFilePolicy();
    await policy.isOperator(PRIYA);
    await policy.planFor(aWishFor(CONTOSO), SARAH, { isDecision: true });
    assert.deepEqual(new Set(lookups.splice(0)), new Set([true]));
    await policy.planFor(aWishFor(CONTOSO), SARAH);
    assert.deepEqual(new Set(lookups), new Set([false]));
  });

  it('knows its operators, by the person and not by the tenant they speak from', async () => {
    const { policy } = aFilePolicy();
    assert.equal(await policy.isOperator(PRIYA), true);
    assert.equal(await policy.isOperator(GRACE), false);
    assert.equal(await policy.isOperator({ ...PRIYA, tenantId: CONTOSO_TENANT }), false);
  });

  it('knows approvers of any stage and customer', async () => {
    const { policy } = aFilePolicy();
    for (const person of [GRACE, KENJI, MEHMET]) assert.equal(await policy.isApprover(person), true);
    for (const person of [PRIYA, SARAH]) assert.equal(await policy.isApprover(person), false);
  });
});

/** The head of a policy in which Grace approves, and more below it. */
const withMore = (more: string) => `approval:\n  stages: [{ anyOf: [grace@partner.example] }]\n${more}`;

describe('rules for stages', () => {
  const RULES = `  rules:
    - when: { customers: [${FABRIKAM}], skus: [spe_e5] }
      stages: [{ anyOf: [priya@partner.example] }]
    - when: { amountOver: 40 }
      stages: [{ anyOf: [${KENJI.objectId}] }]
    - when: { customers: [${FABRIKAM}] }
      stages: [{ anyOf: [mehmet@partner.example] }]
prices: { currency: EUR, skus: [{ sku: SPE_E3, price: 39.5 }, { sku: ${guidOf('E5').toUpperCase()}, price: 57 }] }
customers:
  - { id: ${CONTOSO}, stages: [{ anyOf: [mehmet@partner.example] }] }
`;
  const cases: readonly (readonly [string, LicenseChange, Person])[] = [
    ['both conditions hold: the first', aWishFor(FABRIKAM, ['E5']), PRIYA],
    ['a removed SKU counts', aWishFor(FABRIKAM, ['E3'], ['E5']), PRIYA],
    ["the amount is over: over the customer's own stages", aWishFor(CONTOSO, ['E5']), KENJI],
    ["no rule holds: the customer's own stages", aWishFor(CONTOSO, ['E3']), MEHMET],
    ['only the last holds', aWishFor(FABRIKAM, ['E3']), MEHMET],
    ['nothing holds: the general stages', aWishFor(guidOf('Tailspin')), GRACE],
    ['a mere removal costs nothing', aWishFor(guidOf('Tailspin'), [], ['E5']), GRACE],
  ];
  for (const [what, change, approver] of cases) {
    it(`apply in order; ${what}`, async () => {
      const { stages } = await aFilePolicy(withMore(RULES)).policy.planFor(change, SARAH);
      assert.deepEqual(
        stages.map(({ approvers }) => approvers),
        [[approver]],
      );
    });
  }

  it('count a SKU without a price as over every amount', async () => {
    const text = withMore(RULES.replace('{ sku: SPE_E3, price: 39.5 }, ', ''));
    const plan = await aFilePolicy(text).policy.planFor(aWishFor(CONTOSO, ['E3']), SARAH);
    assert.deepEqual([plan.stages[0]?.approvers, plan.amount], [[KENJI], null]);
  });
});

describe('what may be asked for', () => {
  const PRICES =
    'prices: { currency: EUR, limit: 60.2, skus: [{ sku: SPE_E3, price: 0.1 }, { sku: SPE_E5, price: 60.1 }] }\n';

  it('is refused for a blocked SKU, which can still be removed', async () => {
    const { policy } = aFilePolicy(withMore('blockedSkus: [spe_e5]\n'));
    const blocked = await policy.planFor(aWishFor(CONTOSO, ['E5']), SARAH);
    assert.deepEqual(blocked.refusal, { code: 'sku-blocked', details: { sku: 'E5' } });
    const refusalOf = await policy.refusals(SARAH, CONTOSO);
    assert.deepEqual(refusalOf(aWishFor(CONTOSO, ['E5'])), blocked.refusal);
    assert.equal(refusalOf(aWishFor(CONTOSO, ['E3'])), null);
    assert.equal((await policy.planFor(aWishFor(CONTOSO, ['E3'], ['E5']), SARAH)).refusal, null);
  });

  it('has an amount, counted in hundredths, and a limit that may be reached', async () => {
    const { policy } = aFilePolicy(withMore(PRICES));
    const { amount, refusal } = await policy.planFor(aWishFor(CONTOSO, ['E3', 'E5']), SARAH);
    assert.deepEqual([amount, refusal], [{ value: 60.2, currency: 'EUR' }, null]);
  });

  it('is refused over the limit, and with a limit where no price is known', async () => {
    const { policy, reload } = aFilePolicy(withMore(PRICES.replace('60.2', '60')));
    const code = async (name: 'E3' | 'E5') =>
      (await policy.planFor(aWishFor(CONTOSO, [name]), SARAH)).refusal?.code;
    assert.deepEqual([await code('E3'), await code('E5')], [undefined, 'over-limit']);
    reload(withMore(PRICES.replace('{ sku: SPE_E3, price: 0.1 }, ', '')));
    assert.deepEqual([await code('E3'), await code('E5')], ['price-unknown', undefined]);
  });

  describe('in a bundle', () => {
    /** One of three users who get E3 together. */
    const ofThree = (assign: readonly (keyof typeof SKUS)[] = ['E3']) => ({
      ...aWishFor(CONTOSO, assign, ['E5']),
      together: { users: 3, assign: [{ sku: aSku('E3'), count: 3 }], remove: [] },
    });

    it('counts what all of them cost against the limit, and shows what one costs', async () => {
      const { policy, reload } = aFilePolicy(withMore(PRICES.replace('60.2', '0.3')));
      const within = await policy.planFor(ofThree(), SARAH);
      assert.deepEqual([within.refusal, within.amount?.value], [null, 0.1]);
      reload(withMore(PRICES.replace('60.2', '0.29')));
      const { refusal } = await policy.planFor(ofThree(), SARAH);
      assert.deepEqual(refusal, {
        code: 'over-limit',
        details: { amount: '0.3', limit: '0.29', currency: 'EUR' },
      });
    });

    it('has the stages for the whole amount, also for what only takes away', async () => {
      const rules = `approval:
  stages: [{ anyOf: [grace@partner.example] }]
  rules:
    - { when: { amountOver: 0.2 }, stages: [{ anyOf: [mehmet@partner.example] }] }
`;
      const { policy } = aFilePolicy(`${PRICES}${rules}`);
      const approvers = async (change: LicenseChange) =>
        (await policy.planFor(change, SARAH)).stages.flatMap((stage) => stage.approvers);
      assert.deepEqual(await approvers(aWishFor(CONTOSO)), [GRACE]);
      assert.deepEqual(await approvers(ofThree()), [MEHMET]);
      assert.deepEqual(await approvers(ofThree([])), [MEHMET]);
    });
  });

  describe('needs a reason', () => {
    const needs = (value: string, more = '') => {
      const { policy } = aFilePolicy(`${more}approval:
  stages: [{ anyOf: [grace@partner.example] }]
${value === '' ? '' : `  requestNeedsReason: ${value}\n`}`);
      return async (change: LicenseChange) => {
        const { requestNeedsReason } = await policy.planFor(change, SARAH);
        assert.equal(policy.needsReason(change), requestNeedsReason);
        return requestNeedsReason;
      };
    };

    for (const [value, isNeeded] of [
      ['', false],
      ['false', false],
      ['true', true],
    ] as const) {
      it(`${isNeeded ? 'always' : 'never'}, where the policy says “${value}”`, async () => {
        assert.equal(await needs(value)(aWishFor(CONTOSO, ['E5'])), isNeeded);
      });
    }

    const CONDITIONS = `[{ skus: [SPE_E5], customers: [${CONTOSO}] }, { amountOver: 0.2 }]`;
    for (const [what, change, isNeeded] of [
      ['for a SKU at a customer', aWishFor(CONTOSO, ['E5']), true],
      ['for taking such a SKU away', aWishFor(CONTOSO, [], ['E5']), true],
      ['not for another SKU', aWishFor(CONTOSO, ['E3']), false],
      ['not for it at another customer, below the amount', aWishFor(FABRIKAM, [], ['E5']), false],
      ['over an amount', aWishFor(FABRIKAM, ['E5']), true],
      [
        'over an amount that several people come to together',
        {
          ...aWishFor(FABRIKAM, ['E3']),
          together: { users: 3, assign: [{ sku: aSku('E3'), count: 3 }], remove: [] },
        },
        true,
      ],
    ] as const) {
      it(`${what}, where the policy says so`, async () => {
        assert.equal(await needs(CONDITIONS, PRICES)(change), isNeeded);
      });
    }
  });

  const REQUESTERS = `requesters:
  - { who: [mehmet@partner.example], customers: [${CONTOSO}], skus: [SPE_E3] }
  - { who: [mehmet@partner.example, tenant ${CONTOSO_TENANT.toUpperCase()}], customers: [${FABRIKAM}] }
  - { who: [members of team ${TEAM}], skus: [SPE_E5] }
`;
  const ada = aPerson('Ada', CONTOSO_TENANT);
  const refusals: readonly (readonly [string, Person, LicenseChange, string | undefined])[] = [
    ['by a rule of customer and SKU', MEHMET, aWishFor(CONTOSO, ['E3']), undefined],
    ['not for another SKU there', MEHMET, aWishFor(CONTOSO, ['E5']), 'sku-not-allowed'],
    ['not for removing another SKU there', MEHMET, aWishFor(CONTOSO, ['E3'], ['E5']), 'sku-not-allowed'],
    ['for every SKU of another customer', MEHMET, aWishFor(FABRIKAM, ['E3', 'E5']), undefined],
    ['by being in a team', GRACE, aWishFor(CONTOSO, ['E5']), undefined],
    ['not by anybody unnamed', SARAH, aWishFor(CONTOSO, ['E3']), 'sku-not-allowed'],
  ];
  for (const [what, person, change, code] of refusals) {
    it(`is ruled by who asks: ${what}`, async () => {
      const { policy } = aFilePolicy(withMore(REQUESTERS));
      assert.equal((await policy.planFor(change, person)).refusal?.code, code);
    });
  }

  it('is limited to the customers of those rules, and of a mapped tenant to its own customer', async () => {
    const { policy, reload } = aFilePolicy(withMore(REQUESTERS));
    assert.deepEqual(await policy.customersOf(MEHMET), [CONTOSO, FABRIKAM]);
    assert.equal(await policy.customersOf(GRACE), 'all');
    assert.deepEqual(await policy.customersOf(SARAH), []);
    assert.deepEqual(await policy.customersOf(ada), []);
    reload(withMore(`requesters: [{ who: [tenant ${CONTOSO_TENANT}] }]\n`));
    assert.deepEqual(await policy.customersOf(ada), [CONTOSO]);
  });
});

describe('members of a team', () => {
  const TEXT_OF_TEAM = `approval:\n  stages: [{ anyOf: [members of team ${TEAM}, grace@partner.example], need: 2 }]\n`;

  it('are read again for a decision, each person counted once', async () => {
    const { policy, reads, rosters } = aFilePolicy(TEXT_OF_TEAM);
    const drawn = await policy.planFor(aWishFor(CONTOSO), SARAH);
    assert.deepEqual(drawn.stages[0]?.approvers, [GRACE, KENJI]);
    rosters.set(TEAM, [MEHMET]);
    const decided = await policy.planFor(aWishFor(CONTOSO), SARAH, { isDecision: true });
    assert.deepEqual(decided.stages[0]?.approvers, [MEHMET, GRACE]);
    assert.deepEqual(
      reads.map(({ isDecision }) => isDecision),
      [false, true],
    );
  });

  it('are nobody while the roster cannot be read', async () => {
    const { policy, rosters } = aFilePolicy(TEXT_OF_TEAM);
    rosters.delete(TEAM);
    const [stage] = (await policy.planFor(aWishFor(CONTOSO), SARAH)).stages;
    assert.deepEqual(stage, aStage([GRACE], { need: 2, unresolved: [`members of team ${TEAM}`] }));
  });

  it('are approvers', async () => {
    const { policy } = aFilePolicy(TEXT_OF_TEAM);
    assert.deepEqual([await policy.isApprover(KENJI), await policy.isApprover(SARAH)], [true, false]);
  });
});
