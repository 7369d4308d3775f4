import assert from 'node:assert/strict';
import { type Command, Commands } from '../../src/bot/commands.ts';
import type { Speaker } from '../../src/bot/speaker.ts';
import { readIntent } from '../../src/dialogs/intent.ts';
import type { Person } from '../../src/requests/person.ts';
import { aDecision, aPerson, aPlace, GRACE, KENJI, MEHMET, SARAH } from '../support/builders.ts';
import { nodesOf } from '../support/card-rules.ts';
import { says, viewCard } from '../support/card-view.ts';
import { cardOf } from '../support/fake-connector.ts';
import { createStrictTranslator } from '../support/strict-translator.ts';
import { aTeamsEdge, chatOf } from '../support/teams-edge.ts';

const STRANGER = aPerson('Somebody Else');
const THREAD = aPlace('19:team;messageid=7');

function speakerOf(person: Person, place = chatOf(person)): Speaker {
  const isPersonal = place.conversationId.startsWith('a:');
  return { person, place, isPersonal, teamsId: `29:${person.objectId}`, locale: 'en-GB', timeZone: null };
}

describe('saying something to License Desk', () => {
  let edge: Awaited<ReturnType<typeof aTeamsEdge>>;
  let commands: Commands;
  let forgotten: string[];
  beforeEach(async () => {
    edge = await aTeamsEdge();
    forgotten = [];
    const { actions, bundles, lists, many, view, cards, connector, policy, languages, signIns, clock } = edge;
    commands = new Commands({
      actions,
      bundles,
      lists,
      many,
      view,
      cards,
      connector,
      policy,
      directory: { run: async ({ kind }) => cards.render('note', { text: `about the ${kind}` }) },
      channels: edge.channelCommands,
      links: { run: async ({ sentence }) => `a link for ${sentence}` },
      delegations: edge.delegationCommands,
      languages,
      signIns,
      limits: { allows: () => true },
      forgetTokens: async (person) => void forgotten.push(person.objectId),
      clock: clock.read,
    });
  });
  afterEach(() => edge.close());

  const say = async (words: string, speaker = speakerOf(SARAH), text = edge.text) => {
    const intent = readIntent(words);
    assert(intent.kind !== 'request' && intent.kind !== 'again', `${words} begins a draft`);
    const command: Command = intent;
    await commands.run(command, { speaker, locale: 'en-GB', text });
  };
  const cards = () =>
    edge.connector.calls.flatMap(({ activity }) =>
      activity?.attachments ? [viewCard(cardOf(activity))] : [],
    );

  it('shows help with what each reader can say', async () => {
    edge.policy.operators = [MEHMET];
    for (const person of [SARAH, GRACE, MEHMET]) await say('help', speakerOf(person));
    const shown = cards().map((help) =>
      (['ask', 'approve', 'operate'] as const).filter((group) =>
        says(help, edge.text(`help.group.${group}`)),
      ),
    );
    assert.deepEqual(shown, [['ask'], ['ask', 'approve'], ['ask', 'operate']]);
    const [forSarah, forGrace] = cards();
    assert(forSarah && says(forSarah, 'E5 for ada@contoso.com at Contoso'));
    assert(!says(forSarah, edge.text('help.approve.say')));
    assert.deepEqual(forSarah.buttons, ['draft.start', 'list.mine']);
    assert.deepEqual(forGrace?.buttons, ['draft.start', 'list.mine', 'list.pending']);
  });

  it('quotes what it did not understand, letter for letter, and helps', async () => {
    await say('**urgent** <at>all</at> [x](https://evil.example)');
    const [help] = cards();
    assert(
      help?.lines[0]?.includes('\\*\\*urgent\\*\\* \\<at\\>all\\</at\\> \\[x\\](https:/\u200B/evil.example)'),
    );
    assert(help && says(help, edge.text('help.sentence.say')));
  });

  for (const [typed, ...guesses] of [
    ['pnding', 'pending'],
    ['my reqests', 'my requests'],
    ['aprove k7m2qx', 'approve K7M2QX'],
    ['ada@contoso.com', 'license for ada@contoso.com'],
    ['Ada Lovelace', 'license for Ada Lovelace'],
  ] as const) {
    it(`guesses what was meant by ${typed}, and does nothing by itself`, async () => {
      edge.put();
      await say(typed, speakerOf(GRACE));
      const [card] = cards();
      assert(card && says(card, edge.text('unknown.quote', { text: typed })));
      const words = nodesOf(card.card).flatMap((node) =>
        node['verb'] === 'say' && node['type'] === 'Action.Execute' ? [Object(node['data']).words] : [],
      );
      assert.deepEqual(words, [...guesses, 'help']);
      assert.deepEqual(edge.store.history, []);
    });
  }

  it('quotes what it guesses at letter for letter', async () => {
    await say('aprove K7M2QX [x](https://evil.example) *');
    const [card] = cards();
    assert(card?.lines[0]?.includes('\\[x\\](https:/\u200B/evil.example) \\*'), card?.lines[0]);
  });

  it('shows the request whose number alone was typed, with O for 0 and in lower case, to those concerned', async () => {
    edge.put({ id: 'K7M201' });
    await say('k7m2ol', speakerOf(GRACE));
    await say('#K7M201?', speakerOf(SARAH));
    await say('K7M201', speakerOf(STRANGER));
    await say('K7M299', speakerOf(GRACE));
    assert.deepEqual(
      cards().map(({ buttons }) => buttons[0]),
      ['request.approve', 'request.nudge', 'say', 'say'],
    );
  });

  for (const [words, by] of [
    ['nudge', SARAH],
    ['withdraw', SARAH],
    ['Status?', SARAH],
    ['取り下げ', SARAH],
    ['geri çek', SARAH],
    ['approve', GRACE],
    ['please reject', GRACE],
    ['承認', GRACE],
    ['onayla', GRACE],
  ] as const) {
    it(`shows the only request that “${words}” can be about, and does nothing by itself`, async () => {
      edge.put();
      await say(words, speakerOf(by));
      const buttons =
        by === GRACE ? ['request.approve', 'request.reject'] : ['request.nudge', 'request.cancel'];
      assert.deepEqual(cards()[0]?.buttons, buttons);
      assert.equal(edge.store.now('K7M2QX').status, 'pending');
    });
  }

  it('asks which one where a verb can be about several, and says so where there is none', async () => {
    await say('withdraw');
    assert(says(cards()[0] ?? { lines: [] }, edge.text('list.empty.mine-open')));
    edge.put();
    edge.put({ id: 'P3QR7T' });
    await say('withdraw');
    assert(edge.connector.texts().some((line) => line.endsWith(edge.text('list.whichOne'))));
    assert(says(cards()[1] ?? { lines: [] }, edge.text('list.title.mine-open')));
  });

  for (const [words, named, list] of [
    ['status foo', 'foo', 'mine-open'],
    ['Status of request 12345?', '12345', 'mine-open'],
    ['where is 2026-17', '2026-17', 'mine-open'],
    ['foo の状態', 'foo', 'mine-open'],
    ['durum foo', 'foo', 'mine-open'],
    ['approve everything', 'everything', 'waiting'],
    ['ABC12 を承認してください', 'ABC12', 'waiting'],
    ['ABC12 numaralı talebi onayla', 'ABC12', 'waiting'],
  ] as const) {
    it(`says that there is no such request, and which there are: ${words}`, async () => {
      await say(words);
      const [first] = edge.connector.texts();
      assert(first?.endsWith(edge.text('list.noRequest', { text: named })), first);
      assert(says(cards()[0] ?? { lines: [] }, edge.text(`list.empty.${list}`)));
    });
  }

  for (const words of ['find Ada', 'show me help', 'open settings', '表示テスト']) {
    it(`takes no other word for a request: ${words}`, async () => {
      await say(words);
      assert(!edge.connector.texts().some((line) => line.includes('There is no request')));
    });
  }

  it('answers thanks in one line', async () => {
    await say('thanks!');
    assert.deepEqual(edge.connector.texts(), [`a:sarah: ${edge.text('unknown.thanks')}`]);
    assert.deepEqual(cards(), []);
  });

  it('answers where it was asked', async () => {
    await say('my requests', speakerOf(SARAH, THREAD));
    assert.deepEqual(edge.connector.story(), ['send 19:team;messageid=7']);
  });

  for (const [words, by, status, reply] of [
    [
      'approve K7M2QX',
      GRACE,
      'approved',
      /^a:grace: Approved: request K7M2QX, Microsoft 365 E5 for Ada Lovelace\.$/,
    ],
    ['reject K7M2QX because no budget', GRACE, 'rejected', /^a:grace: Rejected: request K7M2QX/],
  ] as const) {
    it(`does it in words: ${words}`, async () => {
      edge.put();
      await say(words, speakerOf(by));
      assert.equal(edge.store.now('K7M2QX').status, status);
      assert.match(edge.connector.texts().at(-1) ?? '', reply);
    });
  }

  it('leaves it to the thread to tell what was withdrawn there, and says it elsewhere', async () => {
    edge.put();
    await say('cancel K7M2QX', speakerOf(SARAH));
    assert.equal(edge.store.now('K7M2QX').status, 'cancelled');
    assert.deepEqual(edge.connector.texts(), []);
    edge.put({ id: 'P3QR7T' });
    await say('cancel P3QR7T', speakerOf(SARAH, THREAD));
    assert.match(edge.connector.texts().at(-1) ?? '', /Withdrawn: request P3QR7T/);
  });

  for (const [words, by, from, to] of [
    ['retry K7M2QX', GRACE, 'failed', 'approved'],
    ['run K7M2QX', KENJI, 'awaiting_sign_in', 'approved'],
    ['give up K7M2QX', GRACE, 'unconfirmed', 'failed'],
  ] as const) {
    it(`says how it stands after: ${words}`, async () => {
      edge.put({ status: from });
      await say(words, speakerOf(by));
      assert.equal(edge.store.now('K7M2QX').status, to);
      assert(
        edge.connector
          .texts()
          .at(-1)
          ?.includes(edge.text(`request.status.${to}`)),
      );
    });
  }

  it('shows a request to those concerned, in their own chat with their buttons', async () => {
    edge.put();
    await say('status K7M2QX', speakerOf(GRACE));
    assert.deepEqual(cards()[0]?.buttons, ['request.approve', 'request.reject']);
    await say('status K7M2QX', speakerOf(GRACE, THREAD));
    assert.deepEqual(cards()[1]?.buttons, ['request.open']);
  });

  for (const [words, code] of [
    ['status K7M2QX', 'not-yours-to-see'],
    ['approve K7M2QX', 'not-an-approver'],
    ['cancel K7M2QX', 'not-the-requester'],
  ] as const) {
    it(`refuses a stranger who says: ${words}`, async () => {
      edge.put();
      await say(words, speakerOf(STRANGER));
      assert.deepEqual([edge.connector.texts().length, cards().length], [1, 0]);
      assert(edge.connector.texts()[0]?.endsWith(edge.text(`error.${code}`)));
    });
  }

  for (const [language, words, key, values] of [
    ['en', 'approve K7M2QX tomorrow', 'unmarked', { command: 'approve K7M2QX', said: 'tomorrow' }],
    ['en', 'approve K7M2QX, reject P3QR7T', 'twoCommands', { command: 'approve K7M2QX' }],
    ['ja', 'K7M2QX を承認しないでください', 'negated', { command: 'K7M2QX 状態' }],
    ['tr', 'K7M2QX onayla yarın', 'unmarked', { command: 'onayla K7M2QX', said: 'yarın' }],
    ['en', 'approve K7M2QX except ada@contoso.com', 'nobodyRemains', { user: 'Ada Lovelace' }],
    ['tr', 'K7M2QX reddet, Ada Lovelace hariç', 'nobodyRemains', { user: 'Ada Lovelace' }],
    ['ja', 'ada@contoso.com を除いて K7M2QX を承認', 'nobodyRemains', { user: 'Ada Lovelace' }],
  ] as const) {
    it(`decides nothing and says why: ${words}`, async () => {
      edge.put();
      const text = createStrictTranslator().for(language);
      await say(words, speakerOf(GRACE), text);
      assert(edge.connector.texts()[0]?.endsWith(text(`unclear.${key}`, { id: 'K7M2QX', ...values })));
      assert.deepEqual(edge.store.history, []);
    });
  }

  it('decides nothing when nobody of that name is in the request', async () => {
    edge.put();
    await say('approve K7M2QX except Zoe', speakerOf(GRACE));
    const values = { id: 'K7M2QX', name: 'Zoe' };
    assert(edge.connector.texts()[0]?.endsWith(edge.text('bundle.nobodyCalled', values)));
    assert.deepEqual(edge.store.history, []);
  });

  it('names who had decided before to whoever comes too late, be it themselves', async () => {
    edge.put({ status: 'approved', decisions: [aDecision(GRACE)] });
    await say('reject K7M2QX because no budget', speakerOf(GRACE));
    const values = { id: 'K7M2QX', approver: GRACE.name };
    assert(edge.connector.texts()[0]?.endsWith(edge.text('many.approvedBefore', values)));
  });

  it('shows how it stands now when the words came too late', async () => {
    edge.put({ status: 'expired' });
    await say('approve K7M2QX', speakerOf(GRACE));
    assert(edge.connector.texts()[0]?.endsWith(edge.text('error.already-decided')));
    assert(says(cards()[0] ?? { lines: [] }, edge.text('request.status.expired')));
  });

  it('says that there is no such request, in the words that were typed', async () => {
    await say('status ABCDEF');
    assert(edge.connector.texts()[0]?.endsWith(edge.text('error.request-not-found', { id: 'ABCDEF' })));
  });

  it('forgets the tokens of who signs out, and of nobody else', async () => {
    await say('sign out', speakerOf(GRACE));
    assert.deepEqual(forgotten, [GRACE.objectId]);
    assert(edge.connector.texts()[0]?.endsWith(edge.text('signOut.done')));
  });

  it('lets an operator connect the directory account, in their own chat only', async () => {
    edge.policy.operators = [GRACE];
    await say('connect directory', speakerOf(SARAH));
    await say('connect directory', speakerOf(GRACE, THREAD));
    assert.deepEqual(edge.invited, []);
    await say('connect directory', speakerOf(GRACE));
    assert.deepEqual(edge.invited, [{ person: GRACE.objectId, kind: 'directory', claims: null }]);
    assert(says(cards()[0] ?? { lines: [] }, edge.text('directory.connectText')));
  });

  it('shows what is said about the directory', async () => {
    await say('directory');
    await say('refresh Contoso');
    assert.deepEqual(
      cards().map(({ lines }) => lines),
      [['about the directory'], ['about the refresh']],
    );
  });

  it('has nothing to cancel without a draft', async () => {
    await say('cancel');
    assert(edge.connector.texts()[0]?.endsWith(edge.text('draft.nothingToCancel')));
  });

  it('welcomes approvers with the list of what waits for them, others without', async () => {
    await commands.welcome(speakerOf(SARAH), edge.text);
    await commands.welcome(speakerOf(GRACE), edge.text);
    assert.deepEqual(
      cards().map(({ buttons }) => buttons),
      [
        ['draft.start', 'list.mine'],
        ['draft.start', 'list.mine', 'list.pending'],
      ],
    );
  });
});
