import assert from 'node:assert/strict';
import { createDirectoryChoices } from '../../src/dialogs/directory-choices.ts';
import type { CustomerSearchOptions } from '../../src/directory/directory.ts';
import type { DirectorySku, DirectoryUser } from '../../src/directory/directory-entries.ts';
import { aPerson, CONTOSO, E5, PARTNER_TENANT } from '../support/builders.ts';

const TENANT = '11111111-1111-4111-8111-111111111111';
const ADA = aPerson('Ada Lovelace', TENANT);

function aUser(id: string, name: string, upn: string): DirectoryUser {
  return { id, name, upn, usageLocation: 'GB', isActive: true, asOf: '2026-11-25T10:00:00.000Z' };
}

const plan = (name: string, isForUsers: boolean) => ({
  id: `plan ${name}`,
  name,
  serviceName: name.toUpperCase(),
  isForUsers,
});

const SKU: DirectorySku = {
  ...E5,
  licenseGroup: 'group1',
  isAssignable: true,
  availableUnits: 3,
  consumedUnits: 1,
  totalUnits: 4,
  servicePlans: [plan('Teams', true), plan('Foundation', false), plan('Exchange', true)],
};

const CONTOSO_ENTRY = { id: CONTOSO.id, name: 'Contoso', domain: 'contoso.com', refusal: null };
const FABRIKAM = { id: 'FABRIKAM', name: 'Fabrikam', domain: null, refusal: null };

type Choosing = {
  readonly users?: readonly DirectoryUser[];
  readonly upn?: string;
  /** The customers that whoever asks may ask for. */
  readonly allowed?: readonly string[] | 'all';
};

/** What a draft chooses from, at a customer with these users. */
function choicesAt({ users = [], upn, allowed = 'all' }: Choosing) {
  const directory = {
    searchCustomers: async (_text: string, { allowedIds = 'all' }: CustomerSearchOptions = {}) =>
      [CONTOSO_ENTRY, FABRIKAM].filter(
        ({ id }) => allowedIds === 'all' || allowedIds.includes(id.toLowerCase()),
      ),
    customer: async (wanted: string) => [CONTOSO_ENTRY, FABRIKAM].find(({ id }) => id === wanted),
    ensureCustomer: async () => freshness,
    freshness: async () => freshness,
    searchUsers: async (_customerId: string, text: string) => users.filter(({ name }) => name.includes(text)),
    user: async (_customerId: string, wanted: string) =>
      users.find((one) => [one.id, one.upn].includes(wanted)),
    skus: async () => ({ asOf: '2026-11-25T10:00:00.000Z', skus: [SKU], licenseGroups: ['group1' as const] }),
    searchSkus: async () => [SKU],
    licensesOf: async () => [],
  };
  return createDirectoryChoices({
    directory,
    policy: { customersOf: async () => allowed, refusals: async () => () => null, needsReason: () => false },
    requesterTenants: new Map([[TENANT, CONTOSO.id]]),
    upnOf: async () => upn ?? null,
  });
}

const freshness = {
  customersAsOf: null,
  usersAsOf: null,
  skusAsOf: null,
  state: 'never',
  refusal: null,
} as const;

describe('the speaker among the users of their organization', () => {
  const byId = aUser(ADA.objectId, 'Ada King', 'king@contoso.com');
  const byUpn = aUser('u1', 'A. Lovelace', 'ada@contoso.com');
  const byName = aUser('u2', 'ada lovelace', 'al@contoso.com');
  const others = [aUser('u3', 'Ada Lovelace the Younger', 'younger@contoso.com')];

  for (const [what, users, found] of [
    ['by the id that Teams and the directory share', [byName, byUpn, byId], byId],
    ['by the user principal name of a roster', [byName, byUpn, ...others], byUpn],
    ['by a name that only one has', [{ ...byName, name: 'Ada Lovelace' }, ...others], 'u2'],
    [
      'not by a name that several have',
      [
        { ...byName, name: 'Ada Lovelace' },
        { ...byName, id: 'u4', name: 'Ada Lovelace' },
      ],
      undefined,
    ],
    ['not by half of a name', others, undefined],
  ] as const) {
    it(`is found ${what}`, async () => {
      const user = await choicesAt({ users, upn: 'ada@contoso.com' }).self(CONTOSO.id, ADA);
      assert.equal(user?.id, typeof found === 'string' ? found : found?.id);
    });
  }

  it('is not looked for at another customer, nor for people of the partner', async () => {
    const choices = choicesAt({ users: [byId] });
    assert.equal(await choices.self('another', ADA), undefined);
    assert.equal(await choices.self(CONTOSO.id, { ...ADA, tenantId: PARTNER_TENANT }), undefined);
  });
});

describe('the customers to choose', () => {
  const choices = choicesAt({ allowed: ['fabrikam'] });

  it('are those that the person may ask for', async () => {
    const names = async (from: ReturnType<typeof choicesAt>) =>
      (await from.customers('', ADA)).map(({ name }) => name);
    assert.deepEqual(await names(choices), ['Fabrikam']);
    assert.deepEqual(await names(choicesAt({})), ['Contoso', 'Fabrikam']);
  });

  it('are no others by their id either, whatever its case', async () => {
    assert.equal(await choices.customer(CONTOSO.id, ADA), undefined);
    assert.equal((await choices.customer('FABRIKAM', ADA))?.name, 'Fabrikam');
    assert.equal((await choicesAt({}).customer(CONTOSO.id, ADA))?.name, 'Contoso');
  });
});

describe('the licenses to choose', () => {
  it('come with the service plans that a user can do without, by name', async () => {
    const [sku] = await choicesAt({}).skus(CONTOSO.id);
    assert.deepEqual(
      sku?.plans.map(({ name }) => name),
      ['Exchange', 'Teams'],
    );
  });
});
