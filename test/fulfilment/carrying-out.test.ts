import assert from 'node:assert/strict';
import { moved, touched } from '../../src/requests/license-request.ts';
import {
  aDecision,
  aFinding,
  aLicenseChange,
  aLicenseRequest,
  aPlan,
  aReport,
  aStage,
  aUserReference,
  E3,
  E5,
  GRACE,
  guidOf,
  KENJI,
  later,
  MEHMET,
  NOW,
  SARAH,
} from '../support/builders.ts';
import { aFulfilmentRig, aToken } from '../support/fulfilment-rig.ts';
import { HOUR, MINUTE, SECOND } from '../support/movable-clock.ts';

const ADA = aUserReference();

/** A rig with one approved request: E5 for Ada, by Grace. */
function approved(request: Parameters<typeof aLicenseRequest>[0] = {}) {
  const rig = aFulfilmentRig();
  rig.put(aLicenseRequest({ status: 'approved', ...request }));
  return rig;
}

describe('carrying out an approved request', () => {
  it('sends what should be true, once, with the token of the executor, and completes', async () => {
    const rig = approved({
      change: aLicenseChange({
        assign: [{ sku: E5, excludedPlans: [{ id: 'plan', name: 'Plan' }] }],
        remove: [E3],
      }),
    });
    await rig.advance('K7M2QX');
    const [sent, ...others] = rig.partnerCenter.sent;
    assert.equal(others.length, 0);
    assert.deepEqual(sent?.update, {
      licensesToAssign: [{ skuId: E5.id, excludedPlans: ['plan'] }],
      licensesToRemove: [E3.id],
    });
    assert.deepEqual([sent?.userId, sent?.accessToken], [ADA.id, `token of ${GRACE.objectId}`]);
    const { status, attempt, result, problem } = rig.now();
    assert.deepEqual([status, problem], ['completed', null]);
    assert.deepEqual([attempt?.isUnderWay, attempt?.isAmbiguous, attempt?.sends], [false, false, 1]);
    assert.deepEqual([result?.wasInPlace, result?.verification], [false, null]);
    assert.equal(rig.partnerCenter.effects, 1);
  });

  it('saves the attempt with its ids before the first byte is sent', async () => {
    const rig = approved();
    rig.partnerCenter.fates = ['hangs-before'];
    void rig.advance('K7M2QX');
    await new Promise(setImmediate);
    const { status, attempt, dueAt } = rig.now();
    assert.equal(status, 'executing');
    assert.equal(attempt?.idempotencyKey, rig.partnerCenter.sent[0]?.idempotencyKey);
    assert.equal(attempt?.correlationId, rig.partnerCenter.sent[0]?.correlationId);
    assert.deepEqual([attempt?.isUnderWay, attempt?.sends, attempt?.executor], [true, 1, GRACE]);
    assert.equal(dueAt, later(90 * SECOND));
  });

  it('sends nothing when the claim could not be saved', async () => {
    const rig = approved();
    rig.store.beforeSave = async () => {
      throw new Error('disk full');
    };
    await assert.rejects(rig.advance('K7M2QX'), /disk full/);
    assert.deepEqual(rig.partnerCenter.sent, []);
    assert.equal(rig.now().status, 'approved');
  });

  it('sends nothing when somebody withdrew it at the last moment', async () => {
    const rig = approved();
    rig.store.beforeSave = async () => {
      rig.store.beforeSave = async () => {};
      rig.put(moved(rig.now(), 'cancelled', NOW, { dueAt: null }));
    };
    await rig.advance('K7M2QX');
    assert.deepEqual(rig.partnerCenter.sent, []);
    assert.equal(rig.now().status, 'cancelled');
  });

  it('is done once when two instances take it up at the same time', async () => {
    const rig = approved();
    await Promise.all([rig.advance('K7M2QX'), rig.advance('K7M2QX'), rig.advance('K7M2QX')]);
    assert.equal(rig.partnerCenter.sent.length, 1);
    assert.equal(rig.now().status, 'completed');
  });

  it('tells the thread in one line, with the number of remarks', async () => {
    const rig = approved();
    await rig.advance('K7M2QX');
    assert.deepEqual(rig.lines(), ['thread line.completed']);
    const remarked = approved();
    remarked.partnerCenter.warnings = [{ code: '60001', message: 'overlap', servicePlans: ['EXCHANGE'] }];
    await remarked.advance('K7M2QX');
    assert.deepEqual(remarked.lines(), ['thread line.completedWithWarnings']);
    assert.deepEqual(remarked.now().result?.warnings, remarked.partnerCenter.warnings);
  });

  it('sends nothing where everything is in place already, and says so', async () => {
    const rig = approved({
      preflight: aReport({ findings: [aFinding({ kind: 'already-held' })] }),
    });
    rig.partnerCenter.give(ADA.id, E5.id);
    await rig.run();
    assert.deepEqual(rig.partnerCenter.sent, []);
    const { status, result } = rig.now();
    assert.deepEqual([status, result?.wasInPlace, result?.verification], ['completed', true, 'seen']);
    assert.deepEqual(rig.lines(), ['thread line.inPlace']);
  });

  it('sends where the preflight was right at its time and is no more', async () => {
    const rig = approved({
      preflight: aReport({ findings: [aFinding({ kind: 'already-held' })] }),
    });
    await rig.run();
    assert.equal(rig.partnerCenter.effects, 1);
  });
});

describe('the claim of an approved request', () => {
  it('expires what was not carried out in time', async () => {
    const rig = approved({ validUntil: later(HOUR) });
    rig.clock.advance(HOUR);
    await rig.run();
    assert.deepEqual([rig.now().status, rig.now().dueAt], ['expired', null]);
    assert.deepEqual(rig.partnerCenter.sent, []);
    assert.deepEqual(rig.lines(), ['thread line.expired']);
  });

  it('counts the time that asking for a token takes', async () => {
    const rig = approved({ validUntil: later(MINUTE) });
    rig.tokens.beforeAnswer = async () => rig.clock.advance(MINUTE);
    await rig.advance('K7M2QX');
    assert.equal(rig.now().status, 'expired');
    assert.deepEqual(rig.partnerCenter.sent, []);
  });

  for (const [change, plan] of Object.entries({
    'asks for another approval': aPlan({ stages: [aStage([GRACE, KENJI], { need: 2 })] }),
    'no longer names the approver': aPlan({ stages: [aStage([KENJI])] }),
    'has a stage before': aPlan({ stages: [aStage([MEHMET]), aStage([GRACE])] }),
    'names the executor in an earlier stage': aPlan({ stages: [aStage([GRACE]), aStage([KENJI])] }),
  })) {
    it(`sends the request back to sign-off when the policy ${change}`, async () => {
      const rig = approved();
      rig.policy.plan = plan;
      await rig.run();
      const { status, problem, executor, decisions, validUntil, dueAt } = rig.now();
      assert.deepEqual([status, problem?.meaning, executor], ['pending', 'policy-changed', null]);
      assert.deepEqual(decisions, [aDecision(GRACE)], 'what was decided stays in the history');
      assert.equal(validUntil, later(14 * 24 * HOUR));
      assert.equal(dueAt, validUntil);
      assert.deepEqual(rig.partnerCenter.sent, []);
      assert.deepEqual(rig.lines(), ['thread line.policyChanged']);
    });
  }

  it('looks at the policy once more after the token came', async () => {
    const rig = approved();
    rig.tokens.beforeAnswer = async () => {
      rig.policy.plan = aPlan({ stages: [aStage([KENJI])] });
    };
    await rig.advance('K7M2QX');
    assert.equal(rig.now().status, 'pending');
    assert.deepEqual(rig.partnerCenter.sent, []);
  });

  it('takes other rules that the approvals satisfy for the same', async () => {
    const rig = approved();
    rig.policy.plan = aPlan({ digest: 'rules-2', stages: [aStage([GRACE])] });
    await rig.run();
    assert.equal(rig.now().status, 'completed');
  });

  it('never carries out with the account of the requester', async () => {
    const rig = approved({ executor: SARAH, decisions: [aDecision(GRACE), aDecision(SARAH)] });
    rig.policy.plan = aPlan({ stages: [aStage([SARAH, GRACE])] });
    await rig.run();
    assert.equal(rig.now().status, 'pending');
  });

  it('waits while another call for the same user and license is open', async () => {
    const rig = approved();
    rig.put(
      aLicenseRequest({
        id: 'OTHER1',
        status: 'executing',
        change: aLicenseChange({ assign: [], remove: [E5] }),
      }),
    );
    await rig.advance('K7M2QX');
    assert.deepEqual([rig.now().status, rig.partnerCenter.sent.length], ['approved', 0]);
    assert(String(rig.now().dueAt) > NOW);
    rig.put(aLicenseRequest({ id: 'OTHER1', status: 'completed', dueAt: null }));
    await rig.pass(MINUTE);
    assert.equal(rig.now().status, 'completed');
  });

  it('does not wait for calls about other licenses or other users', async () => {
    const rig = approved();
    rig.put(
      aLicenseRequest({
        id: 'OTHER1',
        status: 'unconfirmed',
        change: aLicenseChange({ assign: [{ sku: E3, excludedPlans: [] }] }),
      }),
    );
    rig.put(
      aLicenseRequest({
        id: 'OTHER2',
        status: 'executing',
        change: aLicenseChange({ user: aUserReference('Bo', 'bo@contoso.com') }),
      }),
    );
    await rig.advance('K7M2QX');
    assert.equal(rig.now().status, 'completed');
  });
});

describe('the token of the executor', () => {
  const signIn = (claims: string | null = null) => ({ kind: 'sign-in', why: 'no-token', claims }) as const;

  it('is asked for by a private card when there is none', async () => {
    const rig = approved();
    rig.tokens.answer(GRACE, signIn());
    await rig.run();
    const { status, dueAt, validUntil } = rig.now();
    assert.equal(status, 'awaiting_sign_in');
    assert.equal(dueAt, validUntil);
    assert.deepEqual(
      rig.store.notices.filter(({ kind }) => kind === 'sign-in'),
      [
        {
          kind: 'sign-in',
          requestId: 'K7M2QX',
          to: { kind: 'person', person: GRACE },
          claims: null,
          isSilentFirst: true,
        },
      ],
    );
    assert.deepEqual(rig.partnerCenter.sent, []);
  });

  it('is asked for at the sign-in page, not silently, when Entra ID challenged', async () => {
    const rig = approved();
    rig.tokens.answer(GRACE, signIn('{"access_token":{}}'));
    await rig.run();
    const [card] = rig.store.notices.filter((notice) => notice.kind === 'sign-in');
    assert.deepEqual([card?.claims, card?.isSilentFirst], ['{"access_token":{}}', false]);
  });

  it('is waited for until the sign-off runs out', async () => {
    const rig = approved({ validUntil: later(HOUR) });
    rig.tokens.answer(GRACE, signIn());
    await rig.pass(HOUR - 1);
    assert.equal(rig.now().status, 'awaiting_sign_in');
    await rig.pass(1);
    assert.equal(rig.now().status, 'expired');
  });

  it('is asked for again, ever less often, while Entra ID is unwell, until the sign-off runs out', async () => {
    const rig = approved({ validUntil: later(HOUR) });
    rig.tokens.answer(GRACE, { kind: 'unavailable', code: 'entra-unreachable', isTransient: true });
    await rig.pass(HOUR - 1);
    assert.equal(rig.now().status, 'approved');
    assert(rig.tokens.asked.length > 5 && rig.tokens.asked.length < 40, String(rig.tokens.asked.length));
    await rig.pass(MINUTE * 30);
    assert.equal(rig.now().status, 'expired');
    assert.deepEqual(rig.partnerCenter.sent, []);
  });

  it('goes on by itself when Entra ID is well again', async () => {
    const rig = approved();
    rig.tokens.answer(
      GRACE,
      { kind: 'unavailable', code: 'entra-unreachable', isTransient: true },
      aToken('fresh'),
    );
    await rig.pass(5 * MINUTE);
    assert.equal(rig.now().status, 'completed');
  });

  it('cannot be had for a reason that is not the person’s: the request fails and says why', async () => {
    const rig = approved();
    rig.tokens.answer(GRACE, { kind: 'unavailable', code: 'our-registration', isTransient: false });
    await rig.run();
    assert.deepEqual([rig.now().status, rig.now().problem?.meaning], ['failed', 'our-registration']);
    assert.equal(rig.now().dueAt, rig.now().validUntil);
    assert.equal(rig.lines().length, 1);
  });
});

describe('what waits for people only', () => {
  for (const status of ['pending', 'awaiting_sign_in', 'failed'] as const) {
    it(`expires when it is ${status} and its time is over, and not before`, async () => {
      const rig = aFulfilmentRig();
      rig.put(aLicenseRequest({ status, validUntil: later(HOUR), dueAt: later(HOUR) }));
      await rig.pass(HOUR - 1);
      assert.equal(rig.now().status, status);
      await rig.pass(1);
      assert.equal(rig.now().status, 'expired');
      assert.deepEqual(rig.lines(), ['thread line.expired']);
    });

    it(`has its clock set right when it is ${status} and was woken too early`, async () => {
      const rig = aFulfilmentRig();
      rig.put(aLicenseRequest({ status, validUntil: later(HOUR), dueAt: NOW }));
      await rig.run();
      assert.deepEqual([rig.now().status, rig.now().dueAt], [status, later(HOUR)]);
    });
  }

  for (const status of ['rejected', 'cancelled', 'expired'] as const) {
    it(`is left alone when it is ${status}`, async () => {
      const rig = aFulfilmentRig();
      const request = rig.put(aLicenseRequest({ status }));
      await rig.advance('K7M2QX');
      assert.deepEqual(rig.now(), request);
    });
  }

  for (const status of ['executing', 'unconfirmed'] as const) {
    it(`is a fault of ours when it is ${status} without an attempt`, async () => {
      const rig = aFulfilmentRig();
      rig.put(aLicenseRequest({ status, attempt: null }));
      await assert.rejects(rig.advance('K7M2QX'), /K7M2QX is \w+ without an attempt/);
    });
  }
});

describe('reading back a completed change', () => {
  it('sees it at once where reads are prompt, and asks no more', async () => {
    const rig = approved();
    await rig.run();
    const { result, dueAt } = rig.now();
    assert.deepEqual([result?.verification, result?.readBacks, dueAt], ['seen', 1, null]);
    assert.equal(rig.partnerCenter.reads, 1);
  });

  it('looks again while reads lag, and says when it is seen', async () => {
    const rig = approved();
    rig.partnerCenter.readLagMs = 30 * SECOND;
    await rig.run();
    assert.equal(rig.now().result?.verification, 'not_yet_seen');
    await rig.pass(2 * MINUTE);
    assert.deepEqual([rig.now().result?.verification, rig.now().dueAt], ['seen', null]);
    assert.equal(rig.now().status, 'completed');
    assert(!rig.lines().some((line) => line.startsWith('helpdesk')));
  });

  it('tells the helpdesk what is not seen after some minutes, and stays completed', async () => {
    const rig = approved();
    rig.partnerCenter.readLagMs = HOUR;
    await rig.pass(HOUR / 2);
    const { status, result, dueAt } = rig.now();
    assert.deepEqual(
      [status, result?.verification, result?.readBacks, dueAt],
      ['completed', 'not_yet_seen', 5, null],
    );
    assert.deepEqual(
      rig.lines().filter((line) => line.startsWith('helpdesk')),
      ['helpdesk line.notYetSeen'],
    );
  });

  it('tells the helpdesk what could not be read', async () => {
    const rig = approved();
    rig.partnerCenter.isReadable = false;
    await rig.pass(HOUR);
    assert.equal(rig.now().result?.verification, 'could_not_read');
    assert.deepEqual(
      rig.lines().filter((line) => line.startsWith('helpdesk')),
      ['helpdesk line.couldNotRead'],
    );
  });

  it('reads with the token of the executor where no directory account is connected', async () => {
    const rig = approved();
    rig.tokens.reading = null;
    await rig.run();
    assert.equal(rig.now().result?.verification, 'seen');
  });

  it('draws the cards anew only when what is shown changes', async () => {
    const rig = approved();
    rig.partnerCenter.readLagMs = HOUR;
    await rig.run();
    const drawn = rig.store.notices.length;
    await rig.pass(10 * SECOND);
    assert.equal(rig.now().result?.readBacks, 2);
    assert.equal(rig.store.notices.length, drawn);
  });

  it('stops where somebody else wrote first', async () => {
    const rig = approved();
    await rig.advance('K7M2QX');
    rig.store.beforeSave = async () => {
      rig.store.beforeSave = async () => {};
      rig.put(touched(rig.now(), NOW, { dueAt: null }));
    };
    await rig.advance('K7M2QX');
    assert.equal(rig.now().result?.readBacks, 0);
  });
});

describe('the ids of an attempt', () => {
  it('are new for each approval', async () => {
    const rig = approved();
    rig.put(
      aLicenseRequest({
        id: 'OTHER1',
        status: 'approved',
        change: aLicenseChange({ user: aUserReference('Bo', 'bo@contoso.com') }),
      }),
    );
    await rig.run();
    assert.deepEqual(
      rig.partnerCenter.sent.map(({ idempotencyKey }) => idempotencyKey).toSorted(),
      [guidOf('id 1'), guidOf('id 3')].toSorted(),
    );
  });
});
