import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import {
  CardFactory,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  type ConversationParameters,
  type ConversationReference,
  MessageFactory,
  TeamsInfo,
  TurnContext,
} from 'botbuilder';
import { goodBotToken, startTeamsRig, type TeamsRig, teamsIdOf, world } from './teams-rig.ts';

const issuer = 'https://api.botframework.com';

/** The production adapter with its authentication on; only the outgoing token is made up. */
function createAdapter(openIdMetadataUrl: string): CloudAdapter {
  const signRequest = async (request: { headers: { set(name: string, value: string): void } }) => {
    request.headers.set('authorization', `Bearer ${goodBotToken}`);
    return request;
  };
  const credentials = { appId: world.botAppId, getToken: async () => goodBotToken, signRequest };
  const settings = {
    MicrosoftAppId: world.botAppId,
    ToChannelFromBotLoginUrl: 'https://login.invalid',
    ToChannelFromBotOAuthScope: issuer,
    ToBotFromChannelTokenIssuer: issuer,
    OAuthUrl: 'https://token.invalid',
    ToBotFromChannelOpenIdMetadataUrl: openIdMetadataUrl,
    ToBotFromEmulatorOpenIdMetadataUrl: openIdMetadataUrl,
    CallerId: '',
    ValidateAuthority: 'true',
  };
  const factory = {
    isValidAppId: async (appId = '') => appId === world.botAppId,
    isAuthenticationDisabled: async () => false,
    createCredentials: async () => Object.assign(Object.create(null), credentials),
  };
  return new CloudAdapter(new ConfigurationBotFrameworkAuthentication(settings, factory));
}

describe('the Bot Framework SDK against the local Teams', () => {
  let rig: TeamsRig;
  let adapter: CloudAdapter;
  let server: Server;
  let turn: (context: TurnContext) => Promise<void>;

  before(async () => {
    rig = await startTeamsRig();
    rig.teams.faults.hasSendLimits = false;
    adapter = createAdapter(rig.teams.openIdMetadataUrl);
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const body: Record<string, unknown> = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      const incoming = { body, headers: request.headers, method: request.method ?? '' };
      const outgoing = {
        socket: response.socket,
        status: (code: number) => response.writeHead(code),
        header: (name: string, value: unknown) => response.setHeader(name, String(value)),
        send: (answer: unknown) => response.write(JSON.stringify(answer)),
        end: () => response.end(),
      };
      await adapter.process(incoming, outgoing, (context) => turn(context));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert(address && typeof address === 'object');
    rig.teams.connectBot(`http://127.0.0.1:${address.port}/api/messages`);
  });
  after(async () => {
    server.close();
    server.closeAllConnections();
    await rig.close();
  });

  /** Says something as a person and keeps where it was said. */
  async function referenceFrom(say: () => Promise<unknown>): Promise<Partial<ConversationReference>> {
    let reference: Partial<ConversationReference> = {};
    turn = async (context) => {
      reference = TurnContext.getConversationReference(context.activity);
    };
    await say();
    return reference;
  }

  it('accepts its tokens, and answers, changes and removes messages', async () => {
    turn = async (context) => {
      const kept = await context.sendActivity('one');
      const gone = await context.sendActivity('two');
      await context.updateActivity({ ...MessageFactory.text('changed'), id: kept?.id ?? '' });
      await context.deleteActivity(gone?.id ?? '');
    };
    const chat = rig.teams.client('elif').personalChat();
    const said = await chat.say('hello');
    assert.deepEqual([said.delivery, said.botStatus], ['accepted', 200]);
    assert.deepEqual(
      chat.messages().map(({ text, isDeleted }) => [text, isDeleted]),
      [
        ['hello', false],
        ['changed', false],
        ['', true],
      ],
    );
  });

  it('goes on in a channel thread from a kept reference', async () => {
    const channel = rig.teams.client('elif').channel();
    const reference = await referenceFrom(() => channel.say('request'));
    await adapter.continueConversationAsync(world.botAppId, reference, async (context) => {
      await context.sendActivity({ attachments: [CardFactory.adaptiveCard({ type: 'AdaptiveCard' })] });
    });
    const [root, reply] = channel.messages();
    assert.equal(reply?.threadRootId, root?.id);
    assert.equal(reply?.cards.length, 1);
  });

  it('creates a personal chat and a channel thread', async () => {
    const { helpdeskChannelId } = rig.teams.places;
    const tenantId = world.partnerTenant.id;
    const create = (
      parameters: Partial<ConversationParameters>,
      logic: (context: TurnContext) => Promise<void>,
    ) => {
      const complete = { isGroup: false, bot: { id: '', name: '' }, channelData: {}, ...parameters };
      const { serviceUrl } = rig.teams;
      return adapter.createConversationAsync(world.botAppId, 'msteams', serviceUrl, issuer, complete, logic);
    };
    await create(
      { isGroup: false, members: [{ id: teamsIdOf('tom'), name: 'Tom' }], tenantId },
      async (context) => {
        await context.sendActivity('to Tom');
      },
    );
    assert.equal(rig.teams.client('tom').personalChat().latest().text, 'to Tom');
    const channelData = { channel: { id: helpdeskChannelId } };
    // The SDK's type asks for fields that it does not send.
    const activity = Object.assign(Object.create(null), MessageFactory.text('new thread'));
    await create({ isGroup: true, channelData, activity, tenantId }, async (context) => {
      assert.match(context.activity.conversation.id, /;messageid=\d+$/);
      await context.sendActivity('in it');
    });
    const messages = rig.teams.client('tom').channel().messages();
    assert.equal(messages.at(-2)?.text, 'new thread');
    assert.equal(messages.at(-1)?.threadRootId, messages.at(-2)?.id);
  });

  it('reads rosters, members by object id, the team and its channels', async () => {
    const found: unknown[] = [];
    turn = async (context) => {
      const elif = world.people.find(({ key }) => key === 'elif');
      const member = await TeamsInfo.getMember(context, elif?.objectId ?? '');
      const page = await TeamsInfo.getPagedMembers(context);
      const details = await TeamsInfo.getTeamDetails(context);
      const channels = await TeamsInfo.getTeamChannels(context);
      found.push(member.userPrincipalName, page.members.length, details.name, channels.length);
    };
    await rig.teams.client('elif').channel().say('who is here?');
    const members = world.people.filter(({ tenantId }) => tenantId === world.partnerTenant.id);
    assert.deepEqual(found, [
      'elif.yildiz@northwindcloud.example',
      members.length,
      'Northwind Service Desk',
      2,
    ]);
  });
});
