import assert from 'node:assert/strict';
import { readAboutRequest } from '../../src/dialogs/about-request.ts';
import { RequestError } from '../../src/requests/errors.ts';
import type { LicenseRequest } from '../../src/requests/license-request.ts';
import type { Person } from '../../src/requests/person.ts';
import { aBundleTogether, aChangeFor } from '../support/a-bundle.ts';
import { aPerson, aProblem, GRACE, KENJI, SARAH } from '../support/builders.ts';
import { type CardView, says, viewCard } from '../support/card-view.ts';
import { cardOf as lastCard } from '../support/fake-connector.ts';
import { aTeamsEdge } from '../support/teams-edge.ts';

const VERBS: Readonly<Record<string, string>> = {
  status: 'request.show',
  approve: 'request.approve',
  cancel: 'request.cancel',
  nudge: 'request.nudge',
};
const STRANGER = aPerson('Somebody Else');

describe('pressing a button of a bundle', () => {
  let edge: Awaited<ReturnType<typeof aTeamsEdge>>;
  beforeEach(async () => {
    edge = await aTeamsEdge();
  });
  afterEach(() => edge.close());

  const put = (requests: readonly Partial<LicenseRequest>[] = [{}, {}, {}]) => {
    for (const member of aBundleTogether(requests)) edge.put(member);
  };
  const press = (verb: string, by: Person, data: Record<string, unknown> = {}) =>
    edge.actions.press(
      { verb, data: { bundleId: 'BNDE01', revisions: '1.1.1', ...data } },
      { person: by, text: edge.text },
    );
  const cardOf = async (answer: ReturnType<typeof press>): Promise<CardView> => {
    const given = await answer;
    assert(given.kind === 'card', given.kind === 'notice' ? given.text : '');
    return viewCard({ ...given.card });
  };
  const noticeOf = async (answer: ReturnType<typeof press>): Promise<string> => {
    const given = await answer;
    assert(given.kind === 'notice', 'answered with a card');
    return given.text;
  };
  const statuses = () => ['MEMB01', 'MEMB02', 'MEMB03'].map((id) => edge.store.now(id).status);

  it('approves for those who stand in the list, and offers the rest again', async () => {
    put();
    const card = await cardOf(press('bundle.approve', GRACE, { in_people: '1,3' }));
    assert.deepEqual(statuses(), ['approved', 'pending', 'approved']);
    assert(card.buttons.includes('bundle.approve') && !card.inputs.includes('in_people'));
    await cardOf(press('bundle.approve', GRACE, { revisions: '2.1.2' }));
    assert.deepEqual(statuses(), ['approved', 'approved', 'approved']);
  });

  it('approves for everybody where a client sends no list', async () => {
    put();
    await cardOf(press('bundle.approve', GRACE));
    assert.deepEqual(statuses(), ['approved', 'approved', 'approved']);
  });

  it('approves with the remark that was typed', async () => {
    put();
    await cardOf(press('bundle.approve', GRACE, { in_people: '2', in_remark: ' this quarter only ' }));
    assert.deepEqual(statuses(), ['pending', 'approved', 'pending']);
    assert.equal(edge.store.now('MEMB02').decisions[0]?.reason, 'this quarter only');
  });

  it('rejects with the reason that was typed', async () => {
    put();
    await cardOf(press('bundle.reject', GRACE, { in_people: '2', in_reason: ' no budget ' }));
    assert.deepEqual(statuses(), ['pending', 'rejected', 'pending']);
    assert.equal(edge.store.now('MEMB02').decisions[0]?.reason, 'no budget');
  });

  it('says whom somebody else decided on meanwhile, and decides on the others', async () => {
    put();
    await edge.service.reject({ requestId: 'MEMB02', by: KENJI, revision: 1 }, 'left');
    const card = await cardOf(press('bundle.approve', GRACE, { in_people: '1,2,3' }));
    assert.deepEqual(statuses(), ['approved', 'rejected', 'approved']);
    assert(says(card, 'Not for Bo'));
  });

  for (const [what, data] of [
    ['nobody at all', { in_people: '' }],
    ['nobody whom it knows', { in_people: '7,x,-1,1e3' }],
  ] as const) {
    it(`asks for somebody when the list holds ${what}`, async () => {
      put();
      assert.equal(await noticeOf(press('bundle.approve', GRACE, data)), edge.text('error.nobody-chosen'));
      assert.deepEqual(edge.store.history, []);
    });
  }

  it('answers a stale press with how it stands now', async () => {
    put();
    await press('bundle.reject', KENJI, { in_people: '1,2,3', in_reason: 'no' });
    const card = await cardOf(press('bundle.approve', GRACE, { in_people: '1,2,3' }));
    assert(says(card, edge.text('error.already-decided')));
    assert.deepEqual(card.buttons, ['bundle.member']);
  });

  it('shows strangers nothing, whatever they send', async () => {
    put();
    const verbs = ['approve', 'reject', 'cancel', 'retry', 'run', 'open', 'refresh', 'member', 'other'];
    for (const verb of verbs) {
      for (const revisions of ['1.1.1', '9.9.9', 'x', '']) {
        const data = { revisions, in_person: 'MEMB01', in_people: '1' };
        const notice = await noticeOf(press(`bundle.${verb}`, STRANGER, data));
        assert.equal(notice, edge.text('error.not-an-approver'));
      }
    }
    assert.deepEqual(edge.store.history, []);
  });

  it('tells whoever looks on in the place where it stands how it stands and who can act', async () => {
    put([{}, { status: 'completed' }, {}]);
    await edge.standInThread('BNDE01');
    const opened = (verb: string, cardId: string, bundleId = 'BNDE01') =>
      edge.actions.press(
        { verb, data: { bundleId } },
        { person: STRANGER, text: edge.text },
        { conversationId: '19:team;messageid=1', cardId },
      );
    assert.equal(
      await noticeOf(opened('bundle.open', 'shared')),
      'There is nothing for you to do on this request. Request BNDE01: Waiting for approval:\u00A02\u00A0· Done:\u00A01. Next: Grace Hill or 佐藤 健司 can approve or reject it.',
    );
    assert.equal(await noticeOf(opened('bundle.open', 'elsewhere')), edge.text('error.not-an-approver'));
    assert.equal(await noticeOf(opened('bundle.approve', 'shared')), edge.text('error.not-an-approver'));
    const unknown = await noticeOf(opened('bundle.open', 'shared', 'NOSUCH'));
    assert.equal(unknown, edge.text('error.request-not-found', { id: 'NOSUCH' }));
    const another = await noticeOf(opened('bundle.open', 'shared', 'BNDE02'));
    assert.equal(another, edge.text('error.request-not-found', { id: 'BNDE02' }));
  });

  it('gives a client that asks by itself the card as all see it, where its person is concerned no more', async () => {
    put();
    const on = await edge.standInThread('BNDE01');
    const data = { bundleId: 'BNDE01', revisions: '1.1.1' };
    const card = await cardOf(
      edge.actions.press({ verb: 'bundle.refresh', data }, { person: STRANGER, text: edge.text }, on),
    );
    assert.deepEqual(card.buttons, ['bundle.open']);
    assert.deepEqual(card.refreshFor, []);
  });

  it('is asked for anew by the clients of those who decide, and comes to rest when it was', async () => {
    put();
    await edge.delivery.deliver({ kind: 'card', requestId: 'MEMB01', to: { kind: 'person', person: GRACE } });
    const stands = viewCard(lastCard(edge.connector.calls.at(-1)?.activity));
    assert.deepEqual(stands.refreshFor, [`29:${GRACE.objectId}`]);
    const fresh = await cardOf(press('bundle.refresh', GRACE));
    assert.deepEqual(fresh.refreshFor, []);
    assert.equal(fresh.facts['Asked by'], 'Sarah Jones · now');
  });

  it('knows no bundle and no verb that is not there', async () => {
    put();
    const unknown = await noticeOf(press('bundle.approve', GRACE, { bundleId: 'NOSUCH' }));
    assert.equal(unknown, edge.text('error.request-not-found', { id: 'NOSUCH' }));
    assert.equal(await noticeOf(press('bundle.dance', GRACE)), edge.text('error.unknownAction'));
    const other = await noticeOf(press('bundle.member', GRACE, { in_person: 'K7M2QX' }));
    assert.equal(other, edge.text('error.request-not-found', { id: 'K7M2QX' }));
  });

  it('opens one person with what can be done for them', async () => {
    put([{ status: 'failed', problem: aProblem() }, {}, {}]);
    const card = await cardOf(press('bundle.member', GRACE, { in_person: 'MEMB01' }));
    assert(card.buttons.includes('request.retry'));
    assert(says(card, 'MEMB01'));
    assert(card.buttons.includes('bundle.open'), 'and leads back to all of them');
  });

  it('tries everything again that failed, and leaves alone what did not', async () => {
    put([{ status: 'failed', problem: aProblem() }, { status: 'completed' }, {}]);
    await cardOf(press('bundle.retry', GRACE));
    assert.deepEqual(statuses(), ['approved', 'completed', 'pending']);
  });

  it('is withdrawn by its requester', async () => {
    put();
    await cardOf(press('bundle.cancel', SARAH));
    assert.deepEqual(statuses(), ['cancelled', 'cancelled', 'cancelled']);
  });

  it('has whoever can act reminded of all of it, once a day, and says so', async () => {
    put([{}, { status: 'completed' }, {}]);
    assert((await cardOf(press('bundle.open', SARAH))).buttons.includes('bundle.nudge'));
    assert.equal(
      await noticeOf(press('bundle.nudge', SARAH)),
      'I have reminded those who can act, for Ada and Cem: request BNDE01.',
    );
    assert.deepEqual(statuses(), ['pending', 'completed', 'pending']);
    assert.notEqual(edge.store.now('MEMB01').nudgedAt, null);
    assert.equal(await noticeOf(press('bundle.nudge', SARAH)), edge.text('error.nudged-today'));
    assert.equal(await noticeOf(press('bundle.nudge', GRACE)), edge.text('error.not-yours-to-nudge'));
    assert(!(await cardOf(press('bundle.open', GRACE))).buttons.includes('bundle.nudge'));
  });

  it('leads to the one whose outcome nobody knows, who can be given up alone', async () => {
    put([{ status: 'unconfirmed' }, { status: 'completed' }, { status: 'completed' }]);
    assert((await cardOf(press('bundle.open', GRACE))).buttons.includes('bundle.member'));
    const card = await cardOf(press('bundle.member', GRACE, { in_person: 'MEMB01' }));
    assert(card.buttons.includes('request.giveUp'));
    await press('request.giveUp', GRACE, { requestId: 'MEMB01' });
    assert.deepEqual(statuses(), ['failed', 'completed', 'completed']);
  });

  it('is what a list opens while it waits for decisions; later that of the one person', async () => {
    put();
    const together = await cardOf(press('request.show', GRACE, { requestId: 'MEMB02' }));
    assert(together.buttons.includes('bundle.approve'));
    put([{}, { status: 'failed', problem: aProblem() }, {}]);
    const alone = await cardOf(press('request.show', GRACE, { requestId: 'MEMB02' }));
    assert(alone.buttons.includes('request.retry'));
  });

  describe('in words', () => {
    it('has whoever can act reminded', async () => {
      put();
      assert.equal(
        await told('nudge BNDE01', SARAH),
        'I have reminded those who can act, for Ada, Bo, and Cem: request BNDE01.',
      );
    });

    const say = async (words: string, by: Person = GRACE) => {
      const intent = readAboutRequest(words);
      assert(intent && intent.kind !== 'unclear', words);
      const [requestId = ''] = intent.requestIds;
      const action = { verb: VERBS[intent.kind] ?? '', requestId, revision: null, reason: intent.reason };
      return edge.bundles.say(action, { person: by, text: edge.text, isPersonal: true });
    };
    const told = async (words: string, by: Person = GRACE) => {
      const answer = await say(words, by);
      assert(answer?.kind === 'notice', words);
      return answer.text;
    };

    it('is decided by its number', async () => {
      put();
      assert.equal(await told('approve BNDE01'), 'Approved for Ada, Bo, and Cem: request BNDE01.');
      assert.deepEqual(statuses(), ['approved', 'approved', 'approved']);
    });

    for (const words of [
      'approve BNDE01 except bo@contoso.com because she left',
      'Approve BNDE01 except for Bo since she left',
      'onayla BNDE01 Bo hariç, çünkü she left',
      'BNDE01を承認 Boさん以外、理由は she left',
    ]) {
      it(`leaves out who is named: ${words}`, async () => {
        put();
        await told(words);
        assert.deepEqual(statuses(), ['approved', 'pending', 'approved']);
        assert.equal(edge.store.now('MEMB01').decisions[0]?.reason, 'she left');
      });
    }

    for (const words of [
      'approve BNDE01: only bo@contoso.com',
      'approve BNDE01: forget about bo@contoso.com',
      'BNDE01 を承認: ただし例外あり',
    ]) {
      it(`asks rather than approve by a misreading: ${words}`, async () => {
        put();
        assert.equal(await told(words), edge.text('bundle.exceptUnclear', { id: 'BNDE01' }));
        assert.deepEqual(statuses(), ['pending', 'pending', 'pending']);
      });
    }

    it('decides nothing when it does not know who is meant', async () => {
      put();
      const values = { id: 'BNDE01', name: 'Zoe' };
      assert.equal(await told('approve BNDE01 except Zoe'), edge.text('bundle.nobodyCalled', values));
      assert.deepEqual(edge.store.history, []);
    });

    it('asks where a remark may name somebody by a part of the name', async () => {
      for (const member of aBundleTogether([{ change: aChangeFor('Emily Braun') }, {}]))
        edge.store.put(member);
      assert.equal(
        await told('approve BNDE01 for Emily'),
        edge.text('bundle.exceptUnclear', { id: 'BNDE01' }),
      );
      assert.deepEqual(edge.store.history, []);
    });

    for (const [verb, code] of [
      ['nudge', 'nobody-to-nudge'],
      ['withdraw', 'already-decided'],
    ] as const) {
      it(`has nothing left for its requester to ${verb}`, async () => {
        for (const member of aBundleTogether([{ status: 'completed' }, { status: 'completed' }]))
          edge.store.put(member);
        await assert.rejects(say(`${verb} BNDE01`, SARAH), new RequestError(code));
      });
    }

    it('is shown, withdrawn and tried again by its number', async () => {
      put();
      assert.equal((await say('status BNDE01'))?.kind, 'card');
      assert.match(await told('cancel BNDE01', SARAH), /^Withdrawn for Ada, Bo, and Cem/);
    });

    it('says nothing of numbers that are no bundle’s, and nothing to strangers', async () => {
      put();
      assert.equal(await say('approve K7M2QX'), undefined);
      await assert.rejects(say('status BNDE01', STRANGER), RequestError);
    });
  });
});
