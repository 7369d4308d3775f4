import { readFileSync } from 'node:fs';
import { ConfidentialClientApplication } from '@azure/msal-node';
import { Template } from 'adaptivecards-templating';
import {
  type AdaptiveCardInvokeResponse,
  type AdaptiveCardInvokeValue,
  CardFactory,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  TeamsActivityHandler,
  type TurnContext,
} from 'botbuilder';
import { MsalServiceClientCredentialsFactory } from 'botframework-connector';
import restify from 'restify';
import type { Card } from '../../src/dialogs/card-renderer.ts';
import { createLoopbackNetwork } from '../../src/sandbox/entra/network.ts';
import { BOT_APP_ID, TENANT } from '../bench-world.ts';
import { takeOrders } from '../processes.ts';
import { ByHand, maySee } from './by-hand.ts';
import { cardFor } from './card.ts';
import type { SubjectOrders, SubjectReady } from './subject.ts';

// botbuilder as Microsoft's samples use it: restify with its body parser, CloudAdapter with its own authentication, an
// activity handler, and a new Template for each card. Only what is remote is put on loopback.
takeOrders(async ({ surroundings, database }: SubjectOrders) => {
  const adapter = new CloudAdapter(authenticationOn(surroundings.url));
  adapter.onTurnError = async (_context, error) => {
    process.stderr.write(`${error.stack}\n`);
  };
  const bot = new SampleBot(new ByHand(database));
  const server = restify.createServer();
  server.use(restify.plugins.bodyParser());
  server.post('/api/messages', async (request, response) => {
    await adapter.process(request, response, (context) => bot.run(context));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { ready: { port: server.address().port } satisfies SubjectReady };
});

class SampleBot extends TeamsActivityHandler {
  readonly #store: ByHand;

  constructor(store: ByHand) {
    super();
    this.#store = store;
    this.onMessage(async (context, next) => {
      await this.#answerMessage(context);
      await next();
    });
  }

  override async onAdaptiveCardInvoke(
    { activity }: TurnContext,
    { action }: AdaptiveCardInvokeValue,
  ): Promise<AdaptiveCardInvokeResponse> {
    const objectId = activity.from.aadObjectId ?? '';
    const request = this.#store.approve(
      String(action.data['requestId']),
      Number(action.data['revision']),
      objectId,
    );
    const card = cardFor(SAMPLE_CARDS, request, objectId);
    return { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: card };
  }

  async #answerMessage(context: TurnContext): Promise<void> {
    const { activity } = context;
    if (!this.#store.markSeen(`${activity.conversation.id} message ${activity.id}`)) return;
    const objectId = activity.from.aadObjectId ?? '';
    const request = this.#store.find(activity.text.split(' ')[1] ?? '');
    if (!maySee(request, { tenantId: TENANT, objectId })) throw new Error('not yours');
    const card = CardFactory.adaptiveCard(cardFor(SAMPLE_CARDS, request, objectId));
    await context.sendActivity({ attachments: [card] });
  }
}

const PAYLOAD = JSON.parse(readFileSync(new URL('../../cards/request.json', import.meta.url), 'utf8'));

/** As in the samples: the payload is read once, the template made for each card. */
const SAMPLE_CARDS = {
  render(_name: string, data: unknown): Card {
    const card: Card = new Template(PAYLOAD).expand({ $root: Object(data) });
    return Object.fromEntries(Object.entries(card).filter(([, value]) => value !== null));
  },
};

function authenticationOn(url: string): ConfigurationBotFrameworkAuthentication {
  const client = new ConfidentialClientApplication({
    auth: {
      clientId: BOT_APP_ID,
      clientSecret: 'bench-secret',
      authority: `https://login.microsoftonline.com/${TENANT}`,
    },
    system: { networkClient: createLoopbackNetwork({ entraUrl: url }).networkClient },
  });
  const options = {
    ChannelService: '',
    ValidateAuthority: true,
    ToChannelFromBotLoginUrl: `https://login.microsoftonline.com/${TENANT}`,
    ToChannelFromBotOAuthScope: 'https://api.botframework.com',
    ToBotFromChannelTokenIssuer: 'https://api.botframework.com',
    OAuthUrl: url,
    ToBotFromChannelOpenIdMetadataUrl: `${url}/openid`,
    ToBotFromEmulatorOpenIdMetadataUrl: `${url}/openid`,
    CallerId: '',
  };
  return new ConfigurationBotFrameworkAuthentication(
    options,
    new MsalServiceClientCredentialsFactory(BOT_APP_ID, client),
  );
}
