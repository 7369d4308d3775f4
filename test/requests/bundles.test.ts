import assert from 'node:assert/strict';
import { BundleService } from '../../src/requests/bundle-service.ts';
import { RequestError, type RequestErrorCode } from '../../src/requests/errors.ts';
import type { LicenseRequest } from '../../src/requests/license-request.ts';
import { lineInThread, linesFor, lineToHelpdesk } from '../../src/requests/request-notices.ts';
import { aBundle, aBundleSubmission, aChangeFor, aLinkedSwap } from '../support/a-bundle.ts';
import {
  aLicenseRequest,
  aPlan,
  aStage,
  E3,
  E5,
  GRACE,
  guidOf,
  KENJI,
  MEHMET,
  SARAH,
} from '../support/builders.ts';
import { aRequestRig, aSubmission } from '../support/request-rig.ts';

const isRefused = (code: RequestErrorCode) => (error: unknown) =>
  error instanceof RequestError && error.code === code;

function aBundleRig() {
  const rig = aRequestRig();
  let ids = 0;
  rig.nextIds = Array.from({ length: 300 }, () => `N${String(++ids).padStart(5, '0')}`);
  const bundles = new BundleService(rig.service);
  return Object.assign(rig, {
    bundles,
    submit: (submission = aBundleSubmission()) => rig.service.submitBundle(submission),
    /** What a card of the bundle shows now. */
    async shown(bundleId: string) {
      return (await bundles.get(bundleId)).map(({ revision }) => revision);
    },
  });
}

const bundleIdOf = ([first]: readonly { readonly bundle: { readonly id: string } | null }[]) =>
  first?.bundle?.id ?? '';

describe('asking for several users at once', () => {
  it('makes a request of its own for each, all with the same reason and thread', async () => {
    const rig = aBundleRig();
    const made = await rig.submit();
    assert.deepEqual(
      made.map(({ change, status, bundle, after }) => [change.user.name, status, bundle, after]),
      ['Ada', 'Bo', 'Cem'].map((name, index) => [
        name,
        'pending',
        { id: 'N00001', position: index + 1, size: 3 },
        null,
      ]),
    );
    assert.equal(new Set(made.map(({ id }) => id)).size, 3);
    assert.deepEqual(await rig.bundles.get('n00001'), made);
    assert.deepEqual(
      rig.store.events.map(({ kind, facts }) => [kind, facts['bundle'], facts['position']]),
      [1, 2, 3].map((position) => ['submitted', 'N00001', position]),
    );
  });

  it('saves none of them when one may not be asked for', async () => {
    const rig = aBundleRig();
    await rig.service.submit(aSubmission({ change: aChangeFor('Bo') }));
    await assert.rejects(rig.submit(), isRefused('already-open'));
    assert.equal(rig.store.history.length, 1);
  });

  it('can be repeated for those that came to nothing, by the number that they share', async () => {
    const rig = aBundleRig();
    const [ada, bo] = await rig.submit();
    assert(ada && bo);
    await assert.rejects(rig.service.toAskAgain('N00001', SARAH), isRefused('nothing-to-repeat'));
    const again = async () => {
      const { id, requests } = await rig.service.toAskAgain('n00001', SARAH);
      return [id, ...requests.map((request) => request.id)];
    };
    await rig.service.reject({ requestId: bo.id, by: GRACE, revision: null }, 'no');
    assert.deepEqual(await again(), [bo.id, bo.id], 'one alone is asked for by its own number');
    await assert.rejects(rig.service.toAskAgain('N00001', GRACE), isRefused('not-yours-to-repeat'));
    await rig.service.reject({ requestId: ada.id, by: GRACE, revision: null }, 'no');
    assert.deepEqual(await again(), ['N00001', ada.id, bo.id]);
  });

  it('takes other ids when one of them is taken', async () => {
    const rig = aBundleRig();
    await rig.service.submit(aSubmission({ change: aChangeFor('Zoe') }));
    const taken = rig.store.history[0]?.id ?? '';
    rig.nextIds.unshift('BUNDLE', 'FIRST1', taken, 'THIRD1');
    const made = await rig.submit();
    assert(made.every(({ id, bundle }) => id !== taken && bundle?.id !== 'BUNDLE'));
    assert.equal((await rig.bundles.get(bundleIdOf(made))).length, 3);
  });

  it('names approvers that cannot be written to once, not for each user', async () => {
    const rig = aBundleRig();
    rig.withoutApp = [KENJI];
    await rig.submit();
    const lines = rig.store.notices.filter(({ kind }) => kind === 'line');
    assert.deepEqual(
      lines.map(({ to }) => to.kind),
      ['thread', 'helpdesk'],
    );
  });

  it('lets each change know what all of them ask for', async () => {
    const made = await aBundleRig().submit();
    const together = { users: 3, assign: [{ sku: E5, count: 3 }], remove: [] };
    for (const { change } of made) assert.deepEqual(change.together, together);
    const members = [...aLinkedSwap(), { change: aChangeFor('Bo'), after: null }];
    const [one] = await aBundleRig().submit(aBundleSubmission({ members }));
    assert.equal(one?.change.together?.users, 2);
    assert.deepEqual(one?.change.together?.remove, [E3]);
  });

  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ change: aChangeFor(`User${index}`), after: null }));
  for (const [what, members, code] of [
    ['nobody', [], 'empty-change'],
    ['more than 30 users', many(31), 'too-many-users'],
    ['the same license for one user twice', [...many(1), ...many(1)], 'same-sku-twice'],
    [
      'users of two customers',
      [...many(1), { change: aChangeFor('Bo', { customer: { id: guidOf('x'), name: 'x' } }), after: null }],
      'several-customers',
    ],
    ['nothing for somebody', [{ change: aChangeFor('Ada', { assign: [] }), after: null }], 'empty-change'],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const rig = aBundleRig();
      await assert.rejects(rig.submit(aBundleSubmission({ members })), isRefused(code));
      assert.deepEqual(rig.store.history, []);
    });
  }

  it('takes 30 users, and 60 requests for them', async () => {
    assert.equal((await aBundleRig().submit(aBundleSubmission({ members: many(30) }))).length, 30);
    const swaps = Array.from({ length: 30 }, (_, user) =>
      aLinkedSwap(`User${user}`).map((one, index) => ({ ...one, after: index === 0 ? null : user * 2 })),
    ).flat();
    assert.equal((await aBundleRig().submit(aBundleSubmission({ members: swaps }))).length, 60);
  });

  it('says of each change why it may not be asked for, and saves nothing', async () => {
    const rig = aBundleRig();
    await rig.service.submit(aSubmission({ change: aChangeFor('Bo') }));
    const { members } = aBundleSubmission();
    const refusals = await rig.service.refusalsOf(members, SARAH);
    assert.deepEqual(
      refusals.map((error) => error?.code ?? null),
      [null, 'already-open', null],
    );
    assert.equal(rig.store.history.length, 1);
  });
});

describe('deciding on several requests at once', () => {
  it('decides each of them, as a decision of its own', async () => {
    const rig = aBundleRig();
    const id = bundleIdOf(await rig.submit());
    const press = { bundleId: id, by: GRACE, revisions: await rig.shown(id), except: [] };
    const { done, refused } = await rig.bundles.approve(press, 'fine');
    assert.deepEqual(refused, []);
    for (const { status, executor, decisions } of done) {
      assert.equal(status, 'approved');
      assert.deepEqual(executor, GRACE);
      assert.deepEqual(
        decisions.map(({ by, kind, reason }) => [by, kind, reason]),
        [[GRACE, 'approve', 'fine']],
      );
    }
    const decided = rig.store.events.filter(({ kind }) => kind === 'approved');
    assert.deepEqual(
      decided.map(({ requestId }) => requestId),
      done.map((request) => request.id),
    );
  });

  it('leaves out whom the approver left out, and lets them be decided later', async () => {
    const rig = aBundleRig();
    const made = await rig.submit();
    const id = bundleIdOf(made);
    const bo = made[1]?.id ?? '';
    const first = await rig.bundles.approve(
      { bundleId: id, by: GRACE, revisions: await rig.shown(id), except: [bo] },
      null,
    );
    assert.deepEqual(
      first.members.map(({ status }) => status),
      ['approved', 'pending', 'approved'],
    );
    const second = await rig.bundles.reject(
      { bundleId: id, by: KENJI, revisions: await rig.shown(id), except: [] },
      'not this one',
    );
    assert.deepEqual(
      second.members.map(({ status }) => status),
      ['approved', 'rejected', 'approved'],
    );
    assert.deepEqual(second.refused, []);
  });

  it('goes on with the rest when somebody decided on one meanwhile, and says so', async () => {
    const rig = aBundleRig();
    const made = await rig.submit();
    const id = bundleIdOf(made);
    const revisions = await rig.shown(id);
    const bo = made[1];
    assert(bo);
    await rig.service.reject({ requestId: bo.id, by: KENJI, revision: bo.revision }, null);
    const { done, refused } = await rig.bundles.approve(
      { bundleId: id, by: GRACE, revisions, except: [] },
      null,
    );
    assert.deepEqual(
      done.map(({ change }) => change.user.name),
      ['Ada', 'Cem'],
    );
    assert.deepEqual(
      refused.map(({ request, error }) => [request.id, error.code]),
      [[bo.id, 'already-decided']],
    );
  });

  it('loses nothing when it is cut off halfway: the same press again decides the rest', async () => {
    const rig = aBundleRig();
    const id = bundleIdOf(await rig.submit());
    const press = { bundleId: id, by: GRACE, revisions: await rig.shown(id), except: [] };
    let writes = 0;
    rig.store.beforeSave = async () => {
      if (++writes === 2) throw new Error('the process died');
    };
    await assert.rejects(rig.bundles.approve(press, null), /died/);
    const statuses = async () => (await rig.bundles.get(id)).map(({ status }) => status);
    assert.deepEqual(await statuses(), ['approved', 'pending', 'pending']);
    rig.store.beforeSave = async () => {};
    await rig.bundles.approve(press, null);
    assert.deepEqual(await statuses(), ['approved', 'approved', 'approved']);
    assert.equal(rig.store.events.filter(({ kind }) => kind === 'approved').length, 3);
  });

  it('decides on nothing that changed since the card was drawn', async () => {
    const rig = aBundleRig();
    rig.policy.plan = aPlan({ stages: [aStage([GRACE, KENJI, MEHMET], { need: 2 })] });
    const id = bundleIdOf(await rig.submit());
    const revisions = await rig.shown(id);
    await rig.bundles.approve({ bundleId: id, by: GRACE, revisions, except: [] }, null);
    const stale = { bundleId: id, by: KENJI, revisions, except: [] };
    await assert.rejects(rig.bundles.approve(stale, null), isRefused('changed-meanwhile'));
    const fresh = { ...stale, revisions: await rig.shown(id) };
    assert.equal((await rig.bundles.approve(fresh, null)).done.length, 3);
  });

  for (const [what, by, code] of [
    ['the requester', SARAH, 'own-request'],
    ['somebody who is no approver', MEHMET, 'not-an-approver'],
  ] as const) {
    it(`is not open to ${what}`, async () => {
      const rig = aBundleRig();
      const id = bundleIdOf(await rig.submit());
      const press = { bundleId: id, by, revisions: null, except: [] };
      await assert.rejects(rig.bundles.approve(press, null), isRefused(code));
      await assert.rejects(rig.bundles.reject(press, 'no'), isRefused(code));
      assert.equal(rig.store.history.length, 3);
    });
  }

  it('asks for somebody when everybody was left out', async () => {
    const rig = aBundleRig();
    const made = await rig.submit();
    const press = { bundleId: bundleIdOf(made), by: GRACE, revisions: null };
    const except = made.map(({ id }) => id);
    await assert.rejects(rig.bundles.approve({ ...press, except }, null), isRefused('nobody-chosen'));
  });

  it('is withdrawn by its requester alone, as far as it can be', async () => {
    const rig = aBundleRig();
    const made = await rig.submit();
    const press = { bundleId: bundleIdOf(made), revisions: null, except: [] };
    await assert.rejects(rig.bundles.cancel({ ...press, by: GRACE }), isRefused('not-the-requester'));
    const bo = made[1]?.id ?? '';
    await rig.bundles.reject(
      { ...press, by: GRACE, except: made.map(({ id }) => id).filter((id) => id !== bo) },
      null,
    );
    const { members } = await rig.bundles.cancel({ ...press, by: SARAH });
    assert.deepEqual(
      members.map(({ status }) => status),
      ['cancelled', 'rejected', 'cancelled'],
    );
  });

  it('tells its news in one voice, not line by line', async () => {
    const rig = aBundleRig();
    const id = bundleIdOf(await rig.submit());
    rig.store.notices.length = 0;
    await rig.bundles.reject({ bundleId: id, by: GRACE, revisions: null, except: [] }, 'no');
    assert.deepEqual([...new Set(rig.store.notices.map(({ kind }) => kind))].toSorted(), ['card', 'news']);
  });
});

describe('the lines of a request', () => {
  const alone = aLicenseRequest();
  const [member] = aBundle([{}, {}]);
  const kinds = (request: LicenseRequest, text: string) =>
    linesFor(request, [lineInThread(request, text), lineToHelpdesk(request, text)]).map(
      ({ kind, to }) => `${kind} ${to.kind}`,
    );

  it('are its own where it was made alone', () => {
    assert.deepEqual(kinds(alone, 'line.unconfirmed'), ['line thread', 'line helpdesk']);
  });

  it('are news of the bundle, in its thread and at the helpdesk', () => {
    assert(member);
    assert.deepEqual(kinds(member, 'line.unconfirmed'), ['news thread', 'news helpdesk']);
    assert.deepEqual(
      linesFor(member, [lineToHelpdesk(member, 'line.notYetSeen')]).map(({ to }) => to.kind),
      ['helpdesk'],
    );
  });

  it('stay as they are where they speak of all of it', () => {
    assert(member);
    assert.deepEqual(kinds(member, 'line.escalated'), ['line thread', 'line helpdesk']);
  });
});

describe('a linked request', () => {
  it('knows the one that must be completed first', async () => {
    const rig = aBundleRig();
    const [first, second] = await rig.submit(aBundleSubmission({ members: aLinkedSwap() }));
    assert.equal(first?.after, null);
    assert.equal(second?.after, first?.id);
    assert.equal(rig.store.events[1]?.facts['after'], first?.id);
  });

  it('is left out together with the other one of its user', async () => {
    const rig = aBundleRig();
    const members = [...aLinkedSwap(), { change: aChangeFor('Bo'), after: null }];
    const made = await rig.submit(aBundleSubmission({ members }));
    const press = { bundleId: bundleIdOf(made), by: GRACE, revisions: null, except: [made[0]?.id ?? ''] };
    const outcome = await rig.bundles.approve(press, null);
    assert.deepEqual(
      outcome.members.map(({ status }) => status),
      ['pending', 'pending', 'approved'],
    );
  });

  it('is rejected before the one that it waits for, which would end it otherwise', async () => {
    const rig = aBundleRig();
    const made = await rig.submit(aBundleSubmission({ members: aLinkedSwap() }));
    const press = { bundleId: bundleIdOf(made), by: GRACE, revisions: null, except: [] };
    await rig.bundles.reject(press, null);
    const written = rig.store.history.slice(2).map(({ id, status }) => [id, status]);
    assert.deepEqual(written, [
      [made[1]?.id, 'rejected'],
      [made[0]?.id, 'rejected'],
    ]);
  });

  it('looks at once when the first one ended', async () => {
    const rig = aBundleRig();
    const [first, second] = await rig.submit(aBundleSubmission({ members: aLinkedSwap() }));
    assert(first && second);
    await rig.service.reject({ requestId: first.id, by: GRACE, revision: null }, null);
    const woken = rig.store.now(second.id);
    assert.equal(woken.status, 'pending');
    assert.equal(woken.dueAt, rig.clock.iso);
    assert.equal(woken.revision, second.revision);
  });

  it('follows a request of its own user that comes before it, and no other', async () => {
    const rig = aBundleRig();
    const [one, two] = aLinkedSwap();
    assert(one && two);
    for (const members of [
      [two, one],
      [{ change: aChangeFor('Bo'), after: null }, two],
      [one, { ...two, after: 7 }],
    ]) {
      await assert.rejects(rig.submit(aBundleSubmission({ members })), /must follow/);
    }
  });
});
