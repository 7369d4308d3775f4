import assert from 'node:assert/strict';
import { createServer as createNodeServer, request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createServer, type HttpServer, type ServerDeps } from '../src/server.ts';
import type { ActivityAnswer, ActivityRequest, PageRequest } from '../src/server-routes.ts';
import { memoryLog } from './support/bot-door.ts';

/** A started server with a bot that can be told what to do. */
async function start(parts: Partial<ServerDeps> = {}) {
  const { log, logged } = memoryLog();
  const received: ActivityRequest[] = [];
  const bot = { answer: async (): Promise<ActivityAnswer> => ({ status: 200 }) };
  const server: HttpServer = createServer({
    onActivity: (request) => {
      received.push(request);
      return bot.answer();
    },
    pages: { handle: async () => ({ status: 200, headers: {}, body: 'page' }) },
    health: { live: async () => ({ isOk: true }), ready: async () => ({ isOk: true }) },
    log,
    clock: () => new Date(),
    ...parts,
  });
  await server.listen(0, '127.0.0.1');
  return { server, received, bot, logged, url: `http://127.0.0.1:${server.port}` };
}

type Started = Awaited<ReturnType<typeof start>>;

function post(url: string, body: NonNullable<RequestInit['body']>, headers: Record<string, string> = {}) {
  return fetch(`${url}/api/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
}

/** Sends text over a bare connection and resolves to all that comes back until it is closed. */
function sendRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk) => {
      answer += chunk;
    });
    socket.once('close', () => resolve(answer)).once('error', reject);
  });
}

describe('what the message route takes', () => {
  let started: Started;
  before(async () => {
    started = await start();
  });
  after(() => started.server.close({ deadlineMs: 1_000 }));
  beforeEach(() => {
    started.received.length = 0;
  });

  it('is a JSON object with a type, handed on with the authorization header', async () => {
    const response = await post(started.url, '{"type":"message","text":"Grüße 田中"}', {
      authorization: 'Bearer t',
      'content-type': 'application/json; charset=utf-8',
    });
    assert.equal(response.status, 200);
    assert.deepEqual(started.received, [
      { body: { type: 'message', text: 'Grüße 田中' }, authorization: 'Bearer t' },
    ]);
  });

  const deep = `{"type":"message","value":${'['.repeat(60_000)}${']'.repeat(60_000)}}`;
  it('is also an object of many levels', async () => {
    assert.equal((await post(started.url, deep)).status, 200);
  });

  const notObjects: readonly (readonly [string, string | Uint8Array<ArrayBuffer>])[] = [
    ['malformed JSON', '{"type":'],
    ['nothing', ''],
    ['an array', '[{"type":"message"}]'],
    ['a text', '"message"'],
    ['null', 'null'],
    ['an object without type', '{"text":"hello"}'],
    ['a type that is no text', '{"type":{"toString":1}}'],
    ['bytes that are no UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])],
  ];
  for (const [title, body] of notObjects) {
    it(`is not ${title}: 400, without a word`, async () => {
      const response = await post(started.url, body);
      assert.deepEqual([response.status, await response.text()], [400, '']);
      assert.equal(started.received.length, 0);
    });
  }

  const wrongHeaders: readonly (readonly [string, Record<string, string>])[] = [
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['a multipart upload', { 'content-type': 'multipart/form-data; boundary=x' }],
    ['plain text', { 'content-type': 'text/plain' }],
    ['something that only begins like JSON', { 'content-type': 'application/jsonp' }],
    ['another charset', { 'content-type': 'application/json; charset=utf-16' }],
    ['a deflated body', { 'content-encoding': 'deflate' }],
  ];
  for (const [title, headers] of wrongHeaders) {
    it(`is not ${title}: 415`, async () => {
      const response = await post(started.url, '{"type":"message"}', headers);
      assert.deepEqual([response.status, await response.text()], [415, '']);
      assert.equal(started.received.length, 0);
    });
  }

  it('is not a gzipped body, however small: it is never unpacked', async () => {
    const bomb = gzipSync(JSON.stringify({ type: 'message', text: 'x'.repeat(20_000_000) }));
    assert.ok(bomb.length < 50_000);
    const response = await post(started.url, new Uint8Array(bomb), { 'content-encoding': 'gzip' });
    assert.deepEqual([response.status, await response.text()], [415, '']);
  });

  it('is not a body of 10 MB: 413, before it was sent', async () => {
    const response = await post(started.url, `{"type":"${'x'.repeat(10_000_000)}"}`);
    assert.deepEqual([response.status, await response.text()], [413, '']);
    assert.equal(response.headers.get('connection'), 'close');
    assert.equal(started.received.length, 0);
  });

  it('is exactly as large as the limit', async () => {
    const rest = 256 * 1024 - '{"type":""}'.length;
    assert.equal((await post(started.url, `{"type":"${'x'.repeat(rest)}"}`)).status, 200);
    assert.equal((await post(started.url, `{"type":"${'x'.repeat(rest + 1)}"}`)).status, 413);
  });

  const prototypes = [
    '"__proto__"',
    '"\\u005f_proto__"',
    '"__pr\\u006fto__"',
    '"\\u005F\\u005Fproto\\u005f_"',
  ];
  for (const key of prototypes) {
    it(`loses a key that spells a prototype: ${key}`, async () => {
      const body = `{"type":"message","value":{${key}:{"isAdmin":true},"kept":1}}`;
      assert.equal((await post(started.url, body)).status, 200);
      const value = started.received[0]?.body['value'];
      assert.deepEqual(Object.getOwnPropertyNames(value), ['kept']);
      assert.equal(Reflect.get(Object.assign({}, value), 'isAdmin'), undefined);
    });
  }

  it('can speak of prototypes in a text', async () => {
    const text = 'what is "__proto__": and \\u0041?';
    await post(started.url, JSON.stringify({ type: 'message', text }));
    assert.equal(started.received[0]?.body['text'], text);
  });
});

describe('a slow or broken client', () => {
  let started: Started;
  const head = 'POST /api/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
  before(async () => {
    started = await start({ limits: { bodyTimeoutMs: 60, lingerMs: 40 } });
  });
  after(() => started.server.close({ deadlineMs: 1_000 }));

  it('gets 408 when the body does not come, and loses the connection', async () => {
    const answer = await sendRaw(started.server.port, `${head}Content-Length: 50\r\n\r\n{"type":`);
    assert.match(answer, /^HTTP\/1\.1 408 /);
    assert.match(answer, /\r\nconnection: close\r\n/i);
  });

  it('that goes on sending after 413 is listened to no longer than for a moment', async () => {
    const answer = await sendRaw(started.server.port, `${head}Content-Length: 99999999\r\n\r\n{"type":`);
    assert.match(answer, /^HTTP\/1\.1 413 /);
  });

  it('that sends an endless body in pieces gets 413 as soon as it is too long', async () => {
    const piece = 'x'.repeat(16_384);
    const pieces = `4000\r\n${piece}\r\n`.repeat(17);
    const answer = await sendRaw(started.server.port, `${head}Transfer-Encoding: chunked\r\n\r\n${pieces}`);
    assert.match(answer, /^HTTP\/1\.1 413 /);
  });

  it('that hangs up in the middle reaches nobody', async () => {
    await new Promise<void>((resolve) => {
      const socket = connect(started.server.port, '127.0.0.1', () => {
        socket.write(`${head}Content-Length: 50\r\n\r\n{"type":`, () => socket.destroy());
      });
      socket.once('close', () => resolve());
    });
    assert.equal((await fetch(`${started.url}/healthz`)).status, 200);
    assert.equal(started.received.length, 0);
  });

  it('that asks to upgrade is served like any other', async () => {
    const upgrade =
      'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n';
    assert.match(await sendRaw(started.server.port, upgrade), /^HTTP\/1\.1 200 /);
  });

  const badAddresses = [
    'GET /healthz HTTP/1.1\r\nHost: [\r\nConnection: close\r\n\r\n',
    'GET /healthz HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n',
    'GET http://[ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  ];
  const strangeAddresses = [
    ['GET /%zz HTTP/1.1', 404],
    ['GET /%c0%ae%c0%ae/etc/passwd HTTP/1.1', 404],
    ['GET //evil.example/auth/start HTTP/1.1', 404],
    ['GET /auth/%zz HTTP/1.1', 404],
    [`GET /auth/${'a'.repeat(5_000)} HTTP/1.1`, 200],
    ['GET /auth/../healthz HTTP/1.1', 200],
    ['PROPFIND /healthz HTTP/1.1', 405],
    ['QUERY /nowhere HTTP/1.1', 404],
    ['NONSENSE / HTTP/1.1', 400],
  ] as const;
  for (const [line, status] of strangeAddresses) {
    it(`gets ${status} for ${line.slice(0, 50)}`, async () => {
      const answer = await sendRaw(started.server.port, `${line}\r\nHost: x\r\nConnection: close\r\n\r\n`);
      assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `));
      assert.equal((await fetch(`${started.url}/healthz`)).status, 200);
    });
  }

  for (const request of badAddresses) {
    it(`gets 400 for an address that cannot be read: ${JSON.stringify(request.slice(0, 35))}`, async () => {
      assert.match(await sendRaw(started.server.port, request), /^HTTP\/1\.1 400 /);
      assert.equal((await fetch(`${started.url}/healthz`)).status, 200);
    });
  }
});

describe('the server answers', () => {
  it('with what the bot says, as JSON', async () => {
    const { server, bot, url } = await start();
    bot.answer = async () => ({ status: 200, body: { statusCode: 200, value: 'Grüße' }, reason: 'inner' });
    const response = await post(url, '{"type":"invoke"}');
    assert.equal(response.headers.get('content-type'), 'application/json; charset=utf-8');
    assert.deepEqual(await response.json(), { statusCode: 200, value: 'Grüße' });
    await server.close({ deadlineMs: 1_000 });
  });

  it('500 without a word when a handler fails, and writes down why', async () => {
    const { server, bot, url, logged } = await start();
    bot.answer = async () => {
      throw new Error('inner reason');
    };
    const response = await post(url, '{"type":"message"}');
    assert.deepEqual([response.status, await response.text()], [500, '']);
    assert.match(JSON.stringify(logged), /inner reason/);
    await server.close({ deadlineMs: 1_000 });
  });

  it('500 when a handler throws at once', async () => {
    const { server, url } = await start({
      onActivity: () => {
        throw new Error('at once');
      },
    });
    assert.equal((await post(url, '{"type":"message"}')).status, 500);
    await server.close({ deadlineMs: 1_000 });
  });

  it('health by 200 and 503, with single words about the parts', async () => {
    const report = { isOk: false, parts: { database: 'failed' } };
    const health = { live: async () => ({ isOk: true }), ready: async () => report };
    const { server, url } = await start({ health });
    assert.equal((await fetch(`${url}/healthz`)).status, 200);
    const ready = await fetch(`${url}/readyz`);
    assert.deepEqual([ready.status, await ready.json()], [503, { status: 'not ok', database: 'failed' }]);
    await server.close({ deadlineMs: 1_000 });
  });

  it('404 or 405 without a word where there is nothing', async () => {
    const { server, url, logged } = await start();
    const asked = [
      ['GET', '/'],
      ['GET', '/metrics?token=secret'],
      ['POST', '/api/messages/'],
      ['GET', '/api/messages'],
      ['PUT', '/api/messages'],
      ['POST', '/auth/start'],
    ] as const;
    const answers: unknown[] = [];
    for (const [method, path] of asked) {
      const response = await fetch(`${url}${path}`, { method });
      answers.push([response.status, await response.text(), response.headers.get('allow')]);
    }
    assert.deepEqual(answers, [
      [404, '', null],
      [404, '', null],
      [404, '', null],
      [405, '', 'POST'],
      [405, '', 'POST'],
      [405, '', 'GET'],
    ]);
    assert.doesNotMatch(JSON.stringify(logged), /secret/);
    await server.close({ deadlineMs: 1_000 });
  });

  it('with strict headers and without its name, whatever the outcome', async () => {
    const { server, url } = await start();
    for (const path of ['/healthz', '/auth/start', '/nowhere', '/api/messages']) {
      const { headers } = await fetch(`${url}${path}`);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.equal(headers.get('cache-control'), 'no-store');
      assert.equal(headers.get('referrer-policy'), 'no-referrer');
      assert.equal(headers.get('strict-transport-security'), 'max-age=31536000');
      assert.equal(headers.get('content-security-policy'), "default-src 'none'; frame-ancestors 'none'");
      assert.deepEqual([headers.get('server'), headers.get('x-powered-by')], [null, null]);
    }
    await server.close({ deadlineMs: 1_000 });
  });
});

describe('the pages', () => {
  it('get the parts of the address, the cookies and the languages, and set their own headers', async () => {
    let seen: PageRequest | undefined;
    const { server, url, logged } = await start({
      pages: {
        async handle(request) {
          seen = request;
          return {
            status: 302,
            headers: {
              Location: '/there',
              'Content-Security-Policy': "default-src 'self'",
              'Set-Cookie': ['a=1', 'b=2'],
            },
            body: '',
          };
        },
      },
    });
    const response = await fetch(`${url}/auth/callback?code=secret%20code&state=s`, {
      redirect: 'manual',
      headers: { cookie: ' flow=abc=; other = 1;; =x; flow=later; __proto__=p', 'accept-language': 'tr, en' },
    });
    assert.equal(response.status, 302);
    assert.equal(response.headers.get('location'), '/there');
    assert.equal(response.headers.get('content-security-policy'), "default-src 'self'");
    assert.deepEqual(response.headers.getSetCookie(), ['a=1', 'b=2']);
    assert.deepEqual([seen?.method, seen?.path, seen?.acceptLanguage], ['GET', '/auth/callback', 'tr, en']);
    assert.deepEqual([seen?.query.get('code'), seen?.query.get('state')], ['secret code', 's']);
    assert.deepEqual(Object.entries(seen?.cookies ?? {}), [
      ['flow', 'abc='],
      ['other', '1'],
      ['__proto__', 'p'],
    ]);
    assert.doesNotMatch(JSON.stringify(logged), /secret/);
    await server.close({ deadlineMs: 1_000 });
  });
});

describe('the request log', () => {
  it('has one line for each request, and debug lines for health', async () => {
    const { server, url, logged } = await start();
    await post(url, '{"type":"message"}');
    await fetch(`${url}/healthz`);
    assert.deepEqual(
      logged.map(({ level, method, route, status }) => [level, method, route, status]),
      [
        [30, 'POST', '/api/messages', 200],
        [20, 'GET', '/healthz', 200],
      ],
    );
    assert.ok(logged.every(({ ms }) => typeof ms === 'number'));
    await server.close({ deadlineMs: 1_000 });
  });

  it('cannot be flooded: twenty refusals a minute, then their number', async () => {
    let now = Date.parse('2026-11-20T10:00:00Z');
    const { server, url, logged } = await start({ clock: () => new Date(now) });
    for (let count = 0; count < 25; count += 1) await fetch(`${url}/wp-login.php`);
    assert.equal(logged.length, 20);
    now += 60_000;
    await fetch(`${url}/wp-login.php`);
    assert.deepEqual(
      logged.slice(20).map(({ msg, count }) => [msg, count]),
      [
        ['more requests were refused than are logged', 5],
        ['request refused', undefined],
      ],
    );
    await server.close({ deadlineMs: 1_000 });
  });
});

describe('closing the server', () => {
  /** A request that the bot holds until it is let go. */
  function hold(started: Started) {
    const gate = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    started.bot.answer = async () => {
      reached.resolve();
      await gate.promise;
      return { status: 200, body: 'done' };
    };
    return { release: gate.resolve, reached: reached.promise };
  }

  /** Opens a connection, asks for something on it, and leaves it open. */
  function keepOpen(port: number): Promise<Socket> {
    return new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () =>
        socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'),
      );
      socket.once('data', () => resolve(socket));
    });
  }

  it('finishes what is under way, and closes its connection', async () => {
    const started = await start();
    const { release, reached } = hold(started);
    const answer = post(started.url, '{"type":"message"}');
    await reached;
    const closing = started.server.close({ deadlineMs: 2_000 });
    release();
    const response = await answer;
    assert.deepEqual([response.status, await response.json()], [200, 'done']);
    assert.equal(response.headers.get('connection'), 'close');
    assert.equal(await closing, true);
    await assert.rejects(fetch(`${started.url}/healthz`));
  });

  it('serves a request that was being sent, says that it is not ready, and closes the connection', async () => {
    const started = await start();
    const { release, reached } = hold(started);
    const turn = post(started.url, '{"type":"message"}');
    await reached;
    const socket = await keepOpen(started.server.port);
    await new Promise((resolve) => socket.write('GET /readyz HTTP/1.1\r\nHost', resolve));
    await fetch(`${started.url}/healthz`);
    const closing = started.server.close({ deadlineMs: 2_000 });
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk) => {
      answer += chunk;
    });
    socket.write(': x\r\n\r\n');
    await new Promise((resolve) => socket.once('close', resolve));
    assert.match(answer, /^HTTP\/1\.1 503 /);
    assert.match(answer, /\r\nconnection: close\r\n/i);
    release();
    assert.equal((await turn).status, 200);
    assert.equal(await closing, true);
  });

  it('does not wait for connections on which nothing is asked', async () => {
    const started = await start();
    const idle = await keepOpen(started.server.port);
    const silent = connect(started.server.port, '127.0.0.1');
    await new Promise((resolve) => silent.once('connect', resolve));
    const before = performance.now();
    assert.equal(await started.server.close({ deadlineMs: 5_000 }), true);
    assert.ok(performance.now() - before < 2_000);
    idle.destroy();
    silent.destroy();
  });

  it('waits for a turn whose client has gone', async () => {
    const started = await start();
    const { release, reached } = hold(started);
    const abort = new AbortController();
    const gone = fetch(`${started.url}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"type":"message"}',
      signal: abort.signal,
    });
    await reached;
    abort.abort();
    await assert.rejects(gone);
    let isClosed = false;
    const closing = started.server.close({ deadlineMs: 5_000 }).then((isFinished) => {
      isClosed = true;
      return isFinished;
    });
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(isClosed, false);
    release();
    assert.equal(await closing, true);
  });

  it('cuts what is not finished at the deadline, and says so', async () => {
    const started = await start();
    const { reached } = hold(started);
    const answer = post(started.url, '{"type":"message"}');
    await reached;
    const [isFinished] = await Promise.all([
      started.server.close({ deadlineMs: 30 }),
      assert.rejects(answer),
    ]);
    assert.equal(isFinished, false);
  });

  it('works when it never listened', async () => {
    const server = createServer({
      onActivity: async () => ({ status: 200 }),
      pages: { handle: async () => ({ status: 200, headers: {}, body: '' }) },
      health: { live: async () => ({ isOk: true }), ready: async () => ({ isOk: true }) },
      log: memoryLog().log,
      clock: () => new Date(),
    });
    assert.equal(server.port, 0);
    assert.equal(await server.close({ deadlineMs: 100 }), true);
  });

  it('can be asked for twice', async () => {
    const { server } = await start();
    const both = [server.close({ deadlineMs: 500 }), server.close({ deadlineMs: 500 })];
    assert.deepEqual(await Promise.all(both), [true, true]);
    assert.equal(await server.close({ deadlineMs: 500 }), true);
  });

  it('is told when the port is taken', async () => {
    const started = await start();
    const second = createServer({
      onActivity: async () => ({ status: 200 }),
      pages: { handle: async () => ({ status: 200, headers: {}, body: '' }) },
      health: { live: async () => ({ isOk: true }), ready: async () => ({ isOk: true }) },
      log: memoryLog().log,
      clock: () => new Date(),
    });
    await assert.rejects(second.listen(started.server.port, '127.0.0.1'), { code: 'EADDRINUSE' });
    await started.server.close({ deadlineMs: 100 });
  });
});

describe('loading the server', () => {
  it('leaves other servers of the process as Node made them', async () => {
    const other = createNodeServer((_request, response) => response.writeHead(204).end());
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', () => resolve()));
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const status = await new Promise((resolve) => {
      httpRequest({ port, host: '127.0.0.1' }, (response) => resolve(response.resume().statusCode)).end();
    });
    assert.equal(status, 204);
    other.closeAllConnections();
    await new Promise((resolve) => other.close(resolve));
  });
});
