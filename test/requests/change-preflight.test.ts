import assert from 'node:assert/strict';
import sinon from 'sinon';
import type { ChangeFacts, HeldSku, KnownSku, KnownUser } from '../../src/requests/change-facts.ts';
import { ChangePreflight } from '../../src/requests/change-preflight.ts';
import type { LicenseChange, SkuReference } from '../../src/requests/license-change.ts';
import type { LicenseRequest } from '../../src/requests/license-request.ts';
import type { ServicePlan } from '../../src/requests/plan-overlap.ts';
import { blockersOf, type PreflightReport } from '../../src/requests/preflight-report.ts';
import {
  aLicenseChange,
  aLicenseRequest,
  aSkuReference,
  aUserReference,
  E3,
  E5,
  later,
  NOW,
} from '../support/builders.ts';
import { MemoryRequestStore } from '../support/memory-request-store.ts';
import { StillClock } from '../support/still-clock.ts';

type Known = {
  readonly user?: Partial<KnownUser> | 'gone';
  readonly skus?: readonly Partial<KnownSku>[];
  readonly skusAsOf?: string;
  readonly groups?: readonly ('group1' | 'group2')[];
  readonly held?: readonly (SkuReference | HeldSku)[];
  readonly open?: readonly LicenseRequest[];
  /** How many approved requests for others wait for a seat of E5. */
  readonly waiting?: number;
};

const POWER_BI = aSkuReference('POWER_BI_PRO', 'Power BI Pro');
const EXCHANGE = aSkuReference('EXCHANGESTANDARD', 'Exchange Online (Plan 1)');
const plan = (serviceName: string, isForUsers = true): ServicePlan => ({
  id: `plan ${serviceName}`,
  name: serviceName.toLowerCase(),
  serviceName,
  isForUsers,
});
const SWAY = plan('SWAY');
const SUITE = [plan('EXCHANGE_S_ENTERPRISE'), plan('SHAREPOINTENTERPRISE'), plan('FLOW'), SWAY];
const F3 = aSkuReference('SPE_F1', 'Microsoft 365 F3');
const PLANS: Readonly<Record<string, readonly ServicePlan[]>> = {
  [E3.id]: [plan('EXCHANGE_S_ENTERPRISE'), SWAY],
  [E5.id]: [plan('EXCHANGE_S_ENTERPRISE'), SWAY, plan('BI_AZURE_P2')],
  [F3.id]: [plan('EXCHANGE_S_DESKLESS'), plan('SHAREPOINTDESKLESS'), plan('FLOW')],
  [POWER_BI.id]: [plan('BI_AZURE_P2'), plan('EXCHANGE_S_FOUNDATION', false)],
  [EXCHANGE.id]: [plan('EXCHANGE_S_STANDARD')],
};
const plansOf = ({ id }: SkuReference) => PLANS[id] ?? [];
const aKnownSku = (sku: SkuReference, known: Partial<KnownSku> = {}): KnownSku => ({
  ...sku,
  licenseGroup: 'group1',
  isAssignable: true,
  availableUnits: 3,
  servicePlans: plansOf(sku),
  ...known,
});
const aHeldSku = (sku: SkuReference, servicePlans = plansOf(sku)): HeldSku => ({ ...sku, servicePlans });

function factsOf({
  user = {},
  skus,
  skusAsOf = NOW,
  groups = ['group1', 'group2'],
  held = [],
}: Known): ChangeFacts {
  return {
    user: async () =>
      user === 'gone' ? undefined : { usageLocation: 'TR', isActive: true, asOf: NOW, ...user },
    skus: async () => ({
      asOf: skusAsOf,
      skus: (skus ?? [E3, E5, POWER_BI, EXCHANGE]).map((sku) => aKnownSku({ ...E5, ...sku }, sku)),
      licenseGroups: groups,
    }),
    licensesOf: async () => held.map((sku) => ('servicePlans' in sku ? sku : aHeldSku(sku))),
  };
}

function preflightOf(facts: ChangeFacts, open: readonly LicenseRequest[] = []): ChangePreflight {
  const requests = new MemoryRequestStore();
  for (const request of open) requests.put(request);
  return new ChangePreflight({ facts, requests, clock: new StillClock().read });
}

const assigning = (...skus: readonly SkuReference[]) =>
  aLicenseChange({ assign: skus.map((sku) => ({ sku, excludedPlans: [] })) });
const swap = aLicenseChange({ remove: [E3] });
const removal = aLicenseChange({ assign: [], remove: [E3] });
const withoutSway = aLicenseChange({ assign: [{ sku: E5, excludedPlans: [SWAY] }] });
const old = later(-6 * 60_000);
const other = (request: Partial<LicenseRequest>) => aLicenseRequest({ id: 'T0THER', ...request });

/** What is known, what is asked, and what is found: kind, severity, part number, what else is named. */
const CASES: readonly (readonly [
  rule: string,
  known: Known,
  change: LicenseChange,
  found: readonly string[],
])[] = [
  ['finds nothing to say about what will work', {}, aLicenseChange(), []],
  [
    'warns that no seat is free',
    { skus: [{ availableUnits: 0 }] },
    aLicenseChange(),
    ['no-seats warning SPE_E5'],
  ],
  [
    'takes fewer than none for none',
    { skus: [{ availableUnits: -2 }] },
    aLicenseChange(),
    ['no-seats warning SPE_E5'],
  ],
  [
    'stops at a SKU that the customer has not bought',
    { skus: [E3] },
    aLicenseChange(),
    ['sku-not-subscribed stop SPE_E5'],
  ],
  [
    'only warns of it by a list that is old',
    { skus: [E3], skusAsOf: old },
    aLicenseChange(),
    ['sku-not-subscribed warning SPE_E5'],
  ],
  [
    'says nothing of a SKU whose license group could not be seen',
    { skus: [], groups: [] },
    aLicenseChange(),
    [],
  ],
  [
    'stops at a SKU that cannot be given to users',
    { skus: [{ isAssignable: false }] },
    aLicenseChange(),
    ['sku-not-assignable stop SPE_E5'],
  ],
  [
    'stops at SKUs of different license groups',
    { skus: [E5, { ...E3, licenseGroup: 'group2' }], held: [E3] },
    swap,
    ['license-groups stop -'],
  ],
  [
    'stops where there would be nothing to change',
    { held: [E5] },
    aLicenseChange(),
    ['nothing-to-change stop -'],
  ],
  ['stops at a swap that has been made', { held: [E5] }, swap, ['nothing-to-change stop -']],
  ['stops at taking away what nobody has', {}, removal, ['nothing-to-change stop -']],
  [
    'lets service plans be left out of a license that is held',
    { held: [E5] },
    withoutSway,
    ['already-held warning SPE_E5'],
  ],
  [
    'stops where they are left out already',
    {
      held: [
        aHeldSku(
          E5,
          plansOf(E5).filter((one) => one !== SWAY),
        ),
      ],
    },
    withoutSway,
    ['nothing-to-change stop -'],
  ],
  [
    'needs no free seat for what is held',
    { held: [E5, E3], skus: [{ availableUnits: 0 }] },
    swap,
    ['already-held warning SPE_E5'],
  ],
  ['says nothing about taking away one license of several', { held: [E3, POWER_BI] }, removal, []],
  ['says when nothing is left after it', { held: [E3] }, removal, ['last-license warning -']],
  ['says nothing about a swap of what the user has', { held: [E3] }, swap, []],
  ['stops at a swap for what the user does not have', {}, swap, ['not-held stop SPE_E3']],
  [
    'looks at each SKU',
    {
      skus: [
        { ...E5, availableUnits: 1 },
        { ...E3, availableUnits: 0, servicePlans: [] },
      ],
    },
    assigning(E5, E3),
    ['no-seats warning SPE_E3'],
  ],
  [
    'stops where the usage location is missing',
    { user: { usageLocation: null } },
    aLicenseChange(),
    ['no-usage-location stop -'],
  ],
  [
    'takes an empty usage location for a missing one',
    { user: { usageLocation: '' } },
    aLicenseChange(),
    ['no-usage-location stop -'],
  ],
  [
    'only warns of it by what is old',
    { user: { usageLocation: null, asOf: old } },
    aLicenseChange(),
    ['no-usage-location warning -'],
  ],
  [
    'needs no usage location to take away',
    { user: { usageLocation: null }, held: [E3, POWER_BI] },
    removal,
    [],
  ],
  [
    'stops at an account that is not active',
    { user: { isActive: false } },
    aLicenseChange(),
    ['user-inactive stop -'],
  ],
  ['stops at a user who is gone', { user: 'gone' }, aLicenseChange(), ['user-gone stop -']],
  [
    'names another open request for the user',
    { open: [other({ change: assigning(POWER_BI) })] },
    aLicenseChange(),
    ['other-open warning - T0THER'],
  ],
  ['stops at a twin', { open: [other({})] }, aLicenseChange(), ['already-open stop - T0THER']],
  [
    'lets the same license be asked for in another way, and names the other request',
    { open: [other({})], held: [E3] },
    swap,
    ['license-asked warning SPE_E5 T0THER'],
  ],
  [
    'knows a twin whatever the case and the order of its ids',
    { open: [other({ change: assigning(E3, { ...E5, id: E5.id.toUpperCase() }) })], skus: [E3, E5] },
    assigning(E5, E3),
    ['already-open stop - T0THER', 'plans-twice warning SPE_E5 Microsoft 365 E3: exchange_s_enterprise,sway'],
  ],
  [
    'says of a license without some services that it is asked for with them',
    { open: [other({})] },
    withoutSway,
    ['license-asked warning SPE_E5 T0THER'],
  ],
  [
    'keeps free licenses for approved requests that wait for them',
    { waiting: 2, skus: [{ availableUnits: 3 }] },
    aLicenseChange(),
    ['seats-promised warning SPE_E5 2'],
  ],
  [
    'names a suite that the user has beside another',
    { held: [F3], skus: [{ ...E5, servicePlans: SUITE }, F3] },
    aLicenseChange(),
    ['suites-overlap warning SPE_E5 Microsoft 365 F3: flow'],
  ],
  ['says nothing of requests that are over', { open: [other({ status: 'rejected' })] }, aLicenseChange(), []],
  [
    'names service plans that a kept license covers',
    { held: [POWER_BI] },
    aLicenseChange(),
    ['plans-covered warning SPE_E5 Power BI Pro: bi_azure_p2'],
  ],
  [
    'says when a kept license covers them all',
    { held: [E5] },
    assigning(POWER_BI),
    ['all-plans-covered warning POWER_BI_PRO Microsoft 365 E5: bi_azure_p2'],
  ],
  [
    'knows that a larger plan contains a smaller one',
    { held: [E3] },
    assigning(EXCHANGE),
    ['all-plans-covered warning EXCHANGESTANDARD Microsoft 365 E3: exchange_s_standard'],
  ],
  ['does not count what is taken away in the same call', { held: [E3] }, swap, []],
  [
    'does not count what is left out',
    { held: [POWER_BI] },
    aLicenseChange({ assign: [{ sku: E5, excludedPlans: [{ id: 'PLAN BI_AZURE_P2', name: '' }] }] }),
    [],
  ],
  [
    'names service plans that two SKUs of the change share',
    {},
    assigning(E5, POWER_BI),
    ['plans-twice warning SPE_E5 Power BI Pro: bi_azure_p2'],
  ],
  [
    'knows SKUs whatever the case of their ids',
    { held: [E3] },
    aLicenseChange({
      assign: [{ sku: { ...E5, id: E5.id.toUpperCase() }, excludedPlans: [] }],
      remove: [{ ...E3, id: E3.id.toUpperCase() }],
    }),
    [],
  ],
];

function openIn({ open = [], waiting = 0 }: Known): readonly LicenseRequest[] {
  const others = Array.from({ length: waiting }, (_, index) => {
    const change = aLicenseChange({ user: aUserReference(`Bo ${index}`, `bo${index}@contoso.com`) });
    return aLicenseRequest({ id: `WAIT0${index}`, status: 'awaiting_seats', change });
  });
  return [...open, ...others];
}

function inWords({ findings }: PreflightReport): readonly string[] {
  const nameOf = (id: string | null) =>
    [E3, E5, POWER_BI, EXCHANGE].find((sku) => sku.id === id?.toLowerCase())?.partNumber ?? '-';
  return findings.map(({ kind, severity, sku, other: named, plans }) =>
    [kind, severity, nameOf(sku), ...(named ? [plans.length > 0 ? `${named}: ${plans}` : named] : [])].join(
      ' ',
    ),
  );
}

describe('what is found out before asking', () => {
  for (const [rule, known, change, expected] of CASES) {
    it(rule, async () => {
      assert.deepEqual(inWords(await preflightOf(factsOf(known), openIn(known)).check(change)), expected);
    });
  }

  it('counts free seats of every SKU of the change, and names what the user holds', async () => {
    const skus = [{ ...E5, availableUnits: 4 }, { ...E3, availableUnits: -1 }, POWER_BI];
    const report = await preflightOf(factsOf({ skus, held: [E3] })).check(swap);
    assert.deepEqual(report.seats, { [E5.id]: 4, [E3.id]: 0 });
    assert.deepEqual(report.held, [E3]);
    assert.deepEqual([report.checkedAt, report.unknown], [NOW, []]);
  });

  it('counts as free what no approved request waits for', async () => {
    const open = openIn({ waiting: 2 });
    const { seats } = await preflightOf(factsOf({}), open).check(aLicenseChange());
    assert.deepEqual(seats, { [E5.id]: 1 });
    const [own] = open;
    assert(own);
    const besides = await preflightOf(factsOf({}), open).check(aLicenseChange(), { besides: own });
    assert.deepEqual(besides.seats, { [E5.id]: 2 });
  });

  it('keeps the names of the service plans that it speaks of, by what Partner Center calls them', async () => {
    const { planNames } = await preflightOf(factsOf({ held: [POWER_BI] })).check(aLicenseChange());
    assert.deepEqual(planNames, { BI_AZURE_P2: 'bi_azure_p2' });
  });

  it('relies once, and not for long, on what the review of the same change has found a moment ago', async () => {
    let asked = 0;
    const clock = new StillClock();
    const facts: ChangeFacts = {
      ...factsOf({}),
      licensesOf: async () => {
        asked += 1;
        return [];
      },
    };
    const preflight = new ChangePreflight({ facts, requests: new MemoryRequestStore(), clock: clock.read });
    const send = () => preflight.check(aLicenseChange(), { mayBeRecent: true });
    const reviewed = await preflight.check(aLicenseChange());
    assert.equal(await send(), reviewed);
    assert.equal(asked, 1);
    await send();
    assert.equal(asked, 2);
    await preflight.check(aLicenseChange());
    clock.advance(31_000);
    await send();
    assert.equal(asked, 4);
  });

  it('does not take a request for its own twin', async () => {
    const request = aLicenseRequest();
    const preflight = preflightOf(factsOf({}), [request]);
    assert.deepEqual(inWords(await preflight.check(request.change, { besides: request })), []);
  });

  it('does not take requests of one bundle for rivals', async () => {
    const bundle = { id: 'BUND13', position: 1, size: 2 };
    const request = aLicenseRequest({ bundle });
    const sibling = other({ bundle: { ...bundle, position: 2 }, change: assigning(POWER_BI) });
    const preflight = preflightOf(factsOf({}), [request, sibling]);
    assert.deepEqual(inWords(await preflight.check(request.change, { besides: request })), []);
  });

  for (const [fact, part] of [
    ['user', 'user'],
    ['seats', 'skus'],
    ['licenses', 'licensesOf'],
  ] as const) {
    it(`knows the rest, and stops at nothing, when the directory cannot tell the ${fact}`, async () => {
      const facts: ChangeFacts = {
        ...factsOf({}),
        [part]: async () => {
          throw new Error('directory down');
        },
      };
      const report = await preflightOf(facts).check(swap);
      assert.deepEqual(report.unknown, [fact]);
      assert.deepEqual(
        blockersOf(report),
        fact === 'licenses' ? [] : blockersOf(await preflightOf(factsOf({})).check(swap)),
      );
      assert.equal(report.held === null, fact === 'licenses');
    });
  }

  describe('in time', () => {
    let clock: sinon.SinonFakeTimers;
    beforeEach(() => {
      clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    });
    afterEach(() => clock.restore());
    const hanging: ChangeFacts = { ...factsOf({ held: [E3] }), skus: () => new Promise(() => {}) };

    it('waits two seconds for the directory and no longer, and keeps what it has heard', async () => {
      const heard: PreflightReport[] = [];
      const checking = preflightOf(hanging)
        .check(swap)
        .then((report) => heard.push(report));
      await clock.tickAsync(1999);
      assert.deepEqual(heard, []);
      await clock.tickAsync(1);
      await checking;
      const known = heard.map(({ unknown, held, findings }) => [unknown, held, findings]);
      assert.deepEqual(known, [[['seats'], [E3], []]]);
    });

    it('waits as long as it is told to', async () => {
      const checking = preflightOf(hanging).check(swap, { timeLimitMs: 8000 });
      await clock.tickAsync(8000);
      assert.deepEqual((await checking).unknown, ['seats']);
    });

    it('takes no harm from a directory that fails too late', async () => {
      const facts: ChangeFacts = {
        ...factsOf({}),
        licensesOf: () => new Promise((_, reject) => setTimeout(() => reject(new Error('too late')), 3000)),
      };
      const checking = preflightOf(facts).check(aLicenseChange());
      await clock.tickAsync(5000);
      assert.deepEqual((await checking).unknown, ['licenses']);
    });

    it('leaves no timer behind when the directory was quick', async () => {
      await preflightOf(factsOf({})).check(aLicenseChange());
      assert.equal(clock.countTimers(), 0);
    });
  });
});
