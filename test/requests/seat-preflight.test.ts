import assert from 'node:assert/strict';
import sinon from 'sinon';
import type { LicenseChange } from '../../src/requests/license-change.ts';
import type { PreflightFinding } from '../../src/requests/license-request.ts';
import { type ChangeFacts, SeatPreflight } from '../../src/requests/seat-preflight.ts';
import { aLicenseChange, E3, E5 } from '../support/builders.ts';

type Known = {
  readonly user?: { readonly usageLocation: string | null; readonly isActive: boolean } | undefined;
  readonly seats?: Readonly<Record<string, number>>;
  readonly held?: readonly string[];
};

const ACTIVE = { usageLocation: 'TR', isActive: true };

function factsOf(known: Known): ChangeFacts {
  return {
    user: async () => ('user' in known ? known.user : ACTIVE),
    seats: async () => new Map(Object.entries(known.seats ?? { [E5.id]: 3 })),
    held: async () => new Set(known.held ?? []),
  };
}

const swap = aLicenseChange({ remove: [E3] });
const removal = aLicenseChange({ assign: [], remove: [E3] });
const both = aLicenseChange({ assign: [E5, E3].map((sku) => ({ sku, excludedPlans: [] })) });
const UNAVAILABLE: PreflightFinding = {
  kind: 'directory-unavailable',
  severity: 'warning',
  sku: null,
  count: null,
};

/** What is known, what is asked, and what is found: kind, severity, part number and count. */
const CASES: readonly (readonly [
  rule: string,
  known: Known,
  change: LicenseChange,
  found: readonly string[],
])[] = [
  ['counts free seats', {}, aLicenseChange(), ['seats info SPE_E5 3']],
  ['warns that no seat is free', { seats: { [E5.id]: 0 } }, aLicenseChange(), ['no-seats warning SPE_E5 0']],
  [
    'takes fewer than none for none',
    { seats: { [E5.id]: -2 } },
    aLicenseChange(),
    ['no-seats warning SPE_E5 0'],
  ],
  [
    'stops at a SKU that the customer has not bought',
    { seats: {} },
    aLicenseChange(),
    ['sku-not-subscribed stop SPE_E5 null'],
  ],
  [
    'says that the user has it already, whatever the seats',
    { seats: { [E5.id]: 0 }, held: [E5.id] },
    aLicenseChange(),
    ['already-held warning SPE_E5 null'],
  ],
  ['says nothing about taking away what the user has', { held: [E3.id] }, removal, []],
  ['warns that the user does not have what is taken away', {}, removal, ['not-held warning SPE_E3 null']],
  [
    'looks at both sides of a swap',
    { held: [] },
    swap,
    ['seats info SPE_E5 3', 'not-held warning SPE_E3 null'],
  ],
  [
    'looks at each SKU',
    { seats: { [E5.id]: 1, [E3.id]: 0 } },
    both,
    ['seats info SPE_E5 1', 'no-seats warning SPE_E3 0'],
  ],
  [
    'stops where the usage location is missing',
    { user: { usageLocation: null, isActive: true } },
    aLicenseChange(),
    ['no-usage-location stop null null', 'seats info SPE_E5 3'],
  ],
  [
    'takes an empty usage location for a missing one',
    { user: { usageLocation: '', isActive: true } },
    aLicenseChange(),
    ['no-usage-location stop null null', 'seats info SPE_E5 3'],
  ],
  [
    'needs no usage location to take away',
    { user: { usageLocation: null, isActive: true }, held: [E3.id] },
    removal,
    [],
  ],
  [
    'warns of an account that is not active',
    { user: { usageLocation: 'TR', isActive: false } },
    aLicenseChange(),
    ['user-inactive warning null null', 'seats info SPE_E5 3'],
  ],
  [
    'says nothing about a user whom the directory does not know yet',
    { user: undefined },
    aLicenseChange(),
    ['seats info SPE_E5 3'],
  ],
  [
    'knows SKUs whatever the case of their ids',
    { held: [E3.id] },
    aLicenseChange({
      assign: [{ sku: { ...E5, id: E5.id.toUpperCase() }, excludedPlans: [] }],
      remove: [{ ...E3, id: E3.id.toUpperCase() }],
    }),
    ['seats info SPE_E5 3'],
  ],
];

describe('what is found out before asking', () => {
  for (const [rule, known, change, expected] of CASES) {
    it(rule, async () => {
      const found = await new SeatPreflight(factsOf(known)).check(change);
      const nameOf = (id: string | null) =>
        [E3, E5].find((sku) => sku.id === id?.toLowerCase())?.partNumber ?? null;
      assert.deepEqual(
        found.map(({ kind, severity, sku, count }) => `${kind} ${severity} ${nameOf(sku)} ${count}`),
        expected,
      );
    });
  }

  for (const part of ['user', 'seats', 'held'] as const) {
    it(`is unknown, and no failure, when the directory cannot tell the ${part}`, async () => {
      const facts: ChangeFacts = {
        ...factsOf({}),
        [part]: async () => {
          throw new Error('directory down');
        },
      };
      assert.deepEqual(await new SeatPreflight(facts).check(aLicenseChange()), [UNAVAILABLE]);
    });
  }

  describe('in time', () => {
    let clock: sinon.SinonFakeTimers;
    beforeEach(() => {
      clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    });
    afterEach(() => clock.restore());

    it('waits two seconds for the directory and no longer', async () => {
      const facts: ChangeFacts = { ...factsOf({}), seats: () => new Promise(() => {}) };
      let found: readonly PreflightFinding[] | undefined;
      const checking = new SeatPreflight(facts).check(aLicenseChange()).then((findings) => {
        found = findings;
      });
      await clock.tickAsync(1999);
      assert.equal(found, undefined);
      await clock.tickAsync(1);
      await checking;
      assert.deepEqual(found, [UNAVAILABLE]);
    });

    it('takes no harm from a directory that fails too late', async () => {
      const facts: ChangeFacts = {
        ...factsOf({}),
        held: () => new Promise((_, reject) => setTimeout(() => reject(new Error('too late')), 3000)),
      };
      const checking = new SeatPreflight(facts).check(aLicenseChange());
      await clock.tickAsync(5000);
      assert.deepEqual(await checking, [UNAVAILABLE]);
    });

    it('leaves no timer behind when the directory was quick', async () => {
      await new SeatPreflight(factsOf({})).check(aLicenseChange());
      assert.equal(clock.countTimers(), 0);
    });
  });
});
