import assert from 'node:assert/strict';
import type { Person } from '../../src/requests/person.ts';
import { parsePolicy } from '../../src/requests/policy-file.ts';
import { policyFindings } from '../../src/requests/policy-findings.ts';
import { GRACE, guidOf, KENJI, MEHMET } from '../support/builders.ts';

const TEAM = '19:team@thread.tacv2';

const CONTOSO = guidOf('Contoso');

function findingsOf(stage: string, { more = '', refused = [] as readonly Person[], approval = '' } = {}) {
  const text = `approval: { stages: [{ anyOf: [grace@partner.example] }], ${approval} }
customers: [{ id: ${CONTOSO}, stages: [${stage}] }]
${more}`;
  return policyFindings(parsePolicy(text), {
    people: {
      findPerson: async (reference) =>
        ({
          'grace@partner.example': GRACE,
          'kenji@partner.example': KENJI,
          'mehmet@partner.example': MEHMET,
        })[reference],
      membersOf: async () => undefined,
    },
    roleRefusals: async () => refused.map(({ objectId }) => ({ customerId: CONTOSO, executor: objectId })),
    // Kenji has not installed the app.
    reachability: { unreachable: async (people) => people.filter((one) => one.objectId === KENJI.objectId) },
  });
}

describe('what is found out about the people of a policy', () => {
  const place = 'customers.0.stages.0';
  const cases: readonly (readonly [string, string, readonly object[]])[] = [
    ['nothing where all is well', '{ anyOf: [grace@partner.example] }', []],
    [
      'nothing where one of two can be written to',
      '{ anyOf: [grace@partner.example, kenji@partner.example] }',
      [],
    ],
    [
      'a stage of strangers',
      '{ anyOf: [new@partner.example] }',
      [{ place, kind: 'nobody-known', who: ['new@partner.example'] }],
    ],
    [
      'a team whose roster cannot be read',
      `{ anyOf: [members of team ${TEAM}] }`,
      [{ place, kind: 'nobody-known', who: [`members of team ${TEAM}`] }],
    ],
    [
      'fewer people than must approve',
      '{ anyOf: [grace@partner.example, new@partner.example], need: 2 }',
      [{ place, kind: 'too-few-known', who: ['new@partner.example'] }],
    ],
    [
      'one stranger among others',
      '{ anyOf: [grace@partner.example, new@partner.example] }',
      [{ place, kind: 'somebody-unknown', who: ['new@partner.example'] }],
    ],
    [
      'a stage in which nobody can be written to',
      '{ anyOf: [kenji@partner.example] }',
      [{ place, kind: 'nobody-reachable', who: [KENJI.name] }],
    ],
  ];
  for (const [what, stage, findings] of cases) {
    it(`is ${what}`, async () => assert.deepEqual(await findingsOf(stage), findings));
  }

  it('is who of those that may decide after a while, and of the delegates, is not known or cannot be written to', async () => {
    const stage = '{ anyOf: [grace@partner.example], escalation: { after: 1d, to: [new@partner.example] } }';
    const days = 'from: 2026-12-01, until: 2026-12-02';
    const more = `delegates: [{ of: grace@partner.example, to: kenji@partner.example, ${days} }]`;
    assert.deepEqual(await findingsOf(stage, { more }), [
      { place: `${place}.escalation.to`, kind: 'nobody-known', who: ['new@partner.example'] },
      { place: 'delegates.0.to', kind: 'nobody-reachable', who: [KENJI.name] },
    ]);
  });

  describe('as to the role at a customer', () => {
    const both =
      '{ anyOf: [mehmet@partner.example] }, { anyOf: [grace@partner.example, mehmet@partner.example] }';
    const withRole = async (refused: readonly Person[], stages = both) =>
      (await findingsOf(stages, { refused })).filter(({ kind }) => kind === 'nobody-with-role');

    it('is a last stage of people who were all refused there', async () => {
      assert.deepEqual(await withRole([GRACE, MEHMET]), [
        {
          place: 'customers.0.stages.1',
          kind: 'nobody-with-role',
          who: [GRACE.name, MEHMET.name],
          customer: CONTOSO,
        },
      ]);
    });

    it('is nothing while the general escalation names somebody else, unless the stage has switched it off', async () => {
      const escalation = 'escalation: { after: 1d, to: [grace@partner.example] }';
      const refusedIn = async (stage: string) =>
        (await findingsOf(stage, { refused: [MEHMET], approval: escalation })).map(({ kind }) => kind);
      assert.deepEqual(await refusedIn('{ anyOf: [mehmet@partner.example] }'), []);
      assert.deepEqual(await refusedIn('{ anyOf: [mehmet@partner.example], escalation: false }'), [
        'nobody-with-role',
      ]);
    });

    it('is nothing while one of them may have it, by an escalation too', async () => {
      assert.deepEqual(await withRole([GRACE]), []);
      const escalated =
        '{ anyOf: [mehmet@partner.example], escalation: { after: 1d, to: [grace@partner.example] } }';
      assert.deepEqual(await withRole([MEHMET], escalated), []);
    });

    it('is nothing of an earlier stage', async () => {
      const stages = '{ anyOf: [mehmet@partner.example] }, { anyOf: [grace@partner.example] }';
      assert.deepEqual(await withRole([MEHMET], stages), []);
    });
  });
});
