import { Agent, createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { importJWK, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { createTemplateCards } from '../../src/bot/template-cards.ts';
import { BOT_APP_ID } from '../bench-world.ts';
import { takeOrders } from '../processes.ts';
import { ByHand, maySee } from './by-hand.ts';
import { cardFor } from './card.ts';
import type { SubjectOrders, SubjectReady } from './subject.ts';

type BenchActivity = {
  readonly type: string;
  readonly id: string;
  readonly serviceUrl: string;
  readonly text?: string;
  readonly from: { readonly aadObjectId: string };
  readonly conversation: { readonly id: string };
  readonly value?: {
    readonly action: { readonly data: { readonly requestId: string; readonly revision: number } };
  };
};

// The ceiling: `node:http` and no framework at all. It checks the same token, makes the same commit, answers the same card.
takeOrders(async ({ surroundings, database }: SubjectOrders) => {
  const store = new ByHand(database);
  const cards = createTemplateCards();
  const agent = new Agent({ keepAlive: true });
  const keyFor = await keyOf(`${surroundings.url}/keys`);
  const appToken = await appTokenOf(surroundings.url);
  const turn = async (authorization: string, activity: BenchActivity): Promise<string> => {
    const token = authorization.slice('Bearer '.length);
    const issuer = 'https://api.botframework.com';
    const { payload } = await jwtVerify(token, keyFor, {
      issuer,
      audience: BOT_APP_ID,
      algorithms: ['RS256'],
    });
    if (payload['serviceurl'] !== activity.serviceUrl) throw new Error('another service url');
    const { aadObjectId } = activity.from;
    if (activity.type === 'invoke' && activity.value) {
      const { requestId, revision } = activity.value.action.data;
      const card = cardFor(cards, store.approve(requestId, revision, aadObjectId), aadObjectId);
      return JSON.stringify({
        statusCode: 200,
        type: 'application/vnd.microsoft.card.adaptive',
        value: card,
      });
    }
    if (!store.markSeen(`${activity.conversation.id} message ${activity.id}`)) return '';
    const request = store.find((activity.text ?? '').split(' ')[1] ?? '');
    if (!maySee(request, { tenantId: request.requester.tenantId, objectId: aadObjectId }))
      throw new Error('not yours');
    const content = cardFor(cards, request, aadObjectId);
    const attachments = [{ contentType: 'application/vnd.microsoft.card.adaptive', content }];
    const url = `${activity.serviceUrl}v3/conversations/${encodeURIComponent(activity.conversation.id)}/activities`;
    await post(url, { type: 'message', attachments }, { agent, appToken });
    return '';
  };
  const server = createServer((incoming, response) => {
    void collect(incoming)
      .then((body) => turn(incoming.headers.authorization ?? '', JSON.parse(body)))
      .then((body) => answer(response, 200, body))
      .catch((error) => answer(response, 500, String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    ready: { port: typeof address === 'object' && address ? address.port : 0 } satisfies SubjectReady,
  };
});

async function keyOf(url: string): Promise<JWTVerifyGetKey> {
  const { keys } = (await (await fetch(url)).json()) as { keys: [{ kid: string; kty: string }] };
  const key = await importJWK(keys[0], 'RS256');
  return async (header) => {
    if (header.kid !== keys[0].kid) throw new Error('unknown key');
    return key;
  };
}

async function appTokenOf(url: string): Promise<string> {
  const response = await fetch(`${url}/tenant/oauth2/v2.0/token`, { method: 'POST' });
  return ((await response.json()) as { access_token: string }).access_token;
}

function answer(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}

function collect(incoming: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.once('error', reject).once('end', () => resolve(Buffer.concat(chunks).toString()));
  });
}

function post(
  url: string,
  body: unknown,
  { agent, appToken }: { readonly agent: Agent; readonly appToken: string },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const text = JSON.stringify(body);
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      authorization: `Bearer ${appToken}`,
    };
    const sent = send(url, { method: 'POST', agent, headers }, (response) => {
      response.resume().once('error', reject).once('end', resolve);
    });
    sent.once('error', reject).end(text);
  });
}
