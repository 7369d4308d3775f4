import assert from 'node:assert/strict';
import type { HappeningSide } from '../../src/sandbox/happenings/happening.ts';
import type { ListedHappening } from '../../src/sandbox/happenings/happening-log.ts';
import { type Desk, startDesk } from '../support/desk.ts';

const SENTENCE = 'Visio Plan 2 for deniz.arslan@contoso.com at Contoso because of plans';

describe('what just happened, as the page tells it', () => {
  let desk: Desk;
  let id: string;
  let all: readonly ListedHappening[];

  before(async () => {
    desk = await startDesk();
    id = await desk.ask('sarah', SENTENCE);
    await desk.approveSignedIn('grace', id);
    all = (await get<{ happenings: ListedHappening[] }>('')).happenings;
  });
  after(() => desk.stop());

  async function get<T>(path: string): Promise<T> {
    const response = await fetch(`${desk.sandbox.url}/api/happenings${path}`);
    const body: T = JSON.parse(await response.text());
    return body;
  }

  function indexOf(lane: string, words: RegExp): number {
    const index = all.findIndex((one) => one.lane === lane && words.test(one.words));
    assert.notEqual(
      index,
      -1,
      `${lane} ${words} in:\n${all.map((one) => `${one.lane}: ${one.words}`).join('\n')}`,
    );
    return index;
  }

  it('goes from the activity over the decision and the messages to the exchange, in order', () => {
    const story = [
      indexOf('activity', /^Sarah Johnson wrote in the chat: “Visio Plan 2 for/),
      indexOf('activity', /^Sarah Johnson pressed “draft.submit”$/),
      indexOf('decision', /submitted by Sarah Johnson$/),
      indexOf('message', /^Wrote to Grace Miller: a card, “.*Visio Plan 2/),
      indexOf('activity', /^Grace Miller pressed “request.approve”$/),
      indexOf('decision', /approved by Grace Miller$/),
      indexOf('token', /^Gave a token for Grace Miller$/),
      indexOf('decision', /executing/),
      indexOf('exchange', /licenseupdates, with the token of Grace Miller$/),
      indexOf('decision', /completed/),
      indexOf('message', /^Wrote to Sarah Johnson: “Done/),
    ];
    assert.deepEqual(
      story,
      story.toSorted((one, other) => one - other),
    );
  });

  it('says which request each is about, on every leg of the way', () => {
    const lanes = new Set(all.filter(({ requestId }) => requestId === id).map(({ lane }) => lane));
    assert.deepEqual([...lanes].sort(), ['activity', 'decision', 'exchange', 'message']);
  });

  it('finds the request also on cards without buttons and in lines', () => {
    const last = all.findLast(({ words }) => words.startsWith('Changed a message for Sarah Johnson'));
    assert.equal(last?.requestId, id);
    assert.match(all[indexOf('decision', /^Signed in/)]?.words ?? '', /Grace Miller$/);
  });

  it('tells what came of it', () => {
    const approval = all[indexOf('activity', /request.approve/)];
    const update = all[indexOf('exchange', /licenseupdates/)];
    assert.deepEqual([approval?.outcome, approval?.isGood], ['200', true]);
    assert.deepEqual([update?.outcome, update?.isGood], ['201', true]);
  });

  it('keeps reads, searches and refreshes in the background', () => {
    assert(all.filter(({ words }) => words.startsWith('GET ')).every(({ isBackground }) => isBackground));
    assert.equal(all[indexOf('exchange', /licenseupdates/)]?.isBackground, false);
  });

  it('shows on demand what was said, and never a token', async () => {
    const everything: HappeningSide[] = [];
    for (const { number } of all)
      everything.push(...(await get<{ sides: HappeningSide[] }>(`/sides?of=${number}`)).sides);
    const text = JSON.stringify(everything);
    assert(text.includes('licensesToAssign') && text.includes('"MS-CorrelationId"'));
    assert.doesNotMatch(text, /eyJ[\w-]{10,}\.eyJ/);
    assert.deepEqual(await get('/sides?of=999999'), { sides: null });
  });
});
