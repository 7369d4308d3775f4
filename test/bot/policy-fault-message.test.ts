import assert from 'node:assert/strict';
import { pino } from 'pino';
import { tellPolicyFault } from '../../src/bot/policy-fault-message.ts';
import { GRACE, KENJI, SARAH } from '../support/builders.ts';
import { aConnectorError } from '../support/fake-connector.ts';
import { aTeamsEdge, chatOf, HELPDESK } from '../support/teams-edge.ts';

describe('a policy file that cannot be used', () => {
  let edge: Awaited<ReturnType<typeof aTeamsEdge>>;
  beforeEach(async () => {
    edge = await aTeamsEdge();
  });
  afterEach(() => edge.close());

  const tell = () =>
    tellPolicyFault(new Error('line 3: *no* such key'), {
      ...edge,
      operators: async () => [GRACE, KENJI],
      helpdeskChannel: async () => HELPDESK,
      log: pino({ level: 'silent' }),
    });
  const told = () =>
    new Map(
      edge.connector.calls.map(({ conversationId, activity }) => [conversationId, activity?.text ?? '']),
    );

  it('is told to each operator, and to the helpdesk, in the language that was chosen there', async () => {
    await edge.languages.chooseForPerson(GRACE, 'ja');
    await edge.languages.chooseForConversation(HELPDESK, 'tr', SARAH);
    await tell();
    assert.match(told().get(chatOf(GRACE).conversationId) ?? '', /ポリシー/);
    assert.match(told().get(chatOf(KENJI).conversationId) ?? '', /^The policy file cannot be used/);
    assert.match(told().get(HELPDESK) ?? '', /^İlke dosyası/);
    for (const text of told().values()) assert(!text.includes('*no*'), text);
  });

  it('is told to the others when one cannot be reached', async () => {
    await edge.people.forgetChat(GRACE);
    edge.connector.failures = [aConnectorError(503)];
    await tell();
    assert.equal(edge.connector.standing.size, 1);
  });
});
