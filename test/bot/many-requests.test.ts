import assert from 'node:assert/strict';
import { readListDecision } from '../../src/bot/list-picks.ts';
import { ManyRequests } from '../../src/bot/many-requests.ts';
import { readAboutRequest } from '../../src/dialogs/about-request.ts';
import { LANGUAGES } from '../../src/i18n/translator.ts';
import { aBundleTogether, aChangeFor } from '../support/a-bundle.ts';
import { aDecision, aLicenseRequest, GRACE, KENJI, SARAH } from '../support/builders.ts';
import { createStrictTranslator } from '../support/strict-translator.ts';
import { aTeamsEdge } from '../support/teams-edge.ts';

describe('doing one thing with several requests', () => {
  let edge: Awaited<ReturnType<typeof aTeamsEdge>>;
  let many: ManyRequests;
  let left: number;
  beforeEach(async () => {
    edge = await aTeamsEdge();
    left = Number.POSITIVE_INFINITY;
    const { actions, bundles, service } = edge;
    many = new ManyRequests({ actions, bundles, service, limits: { allows: () => left-- > 0 } });
  });
  afterEach(() => edge.close());

  const perform = (verb: string, ids: readonly string[], { by = GRACE, text = edge.text } = {}) =>
    many.perform(
      ids.map((requestId) => ({ verb, requestId, revision: 1, reason: 'all' })),
      { person: by, text },
    );
  const put = (id: string, request: Parameters<typeof aLicenseRequest>[0] = {}) =>
    edge.store.put(aLicenseRequest({ id, ...request }));

  it('does each, and says what came of each in their order', async () => {
    for (const id of ['AAAAA1', 'BBBBB2', 'CCCCC3']) put(id);
    put('BBBBB2', { status: 'cancelled' });
    const outcome = await perform('request.approve', ['CCCCC3', 'BBBBB2', 'AAAAA1']);
    assert.equal(outcome.summary, '2 approved · 1 not done');
    assert.deepEqual(outcome.lines, [
      'Approved: request CCCCC3, Microsoft 365 E5 for Ada Lovelace.',
      'Request BBBBB2: Withdrawn.',
      'Approved: request AAAAA1, Microsoft 365 E5 for Ada Lovelace.',
    ]);
    assert.deepEqual([outcome.isAllDone, edge.store.now('AAAAA1').decisions[0]?.reason], [false, 'all']);
  });

  it('counts what was decided before for no failure, and leaves nothing of it to be ticked', async () => {
    put('AAAAA1', { status: 'approved', decisions: [aDecision(KENJI)] });
    put('BBBBB2', { status: 'rejected', decisions: [aDecision(KENJI, { kind: 'reject' })] });
    put('CCCCC3', { status: 'expired' });
    const outcome = await perform('request.approve', ['AAAAA1', 'BBBBB2', 'CCCCC3']);
    assert.equal(outcome.summary, '2 already decided · 1 not done');
    assert.deepEqual(outcome.lines.slice(0, 2), [
      'Request AAAAA1 was already approved by 佐藤 健司.',
      'Request BBBBB2 was already rejected by 佐藤 健司.',
    ]);
    assert.deepEqual(outcome.notDone, ['CCCCC3']);
  });

  for (const [what, request, key] of [
    [
      'was approved by somebody else',
      { status: 'approved', decisions: [aDecision(KENJI)] },
      'many.approvedBefore',
    ],
    [
      'was rejected by somebody else',
      { status: 'rejected', decisions: [aDecision(KENJI, { kind: 'reject' })] },
      'many.rejectedBefore',
    ],
    ['changed since it was shown', { revision: 2 }, 'many.changed'],
    ['waits for somebody else now', { decisions: [aDecision(GRACE)] }, 'many.nothing'],
    ['is over', { status: 'expired' }, 'reply.done'],
  ] as const) {
    for (const language of LANGUAGES) {
      it(`says of a request that it ${what} (${language})`, async () => {
        const text = createStrictTranslator().for(language);
        if (key === 'many.nothing') {
          const [stage] = edge.policy.plan.stages;
          assert(stage);
          edge.policy.plan = { ...edge.policy.plan, stages: [{ ...stage, need: 2 }] };
        }
        put('AAAAA1', request);
        const { lines, isAllDone } = await perform('request.approve', ['AAAAA1'], { text });
        const status = text('request.status.expired');
        assert.deepEqual(lines, [text(key, { id: 'AAAAA1', approver: KENJI.name, status })]);
        assert.equal(isAllDone, false);
      });
    }
  }

  describe('said of numbers that several requests share, too', () => {
    const say = (words: string, by = GRACE) => {
      const intent = readAboutRequest(words);
      assert(intent && intent.kind !== 'again' && intent.kind !== 'unclear', words);
      const verb = `request.${intent.kind}`;
      const actions = intent.requestIds.map((requestId) => ({
        verb,
        requestId,
        revision: null,
        reason: intent.reason,
      }));
      return many.say(actions, { person: by, text: edge.text });
    };
    beforeEach(() => {
      put('K7M2QX', { change: aChangeFor('Zoe') });
      for (const member of aBundleTogether([{}, {}])) edge.store.put(member);
    });
    const statuses = () => ['K7M2QX', 'MEMB01', 'MEMB02'].map((id) => edge.store.now(id).status);

    for (const words of [
      'approve K7M2QX and BNDE01',
      'approve K7M2QX, #BNDE01',
      'K7M2QX と BNDE01 を承認',
      'K7M2QX ve BNDE01 onayla',
    ]) {
      it(`decides on all of them: ${words}`, async () => {
        const { summary, lines } = await say(words);
        assert.deepEqual(statuses(), ['approved', 'approved', 'approved']);
        assert.equal(summary, '2 approved');
        assert.deepEqual(lines, [
          'Approved: request K7M2QX, Microsoft 365 E5 for Zoe.',
          'Approved for Ada and Bo: request BNDE01.',
        ]);
      });
    }

    it('leaves out who is named, wherever they are', async () => {
      const { lines } = await say('approve K7M2QX and BNDE01 except Bo because she left');
      assert.deepEqual(statuses(), ['approved', 'approved', 'pending']);
      assert.equal(edge.store.now('K7M2QX').decisions[0]?.reason, 'she left');
      assert.equal(lines[1], 'Approved for Ada: request BNDE01.');
    });

    it('leaves out a request of its own', async () => {
      const { lines, summary } = await say('approve K7M2QX and BNDE01 except Zoe');
      assert.equal(lines[0], edge.text('many.leftOut', { id: 'K7M2QX' }));
      assert.deepEqual(statuses(), ['pending', 'approved', 'approved']);
      assert.equal(summary, '1 approved · 1 not done');
    });

    it('decides on nothing when it does not know who is to be left out', async () => {
      const { lines } = await say('approve K7M2QX and BNDE01 except Nobody');
      assert.deepEqual(statuses(), ['pending', 'pending', 'pending']);
      const values = { id: 'K7M2QX and BNDE01', name: 'Nobody' };
      assert.deepEqual(lines, [edge.text('bundle.nobodyCalled', values)]);
    });

    it('says how many stand where, for who comes too late', async () => {
      await say('reject K7M2QX and BNDE01', KENJI);
      const { summary, lines } = await say('approve BNDE01 and K7M2QX');
      assert.equal(summary, '2 already decided');
      assert.equal(lines[0], 'Request BNDE01 is for several people. Rejected:\u00A02.');
    });

    it('takes no shared number from a card', async () => {
      const { lines } = await perform('request.approve', ['BNDE01']);
      assert.deepEqual(lines, [`Request BNDE01: ${edge.text('error.request-not-found', { id: 'BNDE01' })}`]);
      assert.deepEqual(statuses(), ['pending', 'pending', 'pending']);
    });
  });

  it('tells nobody about requests that are none of their business', async () => {
    put('AAAAA1', { status: 'approved' });
    const { lines } = await perform('request.approve', ['AAAAA1', 'NOSUCH'], {
      by: { ...SARAH, objectId: 'x' },
    });
    assert.deepEqual(lines, [
      `Request AAAAA1: ${edge.text('error.not-an-approver')}`,
      `Request NOSUCH: ${edge.text('error.request-not-found', { id: 'NOSUCH' })}`,
    ]);
  });

  it('goes on with the others where one meets a fault of ours, and does not hide it when all do', async () => {
    for (const id of ['AAAAA1', 'BBBBB2']) put(id);
    edge.store.beforeSave = async ({ id }) => {
      if (id === 'AAAAA1') throw new Error('disk full');
    };
    const { lines } = await perform('request.reject', ['AAAAA1', 'BBBBB2']);
    assert.equal(lines[0], edge.text('many.fault', { id: 'AAAAA1' }));
    assert.equal(edge.store.now('BBBBB2').status, 'rejected');
    await assert.rejects(perform('request.reject', ['AAAAA1']), /disk full/);
  });

  it('counts each of them against the limit of what one person may do', async () => {
    for (const id of ['AAAAA1', 'BBBBB2']) put(id);
    left = 1;
    const { lines } = await perform('request.approve', ['AAAAA1', 'BBBBB2']);
    assert.equal(lines[1], `Request BBBBB2: ${edge.text('error.too-often')}`);
    assert.equal(edge.store.now('BBBBB2').status, 'pending');
  });
});

describe('the ticks of a list', () => {
  const decision = (data: Record<string, unknown>, verb = 'list.approve') => readListDecision({ verb, data });

  it('name the requests and the revisions that were shown', () => {
    const data = {
      pick_AAAAA1: '3',
      pick_BBBBB2: 'false',
      in_approveReason: ' fine ',
      in_rejectReason: 'no',
    };
    assert.deepEqual(decision(data)?.actions, [
      { verb: 'request.approve', requestId: 'AAAAA1', revision: 3, reason: 'fine' },
    ]);
    assert.deepEqual(decision({ ...data, pick_BBBBB2: '1' }, 'list.reject')?.actions, [
      { verb: 'request.reject', requestId: 'AAAAA1', revision: 3, reason: 'no' },
      { verb: 'request.reject', requestId: 'BBBBB2', revision: 1, reason: 'no' },
    ]);
    assert.equal(decision(data, 'list.page'), undefined);
  });

  it('are no more than a page has, and nothing that no card of ours sends', () => {
    const flood = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`pick_A${10_000 + n}`, '1']));
    assert.equal(decision(flood)?.actions.length, 10);
    for (const value of ['', 'true', '-1', '0', '1.5', '1e9', '9'.repeat(12), 1, null, { $gt: 0 }, ['1']]) {
      assert.deepEqual(decision({ pick_AAAAA1: value })?.actions, [], JSON.stringify(value));
    }
    for (const name of ['pick_', 'pick_abc', 'pick_AAAAAAA', 'xpick_AAAAA1', '__proto__']) {
      assert.deepEqual(decision({ [name]: '1' })?.actions, [], name);
    }
  });
});
