import assert from 'node:assert/strict';
import { RequestError, type RequestErrorCode } from '../../src/requests/errors.ts';
import { type LicenseRequest, REQUEST_STATUSES, touched } from '../../src/requests/license-request.ts';
import type { Person } from '../../src/requests/person.ts';
import type { Press } from '../../src/requests/press.ts';
import type { RequestService } from '../../src/requests/request-service.ts';
import {
  aDecision,
  aLicenseRequest,
  aPerson,
  aPlan,
  aPress,
  aStage,
  E3,
  GRACE,
  KENJI,
  later,
  MEHMET,
  SARAH,
} from '../support/builders.ts';
import { HOUR } from '../support/movable-clock.ts';
import { aRequestRig, aSubmission } from '../support/request-rig.ts';

const STRANGER = aPerson('Somebody Else');
const refusal = (code: RequestErrorCode) => ({ name: 'RequestError', code });

/** A rig whose store holds this request. */
function standing(request: Partial<LicenseRequest> = {}, plan = aPlan()) {
  const rig = aRequestRig();
  rig.policy.plan = plan;
  const put = rig.store.put(aLicenseRequest(request));
  return { ...rig, rig, request: put, pressBy: (by: Person) => aPress(put, by) };
}

describe('approving', () => {
  it('completes the sign-off: the approver is the executor, and it may be carried out for three days', async () => {
    const { service, store, clock, pressBy } = standing();
    clock.advance(HOUR);
    const approved = await service.approve(pressBy(GRACE), null);
    assert.deepEqual(store.now('K7M2QX'), approved);
    assert.equal(approved.status, 'approved');
    assert.deepEqual(approved.executor, GRACE);
    assert.deepEqual(approved.decisions, [aDecision(GRACE, { at: later(HOUR) })]);
    assert.equal(approved.validUntil, later(73 * HOUR));
    assert.equal(approved.dueAt, later(HOUR));
  });

  it('keeps the words and the rules under which it was given', async () => {
    const { service, pressBy } = standing({}, aPlan({ digest: 'rules-7' }));
    const { decisions } = await service.approve(pressBy(GRACE), 'until June');
    assert.deepEqual(decisions, [aDecision(GRACE, { reason: 'until June', policyDigest: 'rules-7' })]);
  });

  it('stays pending until enough approve; the last one is the executor', async () => {
    const { service, pressBy } = standing({}, aPlan({ stages: [aStage([GRACE, KENJI], { need: 2 })] }));
    const first = await service.approve(pressBy(KENJI), null);
    assert.deepEqual([first.status, first.executor, first.revision], ['pending', null, 2]);
    const second = await service.approve(aPress(first, GRACE), null);
    assert.deepEqual([second.status, second.executor?.name], ['approved', GRACE.name]);
    assert.deepEqual(
      second.decisions.map(({ by }) => by.name),
      [KENJI.name, GRACE.name],
    );
  });

  it('takes the stages in order', async () => {
    const { service, pressBy } = standing({}, aPlan({ stages: [aStage([MEHMET]), aStage([GRACE])] }));
    await assert.rejects(service.approve(pressBy(GRACE), null), refusal('nothing-to-decide'));
    const first = await service.approve(pressBy(MEHMET), null);
    assert.equal((await service.approve(aPress(first, GRACE), null)).executor?.name, GRACE.name);
  });

  it('draws the cards anew everywhere and wakes the workers', async () => {
    const { service, store, rig, pressBy } = standing();
    await service.approve(pressBy(GRACE), null);
    assert.deepEqual(
      store.notices.map(({ kind, to }) => `${kind} ${to.kind}`),
      ['card thread', 'card person', 'card person', 'card helpdesk'],
    );
    assert.equal(rig.wakes, 1);
  });

  it('writes into the audit trail who decided on which revision, and beside it in which words and what was shown', async () => {
    const { service, store, pressBy } = standing();
    await service.approve(pressBy(GRACE), 'a secret');
    const [event, ...others] = store.events;
    assert(event && others.length === 0);
    const { kind, actor, facts, personal } = event;
    assert.deepEqual([kind, actor], ['approved', GRACE]);
    assert.deepEqual(facts, {
      status: 'approved',
      version: 2,
      revision: 2,
      executor: GRACE.objectId,
      decision: 'approve',
      policyDigest: 'rules-1',
      shownRevision: 1,
    });
    assert(!JSON.stringify(facts).includes('secret'));
    assert.equal(personal?.['decider']?.value, GRACE.name);
    assert.equal(personal?.['decisionReason']?.value, 'a secret');
    const shown = JSON.parse(personal?.['shown']?.value ?? '');
    assert.equal(shown.revision, 1);
    assert.equal(shown.user, 'Ada Lovelace (ada@contoso.com)');
    assert.deepEqual(shown.decisions, []);
  });

  it('is done by the requester where the policy says so in words', async () => {
    const self = aPlan({ stages: [aStage([SARAH])], allowsSelfApproval: true });
    const { service, pressBy } = standing({}, self);
    assert.equal((await service.approve(pressBy(SARAH), null)).executor?.name, SARAH.name);
  });

  it('ends the wait of a request whose approvals satisfy the rules that came since', async () => {
    const { service, pressBy } = standing({ decisions: [aDecision(KENJI)] });
    const approved = await service.approve(pressBy(KENJI), null);
    assert.deepEqual([approved.status, approved.executor?.name], ['approved', KENJI.name]);
  });
});

describe('who may not decide', () => {
  const decide: Readonly<Record<string, (service: RequestService, press: Press) => Promise<unknown>>> = {
    approve: (service, press) => service.approve(press, null),
    reject: (service, press) => service.reject(press, 'no'),
  };
  for (const [verb, act] of Object.entries(decide)) {
    it(`refuses to let strangers ${verb}`, async () => {
      const { service, pressBy, store } = standing();
      await assert.rejects(act(service, pressBy(STRANGER)), refusal('not-an-approver'));
      assert.deepEqual(store.history, []);
    });

    it(`refuses to let the requester ${verb}, approver or not`, async () => {
      const { service, pressBy } = standing({}, aPlan({ stages: [aStage([SARAH, GRACE])] }));
      await assert.rejects(act(service, pressBy(SARAH)), refusal('own-request'));
    });

    it(`refuses to let somebody ${verb} who approved already`, async () => {
      const twoNeeded = aPlan({ stages: [aStage([GRACE, KENJI], { need: 2 })] });
      const { service, pressBy } = standing({ decisions: [aDecision(GRACE)] }, twoNeeded);
      await assert.rejects(act(service, pressBy(GRACE)), refusal('nothing-to-decide'));
    });

    it(`refuses to ${verb} what somebody saw in another state`, async () => {
      const { service, pressBy } = standing({ revision: 3 });
      await assert.rejects(act(service, { ...pressBy(GRACE), revision: 2 }), refusal('changed-meanwhile'));
    });

    it(`takes "${verb}" in words for the present state`, async () => {
      const { service, pressBy } = standing({ revision: 3 });
      await act(service, { ...pressBy(GRACE), revision: null });
    });

    it(`refuses to ${verb} what nobody decided on in time`, async () => {
      const { service, pressBy, clock } = standing();
      clock.moveTo(later(14 * 24 * HOUR));
      await assert.rejects(act(service, pressBy(GRACE)), refusal('already-decided'));
    });

    for (const status of REQUEST_STATUSES.filter((one) => one !== 'pending')) {
      it(`refuses to ${verb} a request that is ${status}`, async () => {
        const { service, pressBy, store } = standing({ status });
        await assert.rejects(act(service, pressBy(KENJI)), refusal('already-decided'));
        assert.deepEqual(store.history, []);
      });
    }
  }
});

describe('rejecting', () => {
  it('ends the request and tells the requester why', async () => {
    const { service, store, pressBy } = standing();
    const rejected = await service.reject(pressBy(GRACE), 'no budget');
    assert.deepEqual([rejected.status, rejected.dueAt], ['rejected', null]);
    assert.deepEqual(rejected.decisions, [aDecision(GRACE, { kind: 'reject', reason: 'no budget' })]);
    assert.deepEqual(
      store.notices.filter(({ kind }) => kind === 'line'),
      [
        {
          kind: 'line',
          requestId: 'K7M2QX',
          to: { kind: 'thread' },
          text: 'line.rejectedWithReason',
          values: { approver: GRACE.name, reason: 'no budget' },
        },
      ],
    );
  });

  it('needs a reason where the policy wants one', async () => {
    const { service, pressBy } = standing({}, aPlan({ rejectionNeedsReason: true }));
    await assert.rejects(service.reject(pressBy(GRACE), null), refusal('reason-required'));
    await assert.rejects(service.reject(pressBy(GRACE), ''), refusal('reason-required'));
    assert.equal((await service.reject(pressBy(GRACE), 'no budget')).status, 'rejected');
  });

  it('needs no reason elsewhere', async () => {
    const { service, store, pressBy } = standing();
    await service.reject(pressBy(GRACE), null);
    assert(store.notices.some((notice) => notice.kind === 'line' && notice.text === 'line.rejected'));
  });

  it('is enough once: one rejection ends what needs two approvals', async () => {
    const { service, pressBy } = standing({}, aPlan({ stages: [aStage([GRACE, KENJI], { need: 2 })] }));
    assert.equal((await service.reject(pressBy(GRACE), null)).status, 'rejected');
  });
});

describe('withdrawing', () => {
  const ways: Readonly<Record<string, RequestErrorCode | null>> = {
    pending: null,
    approved: null,
    awaiting_sign_in: null,
    awaiting_seats: null,
    failed: null,
    executing: 'under-way',
    unconfirmed: 'under-way',
    completed: 'already-decided',
    rejected: 'already-decided',
    cancelled: 'already-decided',
    expired: 'already-decided',
  };
  for (const status of REQUEST_STATUSES) {
    const code = ways[status];
    it(`${code ? `is refused (${code})` : 'is possible'} while the request is ${status}`, async () => {
      const { service, pressBy, store } = standing({ status });
      const cancelled = service.cancel(pressBy(SARAH));
      if (code) return void (await assert.rejects(cancelled, refusal(code)));
      assert.deepEqual([(await cancelled).status, (await cancelled).dueAt], ['cancelled', null]);
      assert(store.notices.some((notice) => notice.kind === 'line' && notice.text === 'line.cancelled'));
    });
  }

  it('is open to the requester alone', async () => {
    const { service, pressBy } = standing();
    for (const other of [GRACE, STRANGER]) {
      await assert.rejects(service.cancel(pressBy(other)), refusal('not-the-requester'));
    }
  });

  it('needs no look at the newest state: withdrawing is meant whatever happened', async () => {
    const { service, pressBy } = standing({ revision: 3 });
    assert.equal((await service.cancel({ ...pressBy(SARAH), revision: 1 })).status, 'cancelled');
  });
});

describe('reminding the approvers', () => {
  it('tells everybody for whom the request waits, and leaves their presses valid', async () => {
    const { service, store, request, pressBy } = standing();
    const nudged = await service.nudge(pressBy(SARAH));
    assert.deepEqual(
      store.notices.flatMap((notice) => (notice.kind === 'reminder' ? [notice.text] : [])),
      ['line.nudge.decide', 'line.nudge.decide'],
    );
    assert.deepEqual([nudged.status, nudged.revision], ['pending', request.revision]);
    assert.equal((await service.approve(pressBy(GRACE), null)).status, 'approved');
  });

  it('is done once a day, however often the desk is started anew, and each day again', async () => {
    const { service, clock, pressBy } = standing();
    await service.nudge(pressBy(SARAH));
    clock.advance(24 * HOUR - 1);
    await assert.rejects(service.nudge(pressBy(SARAH)), refusal('nudged-today'));
    clock.advance(1);
    assert.equal((await service.nudge(pressBy(SARAH))).nudgedAt, later(24 * HOUR));
  });

  it('is done once when it is pressed twice at the same instant', async () => {
    const { service, store, pressBy } = standing();
    const presses = await Promise.allSettled([service.nudge(pressBy(SARAH)), service.nudge(pressBy(SARAH))]);
    assert.deepEqual(presses.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    assert.equal(store.events.length, 1);
  });

  it('is the requester’s alone', async () => {
    const { service, pressBy } = standing();
    for (const by of [GRACE, STRANGER]) {
      await assert.rejects(service.nudge(pressBy(by)), refusal('not-yours-to-nudge'));
    }
  });

  for (const status of REQUEST_STATUSES) {
    const isAwaited = status === 'pending' || status === 'awaiting_sign_in';
    it(`is ${isAwaited ? 'possible' : 'refused'} while it is ${status}`, async () => {
      const { service, pressBy } = standing({ status });
      if (isAwaited) return void (await service.nudge(pressBy(SARAH)));
      await assert.rejects(service.nudge(pressBy(SARAH)), { name: 'RequestError' });
    });
  }
});

describe('going on with what is signed off', () => {
  type Way = {
    readonly act: (service: RequestService, press: Press) => Promise<LicenseRequest>;
    readonly from: readonly string[];
    readonly to: string;
    readonly by: Person;
  };
  const ways: Readonly<Record<string, Way>> = {
    'trying again': {
      act: (service, press) => service.retry(press),
      from: ['failed', 'awaiting_seats', 'awaiting_sign_in'],
      to: 'approved',
      by: GRACE,
    },
    'running with another account': {
      act: (service, press) => service.runWithMyAccount(press),
      from: ['failed', 'awaiting_sign_in'],
      to: 'approved',
      by: KENJI,
    },
    'giving up': {
      act: (service, press) => service.giveUp(press),
      from: ['unconfirmed'],
      to: 'failed',
      by: KENJI,
    },
  };
  for (const [what, { act, from, to, by }] of Object.entries(ways)) {
    for (const status of REQUEST_STATUSES) {
      const isPossible = from.includes(status);
      it(`${what} is ${isPossible ? `possible and leads to ${to}` : 'refused'} from ${status}`, async () => {
        const { service, pressBy } = standing({ status });
        const next = act(service, pressBy(by));
        if (!isPossible) return void (await assert.rejects(next, refusal('already-decided')));
        assert.deepEqual([(await next).status, (await next).attempt], [to, null]);
      });
    }

    it(`${what} is refused to strangers`, async () => {
      for (const status of REQUEST_STATUSES) {
        const { service, pressBy } = standing({ status });
        await assert.rejects(act(service, pressBy(STRANGER)), refusal('not-an-approver'));
      }
    });
  }

  for (const what of ['trying again', 'running with another account'] as const) {
    it(`${what} is refused when the sign-off has run out`, async () => {
      const { service, pressBy, clock, request } = standing({ status: 'failed' });
      clock.moveTo(request.validUntil);
      await assert.rejects(
        ways[what]?.act(service, pressBy(KENJI)) ?? Promise.resolve(),
        refusal('already-decided'),
      );
    });

    it(`${what} is refused while the same is asked for anew, and possible when that is over`, async () => {
      const { rig, service, pressBy, request } = standing({ status: 'failed' });
      const anew = await service.submit(aSubmission({ change: request.change }));
      const go = () => ways[what]?.act(service, pressBy(KENJI)) ?? Promise.resolve();
      await assert.rejects(go(), (error) => {
        assert(error instanceof RequestError);
        assert.deepEqual([error.code, error.details], ['already-open', { id: anew.id }]);
        return true;
      });
      assert.equal(rig.store.now(request.id).status, 'failed');
      await service.cancel({ requestId: anew.id, by: anew.requester, revision: null });
      await go();
      assert.equal(rig.store.now(request.id).status, 'approved');
    });

    it(`${what} is refused when the same is asked for in that very moment`, async () => {
      const { rig, service, pressBy, request } = standing({ status: 'failed' });
      rig.store.beforeSave = async (next) => {
        rig.store.beforeSave = async () => {};
        if (next.id === request.id) await service.submit(aSubmission({ change: request.change }));
      };
      await assert.rejects(
        ways[what]?.act(service, pressBy(KENJI)) ?? Promise.resolve(),
        refusal('already-open'),
      );
      assert.equal(rig.store.now(request.id).status, 'failed');
    });

    it(`${what} is not held up by another license that is asked for`, async () => {
      const { service, pressBy, request } = standing({ status: 'failed' });
      const change = { ...request.change, assign: [{ sku: E3, excludedPlans: [] }] };
      await service.submit(aSubmission({ change }));
      assert.equal((await ways[what]?.act(service, pressBy(KENJI)))?.status, 'approved');
    });

    it(`${what} does not make the sign-off last longer`, async () => {
      const { service, pressBy, clock, request } = standing({ status: 'failed' });
      clock.advance(HOUR);
      const next = await ways[what]?.act(service, pressBy(KENJI));
      assert.equal(next?.validUntil, request.validUntil);
      assert.equal(next?.dueAt, later(HOUR));
      assert.equal(next?.problem, null);
    });
  }

  it('keeps the executor when somebody else tries again', async () => {
    const { service, pressBy } = standing({ status: 'failed' });
    assert.deepEqual((await service.retry(pressBy(KENJI))).executor, GRACE);
  });

  it('records running with another account as a decision, and changes the executor', async () => {
    const { service, pressBy } = standing({ status: 'awaiting_sign_in' });
    const next = await service.runWithMyAccount(pressBy(KENJI));
    assert.deepEqual(next.executor, KENJI);
    assert.deepEqual(next.decisions, [aDecision(GRACE), aDecision(KENJI, { kind: 'run' })]);
  });

  it('never lets the requester run it, not even where they may approve', async () => {
    const self = aPlan({ stages: [aStage([SARAH, GRACE])], allowsSelfApproval: true });
    const { service, pressBy } = standing({ status: 'awaiting_sign_in' }, self);
    await assert.rejects(service.runWithMyAccount(pressBy(SARAH)), refusal('own-request'));
  });

  it('lets nobody of an earlier stage run it', async () => {
    const { service, pressBy } = standing(
      { status: 'failed' },
      aPlan({ stages: [aStage([MEHMET]), aStage([GRACE])] }),
    );
    await assert.rejects(service.runWithMyAccount(pressBy(MEHMET)), refusal('not-an-approver'));
  });
});

describe('going on after a sign-in', () => {
  it('takes up everything that waited for this person, and nothing else', async () => {
    const { service, store } = standing({ id: 'MINE01', status: 'awaiting_sign_in' });
    store.put(aLicenseRequest({ id: 'MINE02', status: 'awaiting_sign_in' }));
    store.put(aLicenseRequest({ id: 'SEATS1', status: 'awaiting_seats' }));
    store.put(aLicenseRequest({ id: 'OTHERS', status: 'awaiting_sign_in', executor: KENJI }));
    await service.resumeAfterSignIn(GRACE);
    const statuses = ['MINE01', 'MINE02', 'SEATS1', 'OTHERS'].map((id) => store.now(id).status);
    assert.deepEqual(statuses, ['approved', 'approved', 'awaiting_seats', 'awaiting_sign_in']);
    assert.deepEqual(
      store.events.map(({ kind, actor }) => `${kind} ${actor?.objectId === GRACE.objectId}`),
      ['signed-in true', 'signed-in true'],
    );
  });

  it('passes over what has run out, and goes on with the rest', async () => {
    const { service, store, clock } = standing();
    store.put(
      aLicenseRequest({
        id: 'OLDONE',
        status: 'awaiting_sign_in',
        validUntil: later(HOUR),
        createdAt: later(1),
      }),
    );
    store.put(aLicenseRequest({ id: 'NEWONE', status: 'awaiting_sign_in' }));
    clock.advance(2 * HOUR);
    await service.resumeAfterSignIn(GRACE);
    assert.equal(store.now('OLDONE').status, 'awaiting_sign_in');
    assert.equal(store.now('NEWONE').status, 'approved');
  });

  it('passes over what somebody else took over meanwhile', async () => {
    const { service, store } = standing({ status: 'awaiting_sign_in' });
    store.beforeSave = async () => {
      store.beforeSave = async () => {};
      store.put(touched(store.now('K7M2QX'), later(1), { executor: KENJI }));
    };
    await service.resumeAfterSignIn(GRACE);
    assert.equal(store.now('K7M2QX').status, 'awaiting_sign_in');
    assert.equal(store.now('K7M2QX').executor?.name, KENJI.name);
  });
});

describe('two people at once', () => {
  it('decides again from the stored state when somebody wrote in between', async () => {
    const twoNeeded = aPlan({ stages: [aStage([GRACE, KENJI], { need: 2 })] });
    const { service, store, pressBy } = standing({}, twoNeeded);
    const inWords = { ...pressBy(GRACE), revision: null };
    store.beforeSave = async () => {
      store.beforeSave = async () => {};
      await service.approve(pressBy(KENJI), null);
    };
    const approved = await service.approve(inWords, null);
    assert.equal(approved.status, 'approved');
    assert.deepEqual(
      store.now('K7M2QX').decisions.map(({ by }) => by.name),
      [KENJI.name, GRACE.name],
    );
  });

  it('lets one of two opposite presses win, and tells the other', async () => {
    const { service, store, pressBy } = standing();
    const results = await Promise.allSettled([
      service.approve(pressBy(GRACE), null),
      service.reject(pressBy(KENJI), 'no'),
    ]);
    assert.deepEqual(results.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
    assert.equal(store.history.length, 1);
    assert.equal(store.now('K7M2QX').decisions.length, 1);
  });

  it('makes a double press one decision', async () => {
    const { service, store, pressBy } = standing();
    const results = await Promise.allSettled([
      service.approve(pressBy(GRACE), null),
      service.approve(pressBy(GRACE), null),
    ]);
    assert.deepEqual(results.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
    assert.equal(store.now('K7M2QX').decisions.length, 1);
  });

  it('does not withdraw what was claimed at the last moment', async () => {
    const { service, store, pressBy } = standing({ status: 'approved' });
    store.beforeSave = async () => {
      store.beforeSave = async () => {};
      store.put(aLicenseRequest({ status: 'executing', version: 2, revision: 2 }));
    };
    await assert.rejects(service.cancel(pressBy(SARAH)), refusal('under-way'));
    assert.equal(store.now('K7M2QX').status, 'executing');
  });

  it('says so when others keep writing first', async () => {
    const { service, store, pressBy } = standing();
    store.beforeSave = async () => {
      store.put(touched(store.now('K7M2QX'), later(1), { dueAt: later(HOUR) }));
    };
    await assert.rejects(service.approve(pressBy(GRACE), null), refusal('changed-meanwhile'));
    assert.deepEqual(store.now('K7M2QX').decisions, []);
  });

  it('saves nothing, and tells nobody, when the database fails', async () => {
    const { service, store, rig, pressBy } = standing();
    store.beforeSave = async () => {
      throw new Error('disk full');
    };
    await assert.rejects(service.approve(pressBy(GRACE), null), /disk full/);
    assert.deepEqual(store.now('K7M2QX').decisions, []);
    assert.deepEqual([store.notices.length, store.events.length, rig.wakes], [0, 0, 0]);
  });
});

describe('what is on the list of', () => {
  it('a requester: their own requests, the newest first', async () => {
    const { service, store } = standing({ id: 'FIRST1' });
    store.put(aLicenseRequest({ id: 'SECOND', createdAt: later(5), status: 'completed' }));
    store.put(aLicenseRequest({ id: 'OTHERS', requester: STRANGER }));
    const mine = await service.requestsOf(SARAH);
    assert.deepEqual(
      mine.map(({ id }) => id),
      ['SECOND', 'FIRST1'],
    );
    assert.equal((await service.requestsOf(SARAH, 1)).length, 1);
  });
});
