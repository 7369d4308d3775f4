import assert from 'node:assert/strict';
import type { RequestErrorCode } from '../../src/requests/errors.ts';
import { assertMeaningful, type LicenseChange } from '../../src/requests/license-change.ts';
import { REQUEST_STATUSES } from '../../src/requests/license-request.ts';
import { isSamePerson } from '../../src/requests/person.ts';
import { UNCHECKED } from '../../src/requests/preflight-report.ts';
import { newRequestId } from '../../src/requests/request-id.ts';
import {
  aFinding,
  aLicenseChange,
  aLicenseRequest,
  aPlan,
  aReport,
  aStage,
  aUserReference,
  CONTOSO,
  E3,
  E5,
  GRACE,
  KENJI,
  later,
  SARAH,
} from '../support/builders.ts';
import { aRequestRig, aSubmission } from '../support/request-rig.ts';

const refusal = (code: RequestErrorCode) => ({ name: 'RequestError', code });
const assignment = (sku: typeof E5) => ({ sku, excludedPlans: [] });

describe('asking for a license', () => {
  it('saves a pending request that may be decided for two weeks', async () => {
    const { service, store } = aRequestRig();
    const request = await service.submit(aSubmission());
    assert.deepEqual(store.now(request.id), request);
    assert.equal(request.status, 'pending');
    assert.deepEqual([request.version, request.revision], [1, 1]);
    assert.equal(request.validUntil, later(14 * 24 * 3_600_000));
    assert.equal(request.dueAt, request.validUntil);
    assert.equal(request.executor, null);
    assert.deepEqual(request.decisions, []);
  });

  it('shows its card in the thread, to each approver and to the helpdesk, in the same write', async () => {
    const rig = aRequestRig();
    const { id } = await rig.service.submit(aSubmission());
    assert.deepEqual(
      rig.store.notices.map((notice) => ({ kind: notice.kind, id: notice.requestId, to: notice.to })),
      [
        { kind: 'card', id, to: { kind: 'thread' } },
        { kind: 'card', id, to: { kind: 'person', person: GRACE } },
        { kind: 'card', id, to: { kind: 'person', person: KENJI } },
        { kind: 'card', id, to: { kind: 'helpdesk' } },
      ],
    );
    assert.equal(rig.wakes, 1);
  });

  for (const reason of ['', ' \u200b']) {
    it(`needs no reason unless the policy wants one: ${JSON.stringify(reason)}`, async () => {
      const { service, store, policy } = aRequestRig();
      const { id } = await service.submit(
        aSubmission({ reason, change: aLicenseChange({ assign: [], remove: [E3] }) }),
      );
      assert.equal(store.now(id).status, 'pending');
      policy.plan = aPlan({ requestNeedsReason: true });
      const members = [{ change: aLicenseChange(), after: null }];
      await assert.rejects(service.submit(aSubmission({ reason })), refusal('request-reason-required'));
      const { change: _change, ...bundle } = aSubmission({ reason });
      await assert.rejects(service.submitBundle({ ...bundle, members }), refusal('request-reason-required'));
      await service.submit(aSubmission({ reason: 'x' }));
    });
  }

  it('keeps nothing in the audit trail of a reason that was not given', async () => {
    const { service, store } = aRequestRig();
    await service.submit(aSubmission({ reason: '' }));
    assert.deepEqual(Object.keys(store.events[0]?.personal ?? {}), ['requester', 'user', 'upn']);
  });

  it('writes who asked for what into the audit trail, and what is personal beside it', async () => {
    const { service, store } = aRequestRig();
    const request = await service.submit(aSubmission());
    const [event, ...others] = store.events;
    assert(event && others.length === 0);
    const { personal, ...chained } = event;
    assert.deepEqual(chained, {
      requestId: request.id,
      customerId: request.change.customer.id,
      at: request.createdAt,
      kind: 'submitted',
      actor: SARAH,
      facts: {
        status: 'pending',
        version: 1,
        revision: 1,
        user: request.change.user.id,
        assign: E5.id,
        remove: '',
        licenseGroup: 'group1',
        unreachable: 0,
      },
    });
    assert.deepEqual(
      Object.entries(personal ?? {}).map(([field, { value }]) => [field, value]),
      [
        ['requester', SARAH.name],
        ['reason', request.reason],
        ['user', request.change.user.name],
        ['upn', request.change.user.upn],
      ],
    );
  });

  it('keeps what was found out before asking', async () => {
    const rig = aRequestRig();
    rig.report = aReport({ findings: [aFinding()], seats: { [E5.id]: 0 } });
    const { preflight } = await rig.service.submit(aSubmission());
    assert.deepEqual(preflight, rig.report);
  });

  it('bothers nobody with what cannot work', async () => {
    const rig = aRequestRig();
    rig.report = aReport({
      findings: [aFinding(), aFinding({ kind: 'sku-not-subscribed', severity: 'stop' })],
    });
    await assert.rejects(rig.service.submit(aSubmission()), { code: 'cannot-work' });
    assert.deepEqual([rig.store.history, rig.store.notices], [[], []]);
  });

  it('goes on where nothing could be found out', async () => {
    const rig = aRequestRig();
    rig.report = UNCHECKED;
    const { status, preflight } = await rig.service.submit(aSubmission());
    assert.deepEqual([status, preflight], ['pending', UNCHECKED]);
  });

  it('names approvers that cannot be written to in the thread and to the helpdesk', async () => {
    const rig = aRequestRig();
    rig.withoutApp = [KENJI];
    rig.policy.plan = aPlan({ stages: [aStage([GRACE, KENJI], { unresolved: ['new@partner.example'] })] });
    await rig.service.submit(aSubmission());
    const lines = rig.store.notices.flatMap((notice) => (notice.kind === 'line' ? [notice] : []));
    assert.deepEqual(
      lines.map(({ to, text, values }) => ({ to: to.kind, text, values })),
      ['thread', 'helpdesk'].map((to) => ({
        to,
        text: 'line.approverUnreachable',
        values: { names: ['佐藤 健司', 'new@partner.example'], count: 2 },
      })),
    );
  });

  it('says nothing about people who can be written to', async () => {
    const { service, store } = aRequestRig();
    await service.submit(aSubmission());
    assert(store.notices.every((notice) => notice.kind === 'card'));
  });

  it('sends the requester no card as an approver', async () => {
    const rig = aRequestRig();
    rig.policy.plan = aPlan({ stages: [aStage([SARAH, GRACE])] });
    await rig.service.submit(aSubmission());
    assert(!rig.store.notices.some(({ to }) => to.kind === 'person' && isSamePerson(to.person, SARAH)));
  });

  it('takes another id when one is taken, and gives up after five', async () => {
    const rig = aRequestRig();
    rig.store.put(aLicenseRequest({ id: 'AAAAAA', status: 'completed' }));
    rig.nextIds = ['AAAAAA', 'BBBBBB'];
    assert.equal((await rig.service.submit(aSubmission())).id, 'BBBBBB');
    rig.nextIds = Array.from({ length: 9 }, () => 'AAAAAA');
    const another = aSubmission({ change: aLicenseChange({ user: aUserReference('Bo', 'bo@contoso.com') }) });
    await assert.rejects(rig.service.submit(another), refusal('changed-meanwhile'));
    assert.equal(rig.nextIds.length, 4);
  });

  it('tells the workers nothing when nothing was saved', async () => {
    const rig = aRequestRig();
    rig.store.beforeInsert = async () => {
      throw new Error('disk full');
    };
    await assert.rejects(rig.service.submit(aSubmission()), /disk full/);
    assert.equal(rig.wakes, 0);
    assert.deepEqual(rig.store.events, []);
  });
});

describe('what may not be asked', () => {
  const changes: readonly (readonly [string, Partial<LicenseChange>, RequestErrorCode])[] = [
    ['nothing', { assign: [], remove: [] }, 'empty-change'],
    ['the same SKU on both sides', { remove: [E5] }, 'same-sku-twice'],
    [
      'the same SKU on both sides in other letters',
      { remove: [{ ...E5, id: E5.id.toUpperCase() }] },
      'same-sku-twice',
    ],
    ['a SKU assigned twice', { assign: [assignment(E5), assignment(E5)] }, 'same-sku-twice'],
    ['a SKU taken away twice', { assign: [], remove: [E3, E3] }, 'same-sku-twice'],
  ];
  for (const [what, change, code] of changes) {
    it(`refuses ${what}`, () => assert.throws(() => assertMeaningful(aLicenseChange(change)), refusal(code)));
  }

  it('allows a swap and a mere removal', () => {
    assertMeaningful(aLicenseChange({ remove: [E3] }));
    assertMeaningful(aLicenseChange({ assign: [], remove: [E3] }));
  });

  it('saves nothing of a change that asks for nothing', async () => {
    const { service, store } = aRequestRig();
    await assert.rejects(
      service.submit(aSubmission({ change: aLicenseChange({ assign: [] }) })),
      refusal('empty-change'),
    );
    assert.deepEqual(store.history, []);
  });

  it('refuses a customer that the requester may not ask for', async () => {
    const rig = aRequestRig();
    rig.policy.customers = ['another-customer'];
    await assert.rejects(rig.service.submit(aSubmission()), refusal('customer-not-allowed'));
    rig.policy.customers = [CONTOSO.id];
    await rig.service.submit(aSubmission());
  });

  it('knows an allowed customer whatever the case of its id', async () => {
    const rig = aRequestRig();
    rig.policy.customers = [CONTOSO.id];
    const change = aLicenseChange({ customer: { ...CONTOSO, id: CONTOSO.id.toUpperCase() } });
    await rig.service.submit(aSubmission({ change }));
  });

  const plans = {
    'nobody is named': aPlan({ stages: [aStage([])] }),
    'nobody named is known': aPlan({ stages: [aStage([], { unresolved: ['left@partner.example'] })] }),
    'the requester alone is named': aPlan({ stages: [aStage([SARAH])] }),
    'the requester is one of the two that are needed': aPlan({
      stages: [aStage([SARAH, GRACE], { need: 2 })],
    }),
    'a later stage is the requester alone': aPlan({ stages: [aStage([GRACE]), aStage([SARAH])] }),
  };
  for (const [when, plan] of Object.entries(plans)) {
    it(`refuses when ${when}: nobody could ever approve it`, async () => {
      const rig = aRequestRig();
      rig.policy.plan = plan;
      await assert.rejects(rig.service.submit(aSubmission()), refusal('no-approver'));
    });
  }

  it('allows a requester who may approve themselves where the policy says so', async () => {
    const rig = aRequestRig();
    rig.policy.plan = aPlan({ stages: [aStage([SARAH])], allowsSelfApproval: true });
    assert.equal((await rig.service.submit(aSubmission())).status, 'pending');
  });

  it('waits for people of a stage who are not known yet', async () => {
    const rig = aRequestRig();
    rig.policy.plan = aPlan({
      stages: [aStage([GRACE]), aStage([], { unresolved: ['new@partner.example'] })],
    });
    assert.equal((await rig.service.submit(aSubmission())).status, 'pending');
  });
});

describe('asking for the same again', () => {
  const isOpen = (status: string) =>
    !['completed', 'failed', 'rejected', 'cancelled', 'expired'].includes(status);
  for (const status of REQUEST_STATUSES) {
    it(`is ${isOpen(status) ? 'refused with the number of the first' : 'allowed'} when the first is ${status}`, async () => {
      const { service, store } = aRequestRig();
      store.put(aLicenseRequest({ id: 'FIRST1', status }));
      const again = service.submit(aSubmission());
      if (!isOpen(status)) return void (await again);
      await assert.rejects(again, { code: 'already-open', details: { id: 'FIRST1' } });
    });
  }

  for (const [what, change, isTwin] of [
    ['another user', { user: aUserReference('Bo', 'bo@contoso.com') }, false],
    ['another customer', { customer: { id: 'fabrikam', name: 'Fabrikam' } }, false],
    ['another SKU', { assign: [assignment(E3)] }, false],
    ['taking away what the first assigns', { assign: [], remove: [E5] }, false],
    ['one SKU of two', { assign: [assignment(E3), assignment(E5)] }, false],
    ['taking another away as well', { remove: [E3] }, false],
    [
      'the same with different plans switched off',
      { assign: [{ sku: E5, excludedPlans: [{ id: 'p', name: 'Plan' }] }] },
      false,
    ],
    ['the same with ids in capitals', { assign: [assignment({ ...E5, id: E5.id.toUpperCase() })] }, true],
  ] as const) {
    it(`takes ${what} for ${isTwin ? 'the same' : 'something else'}`, async () => {
      const { service, store } = aRequestRig();
      store.put(aLicenseRequest());
      const again = service.submit(aSubmission({ change: aLicenseChange(change) }));
      if (isTwin) await assert.rejects(again, refusal('already-open'));
      else await again;
    });
  }
});

describe('asking for the same at the same instant', () => {
  const outcomes = async (submissions: readonly Promise<unknown>[]) => {
    const settled = await Promise.allSettled(submissions);
    return settled.map((one) => (one.status === 'fulfilled' ? 'made' : one.reason.code)).toSorted();
  };

  it('makes one request; whoever was second gets its number', async () => {
    const { service, store } = aRequestRig();
    const all = await outcomes(Array.from({ length: 3 }, () => service.submit(aSubmission())));
    assert.deepEqual(all, ['already-open', 'already-open', 'made']);
    assert.equal((await store.list({ limit: 10 })).length, 1);
  });

  it('makes both where they ask for different licenses', async () => {
    const { service } = aRequestRig();
    const other = aSubmission({ change: aLicenseChange({ assign: [assignment(E3)] }) });
    assert.deepEqual(await outcomes([service.submit(aSubmission()), service.submit(other)]), [
      'made',
      'made',
    ]);
  });

  it('refuses what somebody else has just asked for, with the number of that', async () => {
    const { service, store } = aRequestRig();
    store.beforeInsert = async () => void store.put(aLicenseRequest({ id: 'FIRST1' }));
    await assert.rejects(service.submit(aSubmission()), { code: 'already-open', details: { id: 'FIRST1' } });
  });
});

describe('the number of a request', () => {
  it('has six letters or digits that nobody mistakes for others', () => {
    for (let count = 0; count < 500; count++) assert.match(newRequestId(), /^[0-9A-HJKMNP-TV-Z]{6}$/);
  });

  it('rarely repeats itself', () => {
    assert(new Set(Array.from({ length: 2000 }, newRequestId)).size >= 1998);
  });

  it('is found in whatever letters it was typed', async () => {
    const { service, store } = aRequestRig();
    store.put(aLicenseRequest());
    assert.equal((await service.get(' k7m2qx ')).id, 'K7M2QX');
    await assert.rejects(service.get('NOSUCH'), { code: 'request-not-found', details: { id: 'NOSUCH' } });
  });
});
