import assert from 'node:assert/strict';
import { aLicenseRequest, aPlan, aStage, GRACE, KENJI, later, MEHMET } from '../support/builders.ts';
import { aFulfilmentRig } from '../support/fulfilment-rig.ts';
import { DAY, HOUR } from '../support/movable-clock.ts';

const REMINDERS = { afterHours: 24, everyHours: 24, atMost: 2 };
const TO_MEHMET = aStage([GRACE, KENJI], { escalation: { afterHours: 36, to: [MEHMET] } });

/** A rig in which a request waits, its clock set. */
function waiting(request: Parameters<typeof aLicenseRequest>[0], plan = aPlan({ reminders: REMINDERS })) {
  const rig = aFulfilmentRig();
  rig.policy.plan = plan;
  rig.put(aLicenseRequest({ dueAt: later(HOUR), ...request }));
  /** What was told to people, with whom. */
  const told = () =>
    rig.store.notices.flatMap((notice) => {
      if (notice.to.kind !== 'person') return [];
      const { person } = notice.to;
      const name = [GRACE, KENJI, MEHMET].find(({ objectId }) => objectId === person.objectId)?.name;
      return [`${name}: ${'text' in notice ? notice.text : notice.kind}`];
    });
  return { ...rig, told };
}

describe('a request that waits for people', () => {
  it('reminds those who may decide, as often as the policy says, and expires on time', async () => {
    const rig = waiting({});
    await rig.pass(DAY - 1);
    assert.deepEqual(rig.told(), []);
    await rig.pass(1);
    const once = [GRACE, KENJI].flatMap(({ name }) => [`${name}: line.remind.decide`, `${name}: card-below`]);
    assert.deepEqual(rig.told(), once);
    await rig.pass(12 * DAY);
    assert.deepEqual(rig.told(), [...once, ...once]);
    assert.equal(rig.now().status, 'pending');
    await rig.pass(DAY);
    assert.equal(rig.now().status, 'expired');
    assert.deepEqual(
      rig.kinds().filter((kind) => kind !== 'postponed'),
      ['reminded', 'reminded', 'expired'],
    );
  });

  it('keeps its revision when people are reminded or others may decide: a press on the card still counts', async () => {
    const rig = waiting({}, aPlan({ reminders: REMINDERS, stages: [TO_MEHMET] }));
    await rig.pass(3 * DAY);
    assert.deepEqual(rig.kinds(), ['postponed', 'reminded', 'escalated', 'reminded']);
    assert.equal(rig.now().revision, 1);
  });

  it('reminds people in working hours only, also after an outage', async () => {
    const workingHours = { days: [1, 4], from: 0, to: 12 * 60, timeZone: 'UTC' };
    const rig = waiting({ dueAt: later(0) }, aPlan({ reminders: REMINDERS, workingHours }));
    rig.clock.moveTo('2026-03-06T10:00:00.000Z');
    await rig.run();
    assert.deepEqual([rig.told(), rig.kinds()], [[], ['postponed']]);
    assert.equal(rig.now().dueAt, '2026-03-09T00:00:00.000Z');
    rig.clock.moveTo('2026-03-09T00:00:00.000Z');
    await rig.run();
    assert.deepEqual(rig.kinds(), ['postponed', 'reminded']);
  });

  it('reminds the executor of the sign-in, with its card', async () => {
    const rig = waiting({ status: 'awaiting_sign_in' });
    await rig.pass(DAY);
    assert.deepEqual(rig.told(), [`${GRACE.name}: line.remind.signIn`, `${GRACE.name}: sign-in`]);
  });

  it('reminds nobody after an outage more than once', async () => {
    const rig = waiting({ dueAt: later(0) });
    rig.clock.advance(9 * DAY);
    await rig.run();
    assert.deepEqual(rig.kinds(), ['reminded']);
    assert.equal(rig.now().dueAt, later(10 * DAY));
  });

  it('lets others decide as well, once, and says so everywhere', async () => {
    const rig = waiting({}, aPlan({ stages: [TO_MEHMET] }));
    await rig.pass(3 * DAY);
    assert.deepEqual(rig.now().escalations, [{ stage: 0, at: later(36 * HOUR) }]);
    assert.deepEqual(rig.lines(), ['thread line.escalated', 'helpdesk line.escalated']);
    assert.deepEqual(rig.told(), [
      ...[GRACE, KENJI, MEHMET].map(({ name }) => `${name}: card`),
      `${MEHMET.name}: line.escalatedToYou`,
    ]);
    assert.equal(rig.store.events.at(-1)?.facts['stage'], 0);
  });

  it('does nothing when somebody else wrote first', async () => {
    const rig = waiting({ dueAt: later(0) });
    rig.clock.advance(DAY);
    const seen = rig.now();
    rig.put({ ...seen, version: seen.version + 1, status: 'rejected', dueAt: null });
    await rig.fulfilment.advance(seen);
    assert.deepEqual(rig.told(), []);
  });
});
