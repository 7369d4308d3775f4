import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import { says } from '../support/card-view.ts';
import { type Desk, startDesk } from '../support/desk.ts';

const SENTENCE = 'Visio Plan 2 for deniz.arslan@contoso.com at Contoso because of plans';

describe('several stages of sign-off', () => {
  let desk: Desk;
  before(async () => {
    desk = await startDesk({
      policy: (world, channel) => {
        const upn = (key: string) => world.people.find((person) => person.key === key)?.upn;
        return stringify({
          operators: [upn('priya')],
          helpdesk: { channel },
          approval: {
            stages: [{ anyOf: [upn('tom'), upn('elif')] }, { anyOf: [upn('kenji'), upn('grace')], need: 2 }],
          },
        });
      },
    });
  });
  after(() => desk.stop());

  it('are gone through in order, and only who completes the last one is asked to sign in', async () => {
    const id = await desk.ask('sarah', SENTENCE);
    assert.deepEqual(desk.card(desk.chat('grace'), id).buttons, [], 'it is not her turn yet');
    assert.deepEqual(
      await desk
        .invokeAs('grace', { verb: 'request.approve', data: { requestId: id, revision: 1 } })
        .then(({ type }) => type),
      'application/vnd.microsoft.card.adaptive',
    );
    assert.equal(desk.books().request(id).decisions.length, 0);

    await desk.approve('tom', id);
    assert.equal(desk.books().request(id).status, 'pending');
    await desk.approve('kenji', id);
    assert.equal(desk.books().request(id).status, 'pending');
    assert.deepEqual(desk.card(desk.chat('kenji'), id).buttons, []);
    await desk.approve('grace', id);
    assert.equal(desk.books().request(id).status, 'awaiting_sign_in');
    assert.equal(desk.books().request(id).executor?.name, 'Grace Miller');
    await desk.signIn('grace');
    assert.equal(desk.books().request(id).status, 'completed');
    const card = desk.card(desk.chat('sarah'), id);
    for (const name of [
      'Tom Becker approved',
      'Grace Miller approved',
      `${desk.person('kenji').name} approved`,
    ]) {
      assert(says(card, name), name);
    }
  });
});
