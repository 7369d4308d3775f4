import assert from 'node:assert/strict';
import { aLicenseRequest, anAttempt, aUserReference, E5, GRACE, later, NOW } from '../support/builders.ts';
import type { Fate } from '../support/fake-license-updates.ts';
import { aFulfilmentRig } from '../support/fulfilment-rig.ts';
import { HOUR, MINUTE, SECOND } from '../support/movable-clock.ts';

const ADA = aUserReference();
const SEATS_GONE: Fate = { status: 400, code: '60012' };

/** A rig with one approved request, and what becomes of its sends. */
function approved(...fates: readonly Fate[]) {
  const rig = aFulfilmentRig();
  rig.put(aLicenseRequest({ status: 'approved' }));
  rig.partnerCenter.fates = [...fates];
  const { partnerCenter } = rig;
  return Object.assign(rig, {
    keys: () => new Set(partnerCenter.sent.map(({ idempotencyKey }) => idempotencyKey)).size,
    sends: () => partnerCenter.sent.length,
    /** Seconds after the first send. */
    times: () => partnerCenter.sent.map(({ at }) => (Date.parse(at) - Date.parse(NOW)) / SECOND),
    hasLicense: () => partnerCenter.licensesOf(ADA.id).has(E5.id),
  });
}

describe('an answer that is lost', () => {
  for (const fate of ['cut-after', '503-after', 'cut-before', '503-before', 'not-connected'] as const) {
    it(`is asked for again with the same id (${fate}), and the change is made once`, async () => {
      const rig = approved(fate);
      await rig.pass(MINUTE);
      assert.deepEqual([rig.sends(), rig.keys(), rig.partnerCenter.effects], [2, 1, 1]);
      assert.equal(rig.now().status, 'completed');
      assert.equal(rig.now().attempt?.sends, 2);
    });
  }

  it('is marked as in doubt only where something may have been sent', async () => {
    const isAmbiguous = async (fate: Fate) => {
      const rig = approved(fate);
      await rig.run();
      return rig.now().attempt?.isAmbiguous;
    };
    assert.equal(await isAmbiguous('cut-before'), true);
    assert.equal(await isAmbiguous('503-before'), true);
    assert.equal(await isAmbiguous({ status: 408 }), true);
    assert.equal(await isAmbiguous('not-connected'), false);
    assert.equal(await isAmbiguous({ status: 429 }), false);
  });

  it('stays in doubt when a later send did not get through', async () => {
    const rig = approved('cut-after', 'not-connected', { status: 429 });
    await rig.pass(2.5 * SECOND);
    assert.equal(rig.sends(), 2);
    assert.equal(rig.now().attempt?.isAmbiguous, true);
  });

  it('is asked for ever less often, and not beyond ten minutes', async () => {
    const rig = approved(...Array.from({ length: 60 }, () => 'not-connected' as const));
    await rig.pass(HOUR);
    const waits = rig
      .times()
      .slice(1)
      .map((time, index) => time - (rig.times()[index] ?? 0));
    assert.deepEqual(waits.slice(0, 7), [1, 2, 4, 8, 16, 30, 30]);
    assert((rig.times().at(-1) ?? 0) <= 600);
    const { status, problem } = rig.now();
    assert.deepEqual([status, problem?.meaning], ['failed', 'retries-over']);
    assert.equal(rig.keys(), 1);
  });

  it('is not sent again beyond the validity of the approval', async () => {
    const rig = approved(...Array.from({ length: 60 }, () => 'not-connected' as const));
    rig.put(aLicenseRequest({ status: 'approved', validUntil: later(20 * SECOND) }));
    await rig.pass(HOUR);
    assert((rig.times().at(-1) ?? 0) < 20);
    assert.equal(rig.now().status, 'expired');
  });

  it('is looked for in the licenses before sending again after two minutes', async () => {
    const rig = approved('cut-after', ...Array.from({ length: 8 }, () => 'not-connected' as const));
    rig.partnerCenter.remembersForMs = 0;
    await rig.pass(10 * MINUTE);
    assert.equal(rig.now().status, 'completed');
    assert.equal(rig.partnerCenter.effects, 1);
    assert((rig.times().at(-1) ?? 0) <= 120);
    assert.deepEqual(
      rig.kinds().filter((kind) => kind === 'completed'),
      ['completed'],
    );
  });

  it('does not make a second change when Partner Center has forgotten the id', async () => {
    const rig = approved('503-after', '503-after', '503-after');
    rig.partnerCenter.remembersForMs = 0;
    await rig.pass(HOUR);
    assert.deepEqual([rig.now().status, rig.partnerCenter.effects], ['completed', 1]);
  });

  it('is not sent again after two minutes while the licenses cannot be read', async () => {
    const rig = approved('cut-before', ...Array.from({ length: 8 }, () => 'not-connected' as const));
    rig.partnerCenter.isReadable = false;
    await rig.pass(9 * MINUTE);
    assert((rig.times().at(-1) ?? 0) <= 120);
    assert.equal(rig.now().status, 'executing');
    await rig.pass(2 * MINUTE);
    assert.equal(rig.now().status, 'unconfirmed');
  });
});

describe('a refusal after a lost answer', () => {
  it('is not believed while the change is in the licenses: the first send made it', async () => {
    const rig = approved('cut-after', SEATS_GONE);
    await rig.pass(MINUTE);
    assert.deepEqual([rig.now().status, rig.sends(), rig.partnerCenter.effects], ['completed', 2, 1]);
    assert.deepEqual(rig.lines(), ['thread line.completed']);
  });

  it('is not believed while reads lag: the request is unconfirmed, and told so, until it is seen', async () => {
    const rig = approved('cut-after', SEATS_GONE);
    rig.partnerCenter.readLagMs = 3 * MINUTE;
    await rig.pass(MINUTE);
    assert.equal(rig.now().status, 'unconfirmed');
    assert.deepEqual(rig.lines(), ['thread line.unconfirmed', 'helpdesk line.unconfirmed']);
    await rig.pass(10 * MINUTE);
    assert.deepEqual([rig.now().status, rig.partnerCenter.effects], ['completed', 1]);
    assert.equal(rig.now().result?.verification, 'seen');
  });

  it('is believed after a new send, when the licenses prove that nothing was made', async () => {
    const rig = approved('cut-before');
    rig.partnerCenter.seats.set(E5.id, 0);
    await rig.pass(30 * MINUTE);
    assert.equal(rig.now().status, 'awaiting_seats');
    assert.deepEqual([rig.sends(), rig.keys(), rig.partnerCenter.effects], [3, 2, 0]);
    assert((rig.times()[2] ?? 0) > 300, 'five minutes after the last doubtful send');
  });

  it('keeps the doubt when the licenses cannot be read', async () => {
    const rig = approved('cut-after', { status: 403, code: '900308' });
    rig.partnerCenter.isReadable = false;
    await rig.pass(MINUTE);
    assert.deepEqual([rig.now().status, rig.now().problem?.meaning], ['unconfirmed', 'missing-role']);
  });
});

describe('an unconfirmed request', () => {
  const unconfirmed = () => {
    const rig = aFulfilmentRig();
    rig.put(aLicenseRequest({ status: 'unconfirmed', validUntil: later(3 * HOUR) }));
    return rig;
  };

  it('is completed as soon as the change is seen', async () => {
    const rig = unconfirmed();
    rig.partnerCenter.give(ADA.id, E5.id);
    await rig.pass(MINUTE);
    const { status, result, attempt } = rig.now();
    assert.deepEqual([status, result?.verification, attempt?.isAmbiguous], ['completed', 'seen', false]);
    assert.equal(rig.partnerCenter.sent.length, 0);
  });

  it('is sent anew under a new id when it is proven that nothing was made', async () => {
    const rig = unconfirmed();
    await rig.pass(30 * MINUTE);
    const [sent] = rig.partnerCenter.sent;
    assert.equal(rig.now().status, 'completed');
    assert.notEqual(sent?.idempotencyKey, anAttempt().idempotencyKey);
    assert(String(sent?.at) > later(5 * MINUTE));
    assert(rig.kinds().includes('proven-not-applied'));
  });

  it('stays so for as long as nobody can look, ever less often, beyond its validity too', async () => {
    const rig = unconfirmed();
    rig.partnerCenter.isReadable = false;
    await rig.pass(48 * HOUR);
    assert.equal(rig.now().status, 'unconfirmed');
    assert(rig.partnerCenter.reads < 300, String(rig.partnerCenter.reads));
    rig.partnerCenter.isReadable = true;
    rig.partnerCenter.give(ADA.id, E5.id);
    await rig.pass(HOUR);
    assert.equal(rig.now().status, 'completed');
  });

  it('expires when it is proven too late that nothing was made', async () => {
    const rig = unconfirmed();
    rig.partnerCenter.isReadable = false;
    await rig.pass(4 * HOUR);
    rig.partnerCenter.isReadable = true;
    await rig.pass(HOUR);
    assert.equal(rig.now().status, 'expired');
    assert.equal(rig.partnerCenter.sent.length, 0);
  });
});

describe('a crash in the middle of a call', () => {
  for (const fate of ['hangs-before', 'hangs-after'] as const) {
    it(`is taken up by another instance when the lease is over (${fate}), with the same id`, async () => {
      const rig = approved(fate);
      void rig.advance('K7M2QX');
      await new Promise(setImmediate);
      await rig.pass(89 * SECOND);
      assert.equal(rig.sends(), 1);
      await rig.pass(2 * SECOND);
      assert.deepEqual([rig.sends(), rig.keys(), rig.partnerCenter.effects], [2, 1, 1]);
      assert.equal(rig.now().status, 'completed');
    });
  }

  it('is in doubt: found executing after a long time, the licenses are read before anything is sent', async () => {
    const rig = aFulfilmentRig();
    rig.put(
      aLicenseRequest({
        status: 'executing',
        attempt: anAttempt({ startedAt: later(-HOUR), lastSentAt: later(-HOUR) }),
        dueAt: NOW,
      }),
    );
    rig.partnerCenter.give(ADA.id, E5.id);
    await rig.run();
    assert.deepEqual([rig.now().status, rig.partnerCenter.sent.length], ['completed', 0]);
  });

  it('is unconfirmed when nothing is seen and the time for repeats is over', async () => {
    const rig = aFulfilmentRig();
    rig.put(
      aLicenseRequest({
        status: 'executing',
        attempt: anAttempt({ startedAt: later(-HOUR), lastSentAt: later(-HOUR) }),
        dueAt: NOW,
      }),
    );
    await rig.advance('K7M2QX');
    assert.deepEqual([rig.now().status, rig.partnerCenter.sent.length], ['unconfirmed', 0]);
  });

  it('is in doubt even where the token is gone: nobody is asked to sign in before the doubt is settled', async () => {
    const rig = aFulfilmentRig();
    rig.put(aLicenseRequest({ status: 'executing', attempt: anAttempt(), dueAt: NOW }));
    rig.tokens.answer(GRACE, { kind: 'sign-in', why: 'revoked', claims: null });
    await rig.advance('K7M2QX');
    assert.equal(rig.now().status, 'unconfirmed');
    assert(!rig.store.notices.some(({ kind }) => kind === 'sign-in'));
  });

  it('does no harm between the answer and its saving: the change is found', async () => {
    const rig = approved();
    let writes = 0;
    rig.store.beforeSave = async () => {
      writes += 1;
      if (writes === 2) throw new Error('power cut');
    };
    await assert.rejects(rig.advance('K7M2QX'), /power cut/);
    assert.equal(rig.now().status, 'executing');
    rig.store.beforeSave = async () => {};
    await rig.pass(5 * MINUTE);
    assert.deepEqual([rig.now().status, rig.partnerCenter.effects], ['completed', 1]);
  });

  it('ends nothing when the late answer of a lost instance arrives: the one that took over wins', async () => {
    const rig = approved();
    const late = rig.store.now('K7M2QX');
    await rig.advance('K7M2QX');
    const version = rig.now().version;
    await rig.fulfilment.advance(late);
    assert.equal(rig.now().version, version);
    assert.equal(rig.sends(), 1);
  });
});
