import assert from 'node:assert/strict';
import type { TeamsEmulatorOptions } from '../../src/sandbox/teams/teams-emulator.ts';
import {
  type ReceivedActivity,
  type Reply,
  startTeamsRig,
  type TeamsRig,
  teamsIdOf,
  withCard,
} from './teams-rig.ts';

const signInUrl = 'http://127.0.0.1/auth/start?f=1';
const oauthContent = {
  text: 'Sign in',
  connectionName: 'own-obo',
  buttons: [{ type: 'signin', title: 'Sign in', value: signInUrl }],
};
const exchange = { id: 'exchange-1', uri: 'api://botid-app' };
const oauthCard = (content: object) => ({
  attachments: [{ contentType: 'application/vnd.microsoft.card.oauth', content }],
});
const silent = { ...oauthContent, tokenExchangeResource: exchange };
const refused: Reply = {
  status: 412,
  body: { id: exchange.id, connectionName: 'own-obo', failureDetail: 'MFA' },
};
const ssoToken = async ({ key }: { key: string }) => `sso-token-of-${key}`;

describe('signing in through the local Teams', () => {
  let rig: TeamsRig;
  afterEach(() => rig.close());
  const start = async (options: Partial<TeamsEmulatorOptions> = {}) => {
    rig = await startTeamsRig(options);
  };
  const named = (name: string): ReceivedActivity[] => rig.bot.activities.filter((one) => one.name === name);
  const isHidden = (key: string) => rig.teams.client(key).personalChat().latest().cards.length === 0;

  it('offers the button of a card without token resource, and opens its address', async () => {
    await start({ ssoToken });
    const chat = rig.teams.client('kenji').personalChat();
    await rig.post(chat.id, oauthCard(oauthContent));
    await rig.teams.idle();
    assert.equal(rig.bot.activities.length, 0);
    assert.equal(chat.openSignIn('latest'), signInUrl);
    assert.equal((await chat.press('latest', 'Sign in')).text, signInUrl);
  });

  it('finds the button of an Adaptive Card too, and says when there is none', async () => {
    await start();
    const chat = rig.teams.client('kenji').personalChat();
    const data = { msteams: { type: 'signin', value: signInUrl } };
    await rig.post(chat.id, withCard({ actions: [{ type: 'Action.Submit', title: 'Sign in', data }] }));
    assert.equal(chat.openSignIn('latest'), signInUrl);
    await rig.post(chat.id, withCard({ body: [] }));
    assert.throws(() => chat.openSignIn('latest'), { code: 'nothing-to-sign-in' });
  });

  it('sends what the window hands back as signin/verifyState', async () => {
    await start();
    const chat = rig.teams.client('kenji').personalChat();
    await rig.post(chat.id, oauthCard(oauthContent));
    const answer = await chat.completeSignIn('123456');
    assert.deepEqual([answer.kind, answer.statusCode], ['submitted', 200]);
    const [activity] = named('signin/verifyState');
    assert.deepEqual(activity?.value, { state: '123456' });
    assert.equal(activity?.from.id, teamsIdOf('kenji'));
    rig.bot.behave(() => ({ status: 501 }));
    await assert.rejects(chat.completeSignIn('123456'), { code: 'unexpected-answer' });
  });

  describe('silently', () => {
    it('sends the same exchange from all clients of the person at once', async () => {
      await start({ ssoToken });
      const all = Promise.withResolvers<void>();
      rig.bot.behave(async () => {
        if (rig.bot.activities.length === 3) all.resolve();
        await all.promise;
        return {};
      });
      for (const name of ['desktop', 'phone', 'web']) rig.teams.client('kenji', { name });
      await rig.post(rig.teams.personalChatId('kenji'), oauthCard(silent));
      await rig.teams.idle();
      const exchanges = named('signin/tokenExchange');
      const value = { id: exchange.id, connectionName: 'own-obo', token: 'sso-token-of-kenji' };
      assert.deepEqual(
        exchanges.map((activity) => activity.value),
        [value, value, value],
      );
      assert.equal(new Set(exchanges.map(({ id }) => id)).size, 3);
      assert.equal(isHidden('kenji'), true, 'nobody need press anything');
    });

    it('shows the button after a 412', async () => {
      await start({ ssoToken });
      rig.bot.behave(() => refused);
      await rig.post(rig.teams.personalChatId('kenji'), oauthCard(silent));
      await rig.teams.idle();
      assert.equal(isHidden('kenji'), false);
      assert.equal(rig.teams.client('kenji').personalChat().openSignIn('latest'), signInUrl);
      assert.deepEqual(rig.teams.client('kenji').notices(), []);
    });

    it('complains about a 412 that does not name its exchange, and about any other status', async () => {
      await start({ ssoToken });
      for (const reply of [{ status: 412 }, { status: 500 }]) {
        rig.bot.behave(() => reply);
        await rig.post(rig.teams.personalChatId('kenji'), oauthCard(silent));
        await rig.teams.idle();
      }
      assert.equal(rig.teams.client('kenji').notices().length, 2);
    });

    it('fails in a channel without a word to the person: the bot has to offer the button itself', async () => {
      await start({ ssoToken });
      const { helpdeskChannelId } = rig.teams.places;
      await rig.post(helpdeskChannelId, { ...oauthCard(silent), recipient: { id: teamsIdOf('kenji') } });
      await rig.teams.idle();
      assert.equal(named('signin/tokenExchange').length, 0);
      const [failure] = named('signin/failure');
      assert.deepEqual(failure?.value, { code: 'resourcematchfailed', message: 'Resource match failed' });
      const channel = rig.teams.client('kenji').channel();
      assert.deepEqual(channel.latest().cards, []);
      assert.deepEqual(rig.teams.client('kenji').notices(), []);
    });

    it('fails the same way where single sign-on is not set up', async () => {
      await start();
      await rig.post(rig.teams.personalChatId('kenji'), oauthCard(silent));
      await rig.teams.idle();
      assert.equal(named('signin/failure').length, 1);
      assert.equal(isHidden('kenji'), true);
    });

    for (const [hasGroupChatSso, name] of [
      [false, 'signin/failure'],
      [true, 'signin/tokenExchange'],
    ] as const) {
      it(`in a group chat sends ${name} when the switch is ${hasGroupChatSso ? 'on' : 'off'}`, async () => {
        await start({ ssoToken, hasGroupChatSso });
        const { groupChatId } = rig.teams.places;
        await rig.post(groupChatId, { ...oauthCard(silent), recipient: { id: teamsIdOf('elif') } });
        await rig.teams.idle();
        assert.deepEqual(
          rig.bot.activities.map((activity) => [activity.name, activity.from.id]),
          [[name, teamsIdOf('elif')]],
        );
      });
    }
  });

  describe('when a press is answered with a login request', () => {
    const action = { type: 'Action.Execute', title: 'Approve', verb: 'approve', data: { requestId: 'r1' } };
    const done: Reply = {
      body: { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: 'Approved' },
    };
    const loginRequest = (value: object): Reply => ({
      body: { statusCode: 401, type: 'application/vnd.microsoft.activity.loginRequest', value },
    });
    const sentValue = (index: number) => JSON.parse(JSON.stringify(rig.bot.activities[index]?.value));

    it('repeats the same action with what the window hands back', async () => {
      await start();
      const chat = rig.teams.client('kenji').personalChat();
      rig.bot.behave(() => (rig.bot.activities.length === 1 ? loginRequest(oauthContent) : done));
      await rig.post(chat.id, withCard({ actions: [action] }));
      const answer = await chat.press('latest', 'Approve');
      assert.deepEqual([answer.kind, answer.text], ['sign-in', 'Sign in']);
      assert.equal(chat.openSignIn('latest'), signInUrl);
      assert.equal((await chat.completeSignIn('123456')).text, 'Approved');
      assert.deepEqual(sentValue(1), { ...sentValue(0), state: '123456' });
    });

    it('asks again after a wrong code', async () => {
      await start();
      const chat = rig.teams.client('kenji').personalChat();
      const wrong = { body: { statusCode: 401, type: 'application/vnd.microsoft.error.invalidAuthCode' } };
      const replies = [loginRequest(oauthContent), wrong, done];
      rig.bot.behave(() => replies.shift());
      await rig.post(chat.id, withCard({ actions: [action] }));
      await chat.press('latest', 'Approve');
      assert.equal((await chat.completeSignIn('000000')).kind, 'sign-in');
      assert.equal((await chat.completeSignIn('123456')).kind, 'notice');
      await chat.completeSignIn('again');
      assert.equal(named('signin/verifyState').length, 1, 'nothing is left to repeat');
    });

    it('repeats it silently in a personal chat with a token', async () => {
      await start({ ssoToken });
      const chat = rig.teams.client('kenji').personalChat();
      rig.bot.behave(() => (rig.bot.activities.length === 1 ? loginRequest(silent) : done));
      await rig.post(chat.id, withCard({ actions: [action] }));
      assert.equal((await chat.press('latest', 'Approve')).text, 'Approved');
      const authentication = { id: exchange.id, connectionName: 'own-obo', token: 'sso-token-of-kenji' };
      assert.deepEqual(sentValue(1), { ...sentValue(0), authentication });
    });

    it('offers the button when the silent way is refused or closed', async () => {
      await start({ ssoToken });
      const refusal = {
        body: {
          statusCode: 412,
          type: 'application/vnd.microsoft.error.preconditionFailed',
          value: { code: 'x', message: 'MFA' },
        },
      };
      rig.bot.behave(({ value }) =>
        JSON.stringify(value).includes('authentication') ? refusal : loginRequest(silent),
      );
      const chat = rig.teams.client('kenji').personalChat();
      await rig.post(chat.id, withCard({ actions: [action] }));
      assert.equal((await chat.press('latest', 'Approve')).kind, 'sign-in');
      assert.equal(chat.openSignIn('latest'), signInUrl);
      const channel = rig.teams.client('kenji').channel();
      await rig.post(channel.id, withCard({ actions: [action] }));
      assert.equal((await channel.press('latest', 'Approve')).kind, 'sign-in');
      assert.equal(rig.bot.activities.length, 3);
    });
  });
});
