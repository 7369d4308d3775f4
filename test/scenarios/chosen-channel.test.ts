import assert from 'node:assert/strict';
import { type Desk, startDesk } from '../support/desk.ts';

const SENTENCE = (user: string, customer: string) =>
  `Visio Plan 2 for ${user} at ${customer} because of plans`;

describe('the channel in which the helpdesk follows requests', () => {
  let desk: Desk;
  before(async () => {
    desk = await startDesk();
  });
  after(() => desk.stop());

  const general = (key = 'priya') => desk.teams.client(key).channel(desk.teams.places.generalChannelId);

  /** Says something in the General channel; returns the answer in that thread. */
  async function say(key: string, words: string): Promise<string> {
    const root = await general(key).say(words);
    await desk.idle();
    return general(key).thread(root).latest().text;
  }
  const isFollowedIn = (chat: typeof general, id: string) => {
    try {
      return Boolean(desk.message(chat('tom'), id));
    } catch {
      return false;
    }
  };
  const whereIs = (id: string) =>
    [
      isFollowedIn(general, id) ? 'general' : '',
      isFollowedIn((key) => desk.helpdesk(key), id) ? 'helpdesk' : '',
    ]
      .filter(Boolean)
      .join(' ');

  it('is that of the policy file at first', async () => {
    const id = await desk.ask('sarah', SENTENCE('deniz.arslan@contoso.com', 'Contoso'));
    assert.equal(whereIs(id), 'helpdesk');
  });

  it('is not chosen by anybody but an operator', async () => {
    assert.match(await say('sarah', 'use this channel for Contoso'), /^Only an operator/);
  });

  it('is not a chat', async () => {
    await desk.chat('priya').say('use this channel for Contoso');
    await desk.idle();
    assert.match(desk.chat('priya').latest().text, /^Say this in a channel/);
  });

  it('can be another one for one customer, also after a restart', async () => {
    assert.match(
      await say('priya', 'use this channel for Contoso'),
      /requests for Contoso.* have their threads/,
    );
    await desk.restart();
    const id = await desk.ask('sarah', SENTENCE('zeynep.aydin@contoso.com', 'Contoso'));
    assert.equal(whereIs(id), 'general');
    await desk.press(desk.chat('sarah'), id, 'request.cancel');
  });

  it('stays for the others what it was, until one is chosen for everything', async () => {
    const first = await desk.ask('sarah', SENTENCE('isla.campbell@adventure-works.com', 'Adventure Works'));
    assert.equal(whereIs(first), 'helpdesk');
    await desk.press(desk.chat('sarah'), first, 'request.cancel');
    await say('priya', 'bu kanalı her şey için kullan');
    const second = await desk.ask('sarah', SENTENCE('isla.campbell@adventure-works.com', 'Adventure Works'));
    assert.equal(whereIs(second), 'general');
    assert.equal(whereIs(first), 'helpdesk', 'what is there stays there');
    await desk.press(desk.chat('sarah'), second, 'request.cancel');
  });

  it('is that of the policy file again when the operator says so', async () => {
    assert.match(await say('priya', 'stop using this channel'), /no longer used/);
    assert.match(await say('priya', 'このチャネルの使用をやめる'), /nothing to end|終了するものはありません/);
    const id = await desk.ask('sarah', SENTENCE('zeynep.aydin@contoso.com', 'Contoso'));
    assert.equal(whereIs(id), 'helpdesk');
  });

  it('asks which customer where the name could be of several, or of none', async () => {
    assert.match(await say('priya', 'use this channel for o'), /^Which customer do you mean/);
    assert.match(await say('priya', 'use this channel for Nowhere Inc'), /^I know no customer/);
    assert.equal(desk.books().count('helpdesk_channels'), 0);
  });
});
