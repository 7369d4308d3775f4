import assert from 'node:assert/strict';
import { FilePolicy } from '../../src/requests/file-policy.ts';
import { parsePolicy } from '../../src/requests/policy-file.ts';
import { aPerson, GRACE, guidOf, KENJI, MEHMET, PARTNER_TENANT, SARAH } from '../support/builders.ts';

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

const PRIYA = aPerson('Priya Nair');

function aFilePolicy(text = TEXT) {
  const known = new Map([
    ['grace@partner.example', GRACE],
    [KENJI.objectId, KENJI],
    ['mehmet@partner.example', MEHMET],
    ['priya@partner.example', PRIYA],
  ]);
  let rules = parsePolicy(text);
  const policy = new FilePolicy({
    rules: () => rules,
    people: { findPerson: async (reference) => known.get(reference) },
    partnerTenantId: PARTNER_TENANT,
    requesterTenants: new Map([[CONTOSO_TENANT, CONTOSO.toUpperCase()]]),
  });
  const reload = (newText: string) => {
    rules = parsePolicy(newText);
  };
  return { policy, known, reload };
}

describe('the policy of the file', () => {
  it('finds people by address or object id, and names those it does not know', async () => {
    const { policy, known } = aFilePolicy();
    const plan = await policy.planFor({ customer: { id: CONTOSO } });
    assert.deepEqual(plan.stages, [
      { approvers: [GRACE, KENJI], need: 2, unresolved: ['new@partner.example'] },
    ]);
    known.set('new@partner.example', SARAH);
    const [stage] = (await policy.planFor({ customer: { id: CONTOSO } })).stages;
    assert.deepEqual(stage?.approvers, [GRACE, SARAH, KENJI]);
  });

  it('hands on times, rules and the fingerprint', async () => {
    const { stages, digest, ...rules } = await aFilePolicy().policy.planFor({ customer: { id: CONTOSO } });
    assert.deepEqual(rules, {
      allowsSelfApproval: false,
      rejectionNeedsReason: true,
      needsFreshToken: false,
      decideWithinHours: 48,
      validForHours: 6,
    });
    assert.equal(stages.length, 1);
    assert.equal(digest, parsePolicy(TEXT).digest);
  });

  it('has stages of their own for customers that are named, whatever the case of the id', async () => {
    const { stages } = await aFilePolicy().policy.planFor({ customer: { id: FABRIKAM.toUpperCase() } });
    assert.deepEqual(
      stages.map(({ approvers }) => approvers),
      [[MEHMET], [GRACE]],
    );
  });

  it('counts at once when the file is read anew', async () => {
    const { policy, reload } = aFilePolicy();
    reload(TEXT.replace('need: 2', 'need: 1'));
    assert.equal((await policy.planFor({ customer: { id: CONTOSO } })).stages[0]?.need, 1);
  });

  it('lets people of the partner ask for all customers, those of a mapped tenant for one, others for none', async () => {
    const { policy } = aFilePolicy();
    assert.equal(await policy.customersOf(SARAH), 'all');
    assert.equal(await policy.customersOf({ ...SARAH, tenantId: PARTNER_TENANT.toUpperCase() }), 'all');
    assert.deepEqual(await policy.customersOf(aPerson('Ada', CONTOSO_TENANT)), [CONTOSO]);
    assert.deepEqual(await policy.customersOf(aPerson('Eve', guidOf('elsewhere'))), []);
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
