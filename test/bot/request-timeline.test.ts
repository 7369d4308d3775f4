import assert from 'node:assert/strict';
import { timelineOf } from '../../src/bot/request-timeline.ts';
import { type LicenseRequest, moved, type RequestStatus } from '../../src/requests/license-request.ts';
import { aDecision, aLicenseRequest, aProblem, aResult, GRACE, later, MEHMET } from '../support/builders.ts';
import { createStrictTranslator } from '../support/strict-translator.ts';

const text = createStrictTranslator().for('en');
const linesOf = (request: LicenseRequest) => timelineOf(request, text).map((line) => line.text);

/** A request that Grace approved and that then went through these statuses, a minute apart. */
function gone(...statuses: readonly RequestStatus[]): LicenseRequest {
  const approval = aDecision(GRACE, { at: later(60_000) });
  const approved = moved(aLicenseRequest(), 'approved', later(60_000), {
    decisions: [approval],
    executor: GRACE,
  });
  return statuses.reduce(
    (request, status, index) => moved(request, status, later((index + 2) * 60_000)),
    approved,
  );
}

describe('the timeline of a request', () => {
  it('tells what happened in order, with whose account, each with its time', () => {
    const done = { result: aResult({ at: later(180_000), verification: 'seen' }) } as const;
    const request = { ...gone('executing', 'completed'), ...done };
    assert.deepEqual(linesOf(request), [
      'Sarah Jones asked',
      'Grace Hill approved',
      "Sent to Partner Center with Grace Hill's sign-in",
      'Partner Center made the change',
      "Seen in Ada Lovelace's licenses",
    ]);
    const [asked] = timelineOf(request, text);
    assert.equal(asked?.at, '{{DATE(2026-03-02T09:00:00Z, COMPACT)}} {{TIME(2026-03-02T09:00:00Z)}}');
  });

  it('tells of a sign-in that was asked for, of a lost answer, of a failure and of the end', () => {
    const told = (...statuses: readonly RequestStatus[]) => linesOf(gone(...statuses)).slice(2);
    assert.deepEqual(told('awaiting_sign_in'), ['Grace Hill was asked to sign in to Partner Center']);
    assert.deepEqual(told('executing', 'unconfirmed').slice(1), ["Partner Center's answer got lost"]);
    assert.deepEqual(told('failed'), ['It could not be carried out']);
    assert.deepEqual(told('expired'), ['Nobody acted in time']);
    assert.deepEqual(told('pending'), ['The rules had changed; sign-off began anew']);
    assert.deepEqual(told('cancelled'), ['Sarah Jones withdrew it']);
  });

  it('tells of a role that the executor lacks, and of no sign-in that nobody asked for', () => {
    for (const meaning of ['missing-role', 'access-denied']) {
      const refused = moved(gone('executing'), 'awaiting_sign_in', later(240_000), {
        problem: aProblem({ meaning }),
      });
      const taken = moved(refused, 'approved', later(300_000), { executor: MEHMET, problem: null });
      assert.deepEqual(linesOf(taken).slice(3), ["Grace Hill's account lacks the role for it"]);
    }
    const signedOut = moved(gone('executing'), 'awaiting_sign_in', later(240_000), {
      problem: aProblem({ meaning: 'sign-in-needed' }),
    });
    assert.deepEqual(linesOf(signedOut).slice(3), ['Grace Hill was asked to sign in to Partner Center']);
  });

  it('says once that it waits for a license, since when, however often it is tried', () => {
    const tries = ['approved', 'executing', 'awaiting_seats'] as const;
    const request = gone('executing', 'awaiting_seats', ...tries, ...tries);
    const waiting = [
      "Sent to Partner Center with Grace Hill's sign-in",
      'No license was free; it waits for one',
    ];
    assert.deepEqual(linesOf(request).slice(2), waiting);
    assert.equal(timelineOf(request, text).at(-1)?.at.includes('2026-03-02T09:03:00Z'), true);
    const [first, second, third] = linesOf(
      gone('executing', 'awaiting_seats', ...tries, 'approved', 'executing'),
    ).slice(2);
    assert.deepEqual([first, second, third], [...waiting, waiting[0]]);
  });

  it('keeps what people decided and how it ended of a long story', () => {
    const approval = aDecision(GRACE, { at: later(60_000) });
    const again = Array.from({ length: 9 }, () => ['failed', 'approved', 'executing'] as const).flat();
    const lines = linesOf({ ...gone('executing', ...again, 'failed', 'expired'), decisions: [approval] });
    assert.deepEqual(lines.slice(0, 2), ['Sarah Jones asked', 'Grace Hill approved']);
    assert.deepEqual([lines.length, lines.at(-1)], [6, 'Nobody acted in time']);
  });

  it('stays short, however many people acted', () => {
    const decisions = Array.from({ length: 12 }, (_, index) =>
      aDecision(MEHMET, { kind: 'run', at: later(index), reason: null }),
    );
    const lines = linesOf(
      aLicenseRequest({ status: 'expired', decisions, history: gone('expired').history }),
    );
    assert.deepEqual(
      [lines.length, lines[0], lines.at(-1)],
      [11, 'Sarah Jones asked', 'Nobody acted in time'],
    );
  });

  it('remembers no more than a card could use', () => {
    const again = Array.from(
      { length: 30 },
      () => ['executing', 'awaiting_seats', 'approved'] as const,
    ).flat();
    assert.equal(gone(...again).history.length, 40);
  });
});
