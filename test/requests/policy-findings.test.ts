import assert from 'node:assert/strict';
import { parsePolicy } from '../../src/requests/policy-file.ts';
import { policyFindings } from '../../src/requests/policy-findings.ts';
import { GRACE, guidOf, KENJI } from '../support/builders.ts';

const TEAM = '19:team@thread.tacv2';

function findingsOf(stage: string) {
  const text = `approval: { stages: [{ anyOf: [grace@partner.example] }] }
customers: [{ id: ${guidOf('Contoso')}, stages: [${stage}] }]`;
  return policyFindings(parsePolicy(text), {
    people: {
      findPerson: async (reference) =>
        ({ 'grace@partner.example': GRACE, 'kenji@partner.example': KENJI })[reference],
      membersOf: async () => undefined,
    },
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
});
