import assert from 'node:assert/strict';
import { type LimitedAction, PersonLimits } from '../../src/bot/person-limits.ts';

const ada = { tenantId: 't', objectId: 'ada' };
const bob = { tenantId: 't', objectId: 'bob' };

function rig() {
  let now = 0;
  const met: LimitedAction[] = [];
  const limits = new PersonLimits({ now: () => now, onLimit: (action) => met.push(action) });
  const spend = (person: typeof ada, action: LimitedAction, times: number) =>
    Array.from({ length: times }, () => limits.allows(person, action)).filter(Boolean).length;
  return {
    met,
    spend,
    pass(milliseconds: number) {
      now += milliseconds;
    },
  };
}

describe('what one person may have us do', () => {
  it('is enough for anybody who types, and not for a script', () => {
    const { spend, met } = rig();
    assert.equal(spend(ada, 'search', 100), 60);
    assert.equal(met.length, 40);
  });

  it('comes back with time', () => {
    const { spend, pass } = rig();
    spend(ada, 'submit', 50);
    assert.equal(spend(ada, 'submit', 1), 0);
    pass(6_000);
    assert.equal(spend(ada, 'submit', 5), 1);
    pass(3_600_000);
    assert.equal(spend(ada, 'submit', 50), 30, 'never more than at first');
  });

  it('is counted for each person and each kind of thing by itself', () => {
    const { spend } = rig();
    spend(ada, 'sign-in', 20);
    assert.equal(spend(ada, 'submit', 1), 1);
    assert.equal(spend(bob, 'sign-in', 1), 1);
  });

  it('is remembered for a bounded number of people', () => {
    const { spend } = rig();
    spend(ada, 'sign-in', 20);
    for (let count = 0; count < 10_000; count += 1) spend({ ...ada, objectId: `p${count}` }, 'search', 1);
    assert.equal(spend(ada, 'sign-in', 1), 1, 'whoever was longest quiet begins anew');
  });
});
