import assert from 'node:assert/strict';
import type { Chat } from '../../src/sandbox/teams/teams-client.ts';
import { type Reply, startTeamsRig, type TeamsRig, withCard } from './teams-rig.ts';

const results = (...values: string[]): Reply => ({
  body: {
    type: 'application/vnd.microsoft.search.searchResponse',
    value: { results: values.map((value) => ({ title: value.toUpperCase(), value })) },
  },
});
const typeahead = (query: object = {}) => ({
  type: 'Input.ChoiceSet',
  id: 'sku',
  style: 'filtered',
  choices: [],
  'choices.data': { type: 'Data.Query', dataset: 'sku', ...query },
});
const send = { type: 'Action.Execute', title: 'Send', verb: 'send' };

describe('typeahead in the local Teams', () => {
  let rig: TeamsRig;
  let chat: Chat;
  beforeEach(async () => {
    rig = await startTeamsRig();
    chat = rig.teams.client('elif').personalChat();
    rig.bot.behave(({ name }) =>
      name === 'application/search'
        ? results('e5', 'e3')
        : { body: { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: 'ok' } },
    );
  });
  afterEach(() => rig.close());

  it('asks the bot with the query and the first fifteen, also when nothing is typed', async () => {
    await rig.post(chat.id, withCard({ body: [typeahead()], actions: [send] }));
    const found = await chat.search('latest', 'sku', '');
    assert.deepEqual(found, [
      { title: 'E5', value: 'e5' },
      { title: 'E3', value: 'e3' },
    ]);
    const { type, name, value } = rig.bot.activities[0] ?? {};
    assert.deepEqual([type, name], ['invoke', 'application/search']);
    assert.deepEqual(value, { queryText: '', queryOptions: { skip: 0, top: 15 }, dataset: 'sku' });
  });

  it('sends the other inputs only when the query is associated with them', async () => {
    const customer = { type: 'Input.Text', id: 'customer', value: 'contoso' };
    await rig.post(chat.id, withCard({ body: [customer, typeahead({ associatedInputs: 'auto' })] }));
    await chat.search('latest', 'sku', 'e', { customer: 'fabrikam' });
    assert.deepEqual(rig.bot.activities[0]?.value, {
      queryText: 'e',
      queryOptions: { skip: 0, top: 15 },
      dataset: 'sku',
      data: { customer: 'fabrikam' },
    });
  });

  it('makes exactly the offered values choosable, on the client that asked', async () => {
    await rig.post(chat.id, withCard({ body: [typeahead()], actions: [send] }));
    await assert.rejects(chat.press('latest', 'Send', { sku: 'e5' }), { code: 'choice-not-offered' });
    await chat.search('latest', 'sku', 'e');
    assert.equal((await chat.press('latest', 'Send', { sku: 'e5' })).kind, 'notice');
    await assert.rejects(chat.press('latest', 'Send', { sku: 'e7' }), { code: 'choice-not-offered' });
    const phone = rig.teams.client('elif', { name: 'phone' }).personalChat();
    await assert.rejects(phone.press('latest', 'Send', { sku: 'e5' }), { code: 'choice-not-offered' });
  });

  it('shows no more than fifteen', async () => {
    rig.bot.behave(() => results(...Array.from({ length: 20 }, (_, index) => `sku-${index}`)));
    await rig.post(chat.id, withCard({ body: [typeahead()] }));
    assert.equal((await chat.search('latest', 'sku', 's')).length, 15);
  });

  it('shows nothing for 204, and a banner for an answer that is none', async () => {
    await rig.post(chat.id, withCard({ body: [typeahead()] }));
    rig.bot.behave(() => ({ status: 204 }));
    assert.deepEqual(await chat.search('latest', 'sku', 'x'), []);
    for (const reply of [{ status: 400 }, { body: { results: [] } }]) {
      rig.bot.behave(() => reply);
      await assert.rejects(chat.search('latest', 'sku', 'x'), { code: 'unexpected-answer' });
    }
    assert.equal(rig.teams.client('elif').notices().length, 2);
  });

  it('needs an input with a query, and the app in that very chat', async () => {
    const plain = { type: 'Input.Text', id: 'reason' };
    const { groupChatId } = rig.teams.places;
    await rig.post(groupChatId, withCard({ body: [plain, typeahead()] }));
    const group = rig.teams.client('elif').groupChat();
    await assert.rejects(group.search('latest', 'reason', 'x'), { code: 'unknown-input' });
    await rig.teams.setInstalledIn(groupChatId, false);
    await assert.rejects(group.search('latest', 'sku', 'x'), { code: 'app-not-installed' });
  });
});
