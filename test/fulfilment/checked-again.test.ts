import assert from 'node:assert/strict';
import { checkDueAt, type PreflightReport } from '../../src/requests/preflight-report.ts';
import { withClock } from '../../src/requests/waiting.ts';
import { aFinding, aLicenseRequest, aPlan, aReport, E5, later, NOW } from '../support/builders.ts';
import { aFulfilmentRig } from '../support/fulfilment-rig.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../support/movable-clock.ts';

const UNKNOWN = aReport({ unknown: ['seats', 'licenses'], held: null, tries: 1 });
const BLOCKED = aReport({ findings: [aFinding({ kind: 'no-usage-location', severity: 'stop' })], tries: 1 });

/** A rig with one pending request of which that was found out. */
function pending(preflight: PreflightReport) {
  const rig = aFulfilmentRig();
  rig.put(withClock(aLicenseRequest({ preflight }), aPlan()));
  return rig;
}

describe('a pending request that could not be checked in time', () => {
  it('is checked again after seconds, and what is found then stands on every card', async () => {
    const rig = pending(UNKNOWN);
    rig.reports.push(aReport({ checkedAt: later(5 * SECOND), seats: { [E5.id]: 3 } }));
    await rig.pass(4 * SECOND);
    assert.equal(rig.checks.length, 0);
    await rig.pass(SECOND);
    assert.deepEqual(rig.now().preflight, rig.reports[0]);
    assert.deepEqual(
      rig.checks.map(({ timeLimitMs, besides }) => [timeLimitMs, besides?.id]),
      [[5000, 'K7M2QX']],
    );
    const cards = rig.store.notices.filter(({ kind }) => kind === 'card').map(({ to }) => to.kind);
    assert.deepEqual(cards, ['thread', 'person', 'person', 'helpdesk']);
    assert.deepEqual(rig.lines(), []);
    await rig.pass(HOUR);
    assert.equal(rig.checks.length, 1);
  });

  it('leaves the press of an approver good when nothing speaks against the change', async () => {
    const rig = pending(UNKNOWN);
    rig.reports.push(aReport({ seats: { [E5.id]: 3 } }));
    const { revision } = rig.now();
    await rig.pass(5 * SECOND);
    assert.equal(rig.now().revision, revision);
  });

  it('makes an approver look again when something speaks against it', async () => {
    const rig = pending(UNKNOWN);
    rig.reports.push(aReport({ findings: [aFinding()], seats: { [E5.id]: 0 } }));
    const { revision } = rig.now();
    await rig.pass(5 * SECOND);
    assert.equal(rig.now().revision, revision + 1);
    assert.deepEqual(rig.lines(), []);
  });

  it('says in the thread, once, what is found to be in the way, and looks whether it was mended', async () => {
    const rig = pending(UNKNOWN);
    rig.reports.push(BLOCKED, BLOCKED, aReport());
    await rig.pass(HOUR);
    assert.deepEqual(rig.lines(), ['thread line.inTheWay']);
    assert.deepEqual(rig.now().preflight, aReport());
    assert.equal(rig.checks.length, 3);
  });

  it('is looked at less and less often, and in the end no more', async () => {
    const rig = pending(UNKNOWN);
    rig.reports.push({ ...UNKNOWN, tries: 0 });
    await rig.pass(2 * MINUTE);
    const early = rig.checks.length;
    await rig.pass(2 * DAY);
    const { length } = rig.checks;
    assert(early >= 3 && length > early && length < 30, `${early}, then ${length}`);
    assert.equal(checkDueAt(rig.now().preflight), null);
    await rig.pass(2 * DAY);
    assert.equal(rig.checks.length, length);
    assert.equal(rig.now().status, 'pending');
  });

  it('is no more looked at once it is decided', async () => {
    const rig = aFulfilmentRig();
    rig.put(aLicenseRequest({ status: 'awaiting_seats', preflight: UNKNOWN }));
    await rig.run();
    assert.deepEqual(rig.checks, []);
  });

  it('has somebody else’s write count when both come at once', async () => {
    const rig = pending(UNKNOWN);
    rig.store.beforeSave = async () => {
      rig.store.beforeSave = async () => {};
      const request = rig.now();
      rig.put({ ...request, version: request.version + 1, status: 'cancelled', dueAt: null, updatedAt: NOW });
    };
    await rig.pass(5 * SECOND);
    assert.deepEqual([rig.now().status, rig.now().preflight], ['cancelled', UNKNOWN]);
  });
});
