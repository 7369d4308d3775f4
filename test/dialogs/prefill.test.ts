import assert from 'node:assert/strict';
import { newDraft } from '../../src/dialogs/draft.ts';
import { membersOf } from '../../src/dialogs/draft-members.ts';
import { prefilledDraft, prefillOf } from '../../src/dialogs/prefill.ts';
import type { LicenseChange } from '../../src/requests/license-change.ts';
import { aChangeFor, aLinkedSwap, MINECRAFT } from '../support/a-bundle.ts';
import { E3, E5 } from '../support/builders.ts';
import { TEAMS } from '../support/fake-draft-directory.ts';

const gets = (sku: typeof E5, excludedPlans: LicenseChange['assign'][number]['excludedPlans'] = []) => ({
  assign: [{ sku, excludedPlans }],
});
const WITHOUT_TEAMS = [{ id: TEAMS.id, name: TEAMS.name }];
const swap = (name: string) => aLinkedSwap(name).map(({ change }) => change);

/** What is asked for when these are asked for again. */
function askedAgain(changes: readonly LicenseChange[]) {
  const prefill = prefillOf(
    changes.map((change) => ({ change, reason: 'as before' })),
    'BNDE01',
  );
  return prefill && membersOf(prefilledDraft(newDraft('d', null), prefill));
}

describe('asking again for several requests at once', () => {
  for (const [what, changes] of [
    ['one alone', [aChangeFor('Ada', gets(E5, WITHOUT_TEAMS))]],
    ['the same for everybody', [aChangeFor('Ada'), aChangeFor('Bo'), aChangeFor('Cem')]],
    [
      'the same without some services',
      [aChangeFor('Ada', gets(E5, WITHOUT_TEAMS)), aChangeFor('Bo', gets(E5, WITHOUT_TEAMS))],
    ],
    ['a swap for everybody', ['Ada', 'Bo'].map((name) => aChangeFor(name, { ...gets(E5), remove: [E3] }))],
    ['a license of their own for each', [aChangeFor('Ada', gets(E3)), aChangeFor('Bo', gets(E5))]],
    [
      'a license of their own for one, and something left out for the other',
      [aChangeFor('Ada', gets(E3)), aChangeFor('Bo', gets(E5, WITHOUT_TEAMS))],
    ],
    [
      'licenses of different groups',
      [aChangeFor('Ada', gets(E5)), aChangeFor('Bo', { ...gets(MINECRAFT), licenseGroup: 'group2' })],
    ],
    [
      'what only takes away',
      ['Ada', 'Bo'].map((name) => aChangeFor(name, { assign: [], remove: [E3], licenseGroup: 'group2' })),
    ],
    ['a swap across license groups', swap('Ada')],
    ['a swap across license groups for everybody', [...swap('Ada'), ...swap('Bo')]],
  ] as const) {
    it(`asks for just that: ${what}`, () => {
      const members = askedAgain(changes);
      assert.deepEqual(
        members?.map(({ change }) => change),
        changes,
      );
    });
  }

  it('keeps the order of linked requests', () => {
    const members = askedAgain([...swap('Ada'), ...swap('Bo')]);
    assert.deepEqual(
      members?.map(({ after }) => after),
      [null, 0, null, 2],
    );
  });

  it('keeps the reason, and names what it follows', () => {
    const prefill = prefillOf([{ change: aChangeFor('Ada'), reason: '' }], 'BNDE01');
    assert.deepEqual([prefill?.reason, prefill?.follows, prefill?.list], ['', 'BNDE01', null]);
  });

  for (const [what, changes] of [
    ['something is taken away from one of them only', [...swap('Ada'), aChangeFor('Bo', gets(MINECRAFT))]],
    [
      'services are left out in two ways',
      [
        aChangeFor('Ada', gets(E5, WITHOUT_TEAMS)),
        aChangeFor('Bo', gets(E5, [{ id: 'plan-x', name: 'Something else' }])),
      ],
    ],
    ['there is nothing', []],
  ] as const) {
    it(`is not one draft where ${what}`, () => assert.equal(askedAgain(changes), undefined));
  }
});
