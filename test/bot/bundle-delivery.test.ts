import assert from 'node:assert/strict';
import { bundleNews } from '../../src/bot/bundle-news.ts';
import type { LicenseRequest } from '../../src/requests/license-request.ts';
import type { Notice, Recipient } from '../../src/requests/notice.ts';
import { aBundleTogether, aChangeFor, aLinkedSwap } from '../support/a-bundle.ts';
import { aDecision, aFinding, aProblem, aReport, aResult, GRACE, KENJI, SARAH } from '../support/builders.ts';
import { says, viewCard } from '../support/card-view.ts';
import { cardOf } from '../support/fake-connector.ts';
import { createStrictTranslator } from '../support/strict-translator.ts';
import { aTeamsEdge } from '../support/teams-edge.ts';

const text = createStrictTranslator().for('en');
const THREAD: Recipient = { kind: 'thread' };
const HELPDESK: Recipient = { kind: 'helpdesk' };
const TO_GRACE: Recipient = { kind: 'person', person: GRACE };
const done = { status: 'completed', result: aResult() } as const;
const failed = { status: 'failed', problem: aProblem({ meaning: 'conditional-access' }) } as const;
const noSeat = { status: 'awaiting_seats', problem: aProblem({ meaning: 'no-seats' }) } as const;

describe('delivering what a bundle tells', () => {
  let edge: Awaited<ReturnType<typeof aTeamsEdge>>;
  beforeEach(async () => {
    edge = await aTeamsEdge();
  });
  afterEach(() => edge.close());

  const put = (requests: readonly Partial<LicenseRequest>[]) => {
    for (const member of aBundleTogether(requests)) edge.put(member);
  };
  const deliver = (notice: Omit<Notice, 'requestId'> & { requestId?: string }) =>
    edge.delivery.deliver({ requestId: 'MEMB01', ...notice } as Notice);
  const said = () => edge.connector.calls.flatMap(({ activity }) => (activity?.text ? [activity.text] : []));

  it('is one card in each place, whichever of its requests changed', async () => {
    put([{}, {}, {}]);
    await deliver({ kind: 'card', to: TO_GRACE });
    await deliver({ kind: 'card', to: TO_GRACE, requestId: 'MEMB03' });
    await deliver({ kind: 'card', to: HELPDESK });
    await deliver({ kind: 'card', to: HELPDESK, requestId: 'MEMB02' });
    assert.deepEqual(
      edge.connector.calls.map(({ call }) => call),
      ['send', 'update', 'createThread', 'update'],
    );
    assert.equal((await edge.copies.find('BNDE01', 'helpdesk'))?.requestId, 'BNDE01');
  });

  it('shows all of it at the moment of sending', async () => {
    put([done, done, {}]);
    await deliver({ kind: 'card', to: TO_GRACE });
    const view = viewCard(cardOf(edge.connector.calls.at(-1)?.activity));
    assert(view.lines.some((line) => line.includes('Done:\u00A02\u00A0· Waiting for approval:\u00A01')));
  });

  it('is sent to nobody anew when all of it is over', async () => {
    put([done, done]);
    await deliver({ kind: 'card', to: TO_GRACE });
    assert.deepEqual(edge.connector.calls, []);
    put([done, {}]);
    await deliver({ kind: 'card', to: TO_GRACE });
    assert.equal(edge.connector.calls.length, 1);
  });

  it('tells how it went when all have settled, once', async () => {
    put([done, { status: 'executing' }]);
    await deliver({ kind: 'news', to: THREAD });
    assert.deepEqual(said(), []);
    put([done, done]);
    await deliver({ kind: 'news', to: THREAD });
    await deliver({ kind: 'news', to: THREAD, requestId: 'MEMB02' });
    assert.deepEqual(said(), ['**Done for everybody**: Microsoft 365 E5 for 2 people at Contoso.']);
  });

  it('tells a problem when it comes up, and once', async () => {
    put([failed, { status: 'executing' }, failed]);
    await deliver({ kind: 'news', to: THREAD });
    await deliver({ kind: 'news', to: THREAD });
    assert.equal(said().length, 1);
    assert(said()[0]?.startsWith(`**${text('problem.conditional-access.title')}** for Ada and Cem:`));
  });

  it('tells the outcome again when it has become another one', async () => {
    put([done, failed]);
    await deliver({ kind: 'news', to: THREAD });
    put([done, done]);
    await deliver({ kind: 'news', to: THREAD });
    assert.equal(said().length, 2);
    assert(said()[1]?.startsWith('**Done for everybody**'));
  });

  describe('to the helpdesk', () => {
    const unseen = { status: 'completed', result: aResult({ verification: 'not_yet_seen' }) } as const;
    const news = { kind: 'news', to: HELPDESK } as const;
    const calls = () =>
      edge.connector.calls.map(({ call, activity }) => `${call}${activity?.text ? ' line' : ' card'}`);

    it('is one message for all, with how it stands for each', async () => {
      put([{ status: 'unconfirmed' }, unseen, done]);
      await deliver(news);
      assert.deepEqual(calls(), ['createThread card', 'send line']);
      assert.deepEqual(said()[0]?.split('\n\n'), [
        '**Microsoft 365 E5 for 3 people** at Contoso (request BNDE01), as it stands for everybody:',
        '**Sent, not confirmed yet:\u00A01** – Ada',
        '**Done:\u00A02** – Bo and Cem',
        text('line.bundle.unconfirmed', { names: 'Ada' }),
        text('line.bundle.notYetSeen', { names: 'Bo' }),
      ]);
    });

    it('is brought up to date, by whatever is told next', async () => {
      put([unseen, { status: 'executing' }]);
      await deliver(news);
      put([unseen, unseen]);
      await deliver({ ...news, requestId: 'MEMB02' });
      put([done, done]);
      await deliver({ kind: 'card', to: HELPDESK });
      assert.deepEqual(calls(), [
        'createThread card',
        'send line',
        'update card',
        'update line',
        'update card',
        'update line',
      ]);
      assert.match(said()[2] ?? '', /\*\*Done:\u00A02\*\* – Ada and Bo$/);
    });

    it('stands there anew where somebody has deleted it', async () => {
      put([unseen, done]);
      await deliver(news);
      const copy = await edge.copies.find('BNDE01', 'helpdesk news');
      assert(copy);
      edge.connector.standing.delete(copy.activityId);
      await deliver(news);
      assert.equal(edge.connector.calls.at(-1)?.call, 'send');
      assert.notEqual((await edge.copies.find('BNDE01', 'helpdesk news'))?.activityId, copy.activityId);
    });

    it('says nothing of its own as long as there is nothing to look at', async () => {
      put([done, {}]);
      await deliver({ kind: 'card', to: HELPDESK });
      assert.deepEqual(said(), []);
    });
  });

  it('asks the executor for one sign-in, not for one each', async () => {
    const waiting = { status: 'awaiting_sign_in', executor: GRACE } as const;
    put([waiting, waiting]);
    const signIn = { kind: 'sign-in', to: TO_GRACE, claims: null, isSilentFirst: true } as const;
    await deliver(signIn);
    await deliver({ ...signIn, requestId: 'MEMB02' });
    assert.equal(edge.connector.calls.length, 1);
    put([done, waiting]);
    await deliver({ kind: 'card', to: TO_GRACE });
    assert(await edge.copies.find('BNDE01', `sign-in ${GRACE.tenantId}:${GRACE.objectId}`.toLowerCase()));
    put([done, done]);
    await deliver({ kind: 'card', to: TO_GRACE });
    const lane = `sign-in ${GRACE.tenantId}:${GRACE.objectId}`.toLowerCase();
    assert.equal(await edge.copies.find('BNDE01', lane), undefined);
  });

  it('names in the sign-in all whom it is for, and nobody else', async () => {
    put([
      { status: 'awaiting_sign_in', executor: GRACE },
      { status: 'approved', executor: GRACE },
      { status: 'approved', executor: KENJI },
      {},
    ]);
    const signIn = { kind: 'sign-in', to: TO_GRACE, claims: null, isSilentFirst: false } as const;
    await deliver(signIn);
    const view = viewCard(cardOf(edge.connector.calls.at(-1)?.activity));
    assert(says(view, 'You approved Microsoft 365 E5 for 2 people (request BNDE01) at Contoso.'));
  });

  it('reminds of all of it as long as one waits', async () => {
    put([done, {}]);
    const reminder = { kind: 'reminder', to: TO_GRACE, text: 'line.remind.decide', values: {} } as const;
    await deliver(reminder);
    assert(said()[0]?.includes('Microsoft 365 E5 for 2 people') && said()[0]?.includes('BNDE01'));
    const nudge = { ...reminder, text: 'line.nudge.decide' } as const;
    await deliver(nudge);
    assert(said()[1]?.includes('Microsoft 365 E5 for 2 people') && said()[1]?.includes('BNDE01'));
    put([done, done]);
    await deliver(reminder);
    assert.equal(said().length, 2);
  });
});

describe('the news of a bundle', () => {
  const lines = (requests: readonly Partial<LicenseRequest>[]) =>
    bundleNews(aBundleTogether(requests)).map(({ write }) => write(text));

  it('count how many stand where, and explain what is open', () => {
    const rejected = {
      status: 'rejected',
      decisions: [aDecision(KENJI, { kind: 'reject', reason: 'has left' })],
    } as const;
    const [summary, ...others] = lines([done, noSeat, rejected, rejected]);
    assert.deepEqual(others, []);
    const said = summary?.split('\n\n') ?? [];
    assert.equal(
      said[0],
      '**Microsoft 365 E5 for 4 people** at Contoso – Done:\u00A01\u00A0· Approved, waiting for a free license:\u00A01\u00A0· Rejected:\u00A02 (request BNDE01).',
    );
    assert.equal(said[1], 'Cem and Deniz: rejected by 佐藤 健司. Reason: has left');
    assert(said[2]?.startsWith(`**${text('problem.no-seats.title')}** for Bo:`));
  });

  it('wait while something is on its way', () => {
    for (const status of ['pending', 'approved', 'executing', 'awaiting_sign_in'] as const) {
      assert.deepEqual(lines([done, { status, executor: SARAH }]), [], status);
    }
  });

  it('tell what has come in the way of a decision, once for each kind of it', () => {
    const finding = aFinding({ kind: 'no-usage-location', severity: 'stop', sku: null });
    const blocked = { preflight: aReport({ findings: [finding] }) } as const;
    const [line, ...others] = lines([blocked, {}, blocked]);
    assert.deepEqual(others, []);
    assert(line?.includes('BNDE01') && line.includes('Ada has no usage location'), line);
    assert(line?.includes('Cem has no usage location'));
  });

  it('do not wait for a linked request while the one before it is stuck', () => {
    const [first, second] = aLinkedSwap();
    assert(first && second);
    const swap = [
      { change: first.change, ...failed },
      { change: second.change, status: 'approved', after: 'MEMB01' },
      { change: aChangeFor('Bo'), ...done },
    ] as const;
    assert.equal(lines(swap).length, 1);
    assert(lines(swap)[0]?.includes('Could not be carried out:\u00A01'));
  });

  it('mention remarks of Partner Center', () => {
    const warned = aResult({ warnings: [{ code: '1', message: 'x', servicePlans: [] }] });
    assert(
      lines([{ ...done, result: warned }, done])[0]?.includes(text('line.bundle.remarks', { count: 1 })),
    );
  });
});
