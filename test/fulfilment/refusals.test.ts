import assert from 'node:assert/strict';
import { ERROR_MEANINGS, meaningOfAnswer } from '../../src/partner-center/error-meanings.ts';
import type { RequestStatus } from '../../src/requests/license-request.ts';
import {
  aDecision,
  aLicenseChange,
  aLicenseRequest,
  aUserReference,
  E5,
  GRACE,
  KENJI,
  later,
  NOW,
} from '../support/builders.ts';
import type { Fate } from '../support/fake-license-updates.ts';
import { aFulfilmentRig, aToken } from '../support/fulfilment-rig.ts';
import { HOUR, MINUTE, SECOND } from '../support/movable-clock.ts';

const SIGN_IN = { kind: 'sign-in', why: 'mfa', claims: '{"mfa":1}' } as const;

function approved(...fates: readonly Fate[]) {
  const rig = aFulfilmentRig();
  rig.put(aLicenseRequest({ status: 'approved' }));
  rig.partnerCenter.fates = [...fates];
  return rig;
}

/** One answer for each meaning, and where it must lead. Meanings that no answer of a call has are not among them. */
const ANSWERS: Readonly<Record<string, readonly [status: number, code: string | null, to: RequestStatus]>> = {
  'no-seats': [400, '60012', 'awaiting_seats'],
  'conditional-access': [403, '900309', 'failed'],
  'missing-role': [403, '900308', 'awaiting_sign_in'],
  'access-denied': [403, '2032', 'awaiting_sign_in'],
  'mfa-required': [401, '900421', 'awaiting_sign_in'],
  'sign-in-needed': [401, '400', 'awaiting_sign_in'],
  'wrong-token-audience': [401, '900420', 'failed'],
  'wrong-token-kind': [400, '900316', 'failed'],
  'no-relationship': [403, '20002', 'failed'],
  'program-inactive': [403, '900149', 'failed'],
  'action-not-allowed': [403, '600006', 'failed'],
  'not-found': [404, '1000', 'failed'],
  'user-not-found': [404, '60002', 'failed'],
  'customer-not-found': [404, '60003', 'failed'],
  'license-migration-failed': [400, '60000', 'failed'],
  'invalid-request': [400, '800002', 'failed'],
  'not-supported': [400, '900127', 'failed'],
  'stale-data': [400, '2055', 'failed'],
  refused: [400, '60099', 'failed'],
  throttled: [429, null, 'executing'],
  'service-error': [500, '800003', 'executing'],
  'service-unavailable': [503, null, 'executing'],
  'service-fault': [501, '0', 'failed'],
  'unexpected-answer': [302, null, 'failed'],
};

describe('a refusal of Partner Center', () => {
  it('is known for every meaning but the one that nobody answered', () => {
    const meanings = ERROR_MEANINGS.map(({ meaning }) => meaning).filter(
      (meaning) => meaning !== 'unreachable',
    );
    assert.deepEqual(meanings.toSorted(), Object.keys(ANSWERS).toSorted());
  });

  for (const [meaning, [status, code, to]] of Object.entries(ANSWERS)) {
    it(`${status}${code ? ` / ${code}` : ''} (${meaning}) leads to ${to}, with nothing changed`, async () => {
      assert.equal(meaningOfAnswer(status, code).meaning, meaning);
      const refusal = { status, code };
      const rig = approved(refusal, refusal);
      rig.tokens.answer(GRACE, aToken('first'), SIGN_IN);
      await rig.run();
      const request = rig.now();
      assert.equal(request.status, to);
      assert.equal(rig.partnerCenter.effects, 0);
      if (to === 'executing') return;
      assert.deepEqual(
        [request.problem?.meaning, request.problem?.httpStatus, request.problem?.code],
        [meaning, status, code],
      );
      assert.equal(request.problem?.detail, 'Their words.');
      assert.equal(request.attempt, null, 'the id is spent');
      assert.deepEqual(rig.lines(), [`thread line.${meaning === 'no-seats' ? 'problemHere' : 'problem'}`]);
      assert(request.dueAt !== null && request.dueAt > NOW);
    });
  }

  it('keeps their ids in the audit trail, but not their words', async () => {
    const rig = approved({ status: 403, code: '900309' });
    await rig.run();
    const event = rig.store.events.find(({ kind }) => kind === 'failed');
    assert.deepEqual(
      [event?.facts['httpStatus'], event?.facts['code'], event?.facts['cv']],
      [403, '900309', 'cv'],
    );
    assert(!JSON.stringify(event).includes('Their words.'));
  });

  it('is final: what failed is not sent again by itself, and expires with its sign-off', async () => {
    const rig = approved({ status: 403, code: '900309' });
    await rig.pass(2 * 24 * HOUR);
    assert.deepEqual([rig.now().status, rig.partnerCenter.sent.length], ['failed', 1]);
    await rig.pass(24 * HOUR);
    assert.equal(rig.now().status, 'expired');
  });
});

describe('being throttled', () => {
  it('is waited for as long as Partner Center asks, with the same id', async () => {
    const rig = approved({ status: 429, retryAfterMs: 40_000 });
    await rig.pass(39 * SECOND);
    assert.equal(rig.partnerCenter.sent.length, 1);
    await rig.pass(SECOND);
    assert.equal(rig.now().status, 'completed');
    const [first, second] = rig.partnerCenter.sent;
    assert.equal(first?.idempotencyKey, second?.idempotencyKey);
  });

  it('is no reason to look at the licenses: nothing was done', async () => {
    const rig = approved(...Array.from({ length: 9 }, () => ({ status: 429 })));
    await rig.pass(4 * MINUTE);
    assert.equal(rig.now().status, 'completed');
    assert.equal(rig.partnerCenter.reads, 1, 'the read-back only');
  });

  it('ends in failure, not in doubt, when it lasts', async () => {
    const rig = approved(...Array.from({ length: 60 }, () => ({ status: 429 })));
    await rig.pass(HOUR);
    const { status, problem } = rig.now();
    assert.deepEqual([status, problem?.meaning, problem?.httpStatus], ['failed', 'retries-over', 429]);
  });

  it('fails at once where the wait would go beyond the time for repeats', async () => {
    const rig = approved({ status: 429, retryAfterMs: HOUR });
    await rig.run();
    assert.equal(rig.now().status, 'failed');
  });

  it('counts for 503 with Retry-After too', async () => {
    const rig = approved({ status: 503, retryAfterMs: 30_000 });
    await rig.pass(29 * SECOND);
    assert.equal(rig.partnerCenter.sent.length, 1);
    await rig.pass(SECOND);
    assert.equal(rig.partnerCenter.sent.length, 2);
  });
});

describe('a token that Partner Center refuses', () => {
  it('is renewed once, without a word to its owner, and the send gets a new id', async () => {
    const rig = approved({ status: 401, code: '400' });
    rig.tokens.answer(GRACE, aToken('old'), aToken('new'));
    await rig.run();
    assert.equal(rig.now().status, 'completed');
    assert.deepEqual(
      rig.partnerCenter.sent.map(({ accessToken }) => accessToken),
      ['old', 'new'],
    );
    assert.notEqual(rig.partnerCenter.sent[0]?.idempotencyKey, rig.partnerCenter.sent[1]?.idempotencyKey);
    assert.deepEqual(
      rig.tokens.asked.map(({ options }) => options),
      [{}, { forceRefresh: true }],
    );
  });

  it('is not renewed twice: its owner signs in anew', async () => {
    const rig = approved({ status: 401 }, { status: 401 });
    await rig.run();
    assert.deepEqual([rig.now().status, rig.partnerCenter.sent.length], ['awaiting_sign_in', 2]);
    assert(rig.store.notices.some((notice) => notice.kind === 'sign-in'));
  });

  it('is answered by a stepped-up sign-in where multifactor authentication was missing, never by the same token', async () => {
    const rig = approved({ status: 401, code: '900421' });
    rig.tokens.answer(GRACE, aToken('without mfa'), SIGN_IN);
    await rig.run();
    assert.deepEqual([rig.now().status, rig.now().problem?.meaning], ['awaiting_sign_in', 'mfa-required']);
    assert.deepEqual(
      rig.tokens.asked.map(({ options }) => options),
      [{}, { afterMfaRefusal: true }],
    );
    const [card] = rig.store.notices.filter((notice) => notice.kind === 'sign-in');
    assert.deepEqual([card?.claims, card?.isSilentFirst], [SIGN_IN.claims, false]);
    assert.equal(rig.partnerCenter.sent.length, 1);
  });

  it('fails with its reason where a stepped-up sign-in still has no second factor', async () => {
    const rig = approved({ status: 401, code: '900421' });
    rig.tokens.answer(GRACE, aToken('stepped up'), {
      kind: 'unavailable',
      code: 'mfa-not-enforced',
      isTransient: false,
    });
    await rig.run();
    assert.deepEqual([rig.now().status, rig.now().problem?.meaning], ['failed', 'mfa-not-enforced']);
  });

  it('asks for a sign-in again where the probe finds multifactor authentication in the token that was refused', async () => {
    const rig = approved({ status: 401, code: '900421' });
    rig.partnerCenter.mfaVerdict = true;
    rig.tokens.answer(GRACE, aToken('stepped up'), {
      kind: 'unavailable',
      code: 'mfa-not-enforced',
      isTransient: false,
    });
    await rig.run();
    assert.deepEqual([rig.now().status, rig.now().problem?.meaning], ['awaiting_sign_in', 'mfa-required']);
  });

  it('is renewed later where Entra ID is unwell', async () => {
    const rig = approved({ status: 401 });
    rig.tokens.answer(
      GRACE,
      aToken('old'),
      { kind: 'unavailable', code: 'entra-unreachable', isTransient: true },
      aToken('new'),
    );
    await rig.pass(5 * MINUTE);
    assert.equal(rig.now().status, 'completed');
    assert.equal(rig.partnerCenter.effects, 1);
  });

  it('of somebody without the role is left to another approver, whose token is used', async () => {
    const rig = approved({ status: 403, code: '900308' });
    await rig.run();
    const { status, executor } = rig.now();
    assert.deepEqual([status, executor?.name], ['awaiting_sign_in', GRACE.name]);
    assert(!rig.store.notices.some(({ kind }) => kind === 'sign-in'), 'signing in again would not help');
    rig.put(
      aLicenseRequest({
        status: 'approved',
        version: rig.now().version,
        executor: KENJI,
        decisions: [aDecision(GRACE), aDecision(KENJI, { kind: 'run' })],
      }),
    );
    await rig.run();
    assert.equal(rig.partnerCenter.sent.at(-1)?.accessToken, `token of ${KENJI.objectId}`);
    assert.equal(rig.now().status, 'completed');
  });
});

describe('a license that is not left', () => {
  const BO = aUserReference('Bo', 'bo@contoso.com');
  const forBo = (request: Parameters<typeof aLicenseRequest>[0] = {}) =>
    aLicenseRequest({
      id: 'SECOND',
      status: 'approved',
      change: aLicenseChange({ user: BO }),
      decisions: [aDecision(GRACE, { at: later(SECOND) })],
      ...request,
    });

  const outOfSeats = async () => {
    const rig = approved();
    rig.partnerCenter.seats.set(E5.id, 0);
    await rig.run();
    return rig;
  };

  it('is waited for, looked for every few minutes, and assigned when it is there', async () => {
    const rig = await outOfSeats();
    assert.deepEqual([rig.now().status, rig.now().problem?.meaning], ['awaiting_seats', 'no-seats']);
    await rig.pass(20 * MINUTE);
    assert.deepEqual([rig.now().status, rig.partnerCenter.sent.length], ['awaiting_seats', 1]);
    rig.partnerCenter.seats.set(E5.id, 1);
    await rig.pass(15 * MINUTE);
    assert.deepEqual([rig.now().status, rig.partnerCenter.effects], ['completed', 1]);
    assert.notEqual(rig.partnerCenter.sent[0]?.idempotencyKey, rig.partnerCenter.sent[1]?.idempotencyKey);
  });

  it('is told once, not at every try', async () => {
    const rig = await outOfSeats();
    rig.partnerCenter.fates = [
      { status: 400, code: '60012' },
      { status: 400, code: '60012' },
    ];
    rig.partnerCenter.seats.set(E5.id, 1);
    await rig.pass(30 * MINUTE);
    assert.equal(rig.now().status, 'completed');
    assert.deepEqual(rig.lines().filter((line) => line === 'thread line.problemHere').length, 1);
  });

  it('is waited for until the sign-off runs out', async () => {
    const rig = await outOfSeats();
    await rig.pass(3 * 24 * HOUR + HOUR);
    assert.equal(rig.now().status, 'expired');
    assert(rig.store.events.length < 500);
  });

  it('goes to the one that was approved first', async () => {
    const rig = await outOfSeats();
    rig.put(forBo());
    await rig.run();
    assert.equal(rig.now('SECOND').status, 'awaiting_seats');
    rig.partnerCenter.seats.set(E5.id, 1);
    await rig.pass(HOUR);
    assert.deepEqual([rig.now().status, rig.now('SECOND').status], ['completed', 'awaiting_seats']);
    assert.equal(rig.partnerCenter.effects, 1);
  });

  it('serves two when two are free, one after the other', async () => {
    const rig = await outOfSeats();
    rig.put(forBo());
    await rig.run();
    rig.partnerCenter.seats.set(E5.id, 2);
    await rig.pass(HOUR);
    assert.deepEqual([rig.now().status, rig.now('SECOND').status], ['completed', 'completed']);
    assert.equal(rig.partnerCenter.seats.get(E5.id), 0);
  });

  it('holds up nobody behind one whose sign-off has run out', async () => {
    const rig = await outOfSeats();
    rig.put(forBo());
    await rig.run();
    rig.put({ ...rig.now(), validUntil: later(10 * MINUTE) });
    rig.clock.advance(11 * MINUTE);
    rig.partnerCenter.seats.set(E5.id, 1);
    await rig.pass(HOUR);
    assert.deepEqual([rig.now().status, rig.now('SECOND').status], ['expired', 'completed']);
  });
});
