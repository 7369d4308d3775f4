import assert from 'node:assert/strict';
import { readIntent } from '../../src/dialogs/intent.ts';
import type { Person } from '../../src/requests/person.ts';
import { aPerson, GRACE, KENJI, MEHMET, SARAH } from '../support/builders.ts';
import { aTeamsEdge } from '../support/teams-edge.ts';

const OTHER_KENJI = aPerson('佐藤 翔太');

describe('saying who decides in one’s place', () => {
  let edge: Awaited<ReturnType<typeof aTeamsEdge>>;
  beforeEach(async () => {
    edge = await aTeamsEdge();
    await edge.meet(MEHMET, 'tr-TR');
  });
  afterEach(() => edge.close());

  const say = async (words: string, person: Person = GRACE): Promise<string> => {
    const intent = readIntent(words);
    switch (intent.kind) {
      case 'delegate':
      case 'stop-delegating':
      case 'who-decides':
        return edge.delegationCommands.run(intent, person, edge.text);
      default:
        throw new Error(`${words} is ${intent.kind}`);
    }
  };
  const inForce = async () =>
    (await edge.delegations.inForce()).map(({ delegate, lastDay }) => `${delegate.name} ${lastDay}`);

  it('is confirmed in words, with the day written out', async () => {
    const answer = await say('delegate to Mehmet until Friday');
    assert.match(
      answer,
      /^From now until the end of Friday,? 6 March 2026, Mehmet Yıldız decides in your place/,
    );
    assert.deepEqual(await inForce(), ['Mehmet Yıldız 2026-03-06']);
  });

  it('names whose place the delegate takes, and says where the delegate is no approver', async () => {
    const first = await say('delegate to Mehmet until Friday');
    assert.match(first, /Mehmet Yıldız is not an approver otherwise: what they approve runs/);
    assert.doesNotMatch(first, /no longer decides/);
    const second = await say(`delegate to ${KENJI.name} until Friday`);
    assert.match(second, /Mehmet Yıldız no longer decides in your place\.$/);
    assert.doesNotMatch(second, /is not an approver/);
    assert.doesNotMatch(await say(`delegate to ${KENJI.name} until Thursday`), /no longer decides/);
  });

  it('is understood with a day to begin on', async () => {
    const answer = await say('delegate to mehmet yildiz from 2026-12-01 until 2026-12-14');
    assert.match(answer, /^From Tuesday,? 1 December 2026 until the end of Monday,? 14 December 2026/);
    assert.deepEqual(await inForce(), []);
  });

  it('is asked for the day where none was said, or none that is clear', async () => {
    assert.match(await say('delegate to Mehmet'), /^Until when/);
    assert.match(await say('delegate to nobody'), /^I know nobody called “nobody”/);
    assert.match(await say('delegate to Mehmet until 3/4/2026'), /^I cannot tell which day “3\/4\/2026” is/);
    assert.match(
      await say('delegate to Mehmet from soon until Friday'),
      /^I cannot tell which day “soon” is/,
    );
    assert.deepEqual(await inForce(), []);
  });

  it('is asked which one where several have the name, and takes the address then', async () => {
    await edge.meet(OTHER_KENJI, 'ja-JP');
    const answer = await say('delegate to 佐藤 until Friday');
    assert.match(answer, /^Several people are called “佐藤”/);
    assert(answer.includes(KENJI.name) && answer.includes(OTHER_KENJI.name));
    assert.deepEqual(await inForce(), []);
    await say(`delegate to ${OTHER_KENJI.objectId}@partner.example until Friday`);
    assert.deepEqual(await inForce(), ['佐藤 翔太 2026-03-06']);
  });

  it('takes the whole name before a part of another', async () => {
    await edge.meet(aPerson('Mehmet Yıldız Kaya'));
    await say('delegate to Mehmet Yıldız until Friday');
    assert.deepEqual(await inForce(), ['Mehmet Yıldız 2026-03-06']);
  });

  it('knows nobody by part of a word, nor people of other tenants', async () => {
    await edge.meet(aPerson('Ada Guest', 'another-tenant'));
    for (const name of ['Meh', 'Ada', 'nobody', '**']) {
      assert.match(await say(`delegate to ${name} until Friday`), /^I know nobody called/, name);
    }
  });

  it('is for approvers: others are told so, and not who there is', async () => {
    const answer = await say('delegate to Mehmet until Friday', SARAH);
    assert.equal(answer, 'You are not an approver, so there is nothing to delegate.');
  });

  it('is refused in a sentence where it cannot be', async () => {
    assert.match(await say('delegate to Grace until Friday'), /^You cannot decide in your own place/);
    assert.match(await say('delegate to Mehmet until 2026-09-01'), /for 90 days at a time/);
    await edge.people.forgetChat(MEHMET);
    assert.match(await say('delegate to Mehmet until Friday'), /^I cannot write to Mehmet Yıldız/);
  });

  it('is shown to both, and ended', async () => {
    assert.match(await say('who decides for me'), /^Nobody decides in your place/);
    await say('delegate to Mehmet until Friday');
    assert.match(await say('who decides for me'), /^Mehmet Yıldız decides in your place from Monday/);
    assert.match(await say('who decides for me', MEHMET), /^You decide in the place of Grace Hill/);
    assert.equal(await say('stop delegating'), 'Mehmet Yıldız no longer decides in your place.');
    assert.match(await say('stop delegating'), /^Nobody decides in your place/);
    assert.deepEqual(await inForce(), []);
  });
});
