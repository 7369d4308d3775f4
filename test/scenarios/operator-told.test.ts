import assert from 'node:assert/strict';
import { type Desk, startDesk } from '../support/desk.ts';
import { linesIn } from '../support/story-readers.ts';

describe('a directory account that dies', () => {
  let desk: Desk;

  before(async () => {
    desk = await startDesk();
  });

  after(() => desk.stop());

  it('is told to the operator in their own chat, and requests still come in', async () => {
    // Somebody has asked for Contoso before, so its people and products are known.
    await desk.ask('sarah', 'Visio for deniz.arslan@contoso.com at Contoso because of drawings');
    desk.sandbox.entra.switches.revokeRefreshTokens('priya');
    await desk.pass(2 * 3_600_000);
    const id = await desk.ask('sarah', 'E5 for ada@contoso.com at Contoso because she leads the team');
    assert.match(id, /^[0-9A-Z]{6}$/);
    await desk.sandbox.app.tend();
    await desk.idle();
    assert(linesIn(desk.chat('priya')).some((line) => line.includes('connect directory')));
  });
});
