import type { IncomingMessage, ServerResponse } from 'node:http';
import { createLoopbackServer, type LoopbackServer, readBody } from '../../../src/sandbox/loopback-server.ts';
import { serveFile } from '../../../src/sandbox/teams/static-files.ts';

/** JSON of a card or of a part of it. */
export type Json = Readonly<Record<string, unknown>>;

type Message = Json & { readonly id: string; readonly conversationId: string };

/** A request of the page, as the fake got it. */
export type Call = { readonly path: string; readonly body: Json };

/** Answers one of the page's requests; what it throws is told as `{error}`. */
export type Respond = (body: Json) => unknown;

export const bot = { id: 'app', name: 'License Desk' };

const people = [
  person('elif', 'Elif Yıldız', ['requester']),
  person('kenji', '田中 健二 (Kenji Tanaka)', ['approver']),
  { ...person('oliver', 'Oliver Brown', ['approver']), hasApp: false },
  person('tom', 'Tom Becker', ['helpdesk']),
];

const keys = people.map(({ key }) => key);

export const places = {
  elif: 'a:elif',
  kenji: 'a:kenji',
  oliver: 'a:oliver',
  tom: 'a:tom',
  group: '19:group@thread.v2',
  channel: '19:desk@thread.tacv2',
};

const world = {
  bot,
  people,
  places: [
    ...keys.map((key) => ({ id: `a:${key}`, kind: 'personal', title: key, memberKeys: [key] })),
    { id: places.channel, kind: 'channel', title: 'License requests', memberKeys: keys },
    { id: places.group, kind: 'groupChat', title: 'License questions', memberKeys: ['elif', 'kenji'] },
  ],
};

/** The sandbox's HTTP interface with scripted answers: the page alone is tested against it. */
export class PageFake {
  readonly calls: Call[] = [];
  /** By path; a route without an answer of its own gives `{}`. */
  readonly answers = new Map<string, Respond>();
  happenings: Json[] = [];
  /** What was said in each happening, by its number. */
  readonly sides = new Map<string, Json[]>();
  switches: Json[] = [];
  readonly #server: LoopbackServer = createLoopbackServer((request, response) =>
    this.#handle(request, response),
  );
  readonly #messages: { readonly placeId: string; readonly message: Message }[] = [];
  readonly #listeners = new Map<ServerResponse, readonly string[]>();
  #lastId = 1_790_000_000_000;

  get url(): string {
    return this.#server.url;
  }

  /** How many event streams are open: one for the people on screen and one for what happened. */
  get streams(): number {
    return this.#listeners.size;
  }

  listen(): Promise<void> {
    this.answers.set('/api/say', (body) => this.#say(body));
    return this.#server.listen(0);
  }

  close(): Promise<void> {
    return this.#server.close();
  }

  /** The requests of the page to one route. */
  callsTo(path: string): Json[] {
    return this.calls.filter((call) => call.path === path).map(({ body }) => body);
  }

  /** The bot writes. */
  write(placeId: string, content: Json, threadRootId: string | null = null): Message {
    return this.#add(placeId, { from: { key: null, name: bot.name, isBot: true }, threadRootId, ...content });
  }

  /** The bot changes a message for everybody. */
  edit(message: Message, content: Json): Message {
    const changed = { ...message, ...content, isUpdated: true };
    const index = this.#messages.findIndex((one) => one.message.id === message.id);
    const { placeId } = this.#messages[index] ?? { placeId: '' };
    this.#messages[index] = { placeId, message: changed };
    this.tell(placeId, 'update', { conversationId: message.conversationId, message: changed });
    return changed;
  }

  /** Sends an event to everybody in the place. */
  tell(placeId: string, kind: string, data: Json): void {
    const members = world.places.find(({ id }) => id === placeId)?.memberKeys ?? [];
    for (const [response, keys] of this.#listeners) {
      for (const as of keys.filter((key) => members.includes(key))) send(response, kind, { as, ...data });
    }
  }

  /** Cuts all event streams; the page is to come back by itself. */
  cut(): void {
    for (const response of this.#listeners.keys()) response.destroy();
  }

  /** Something happened, or what came of it is known. */
  happen(happening: Json): void {
    const others = this.happenings.filter((one) => one['number'] !== happening['number']);
    this.happenings = [...others, happening];
    for (const [response, keys] of this.#listeners) {
      if (keys.includes('happenings')) send(response, 'happening', happening);
    }
  }

  #say({ as, place, threadRootId, text, mention }: Json): Json {
    const author = people.find(({ key }) => key === as);
    const message = this.#add(String(place), {
      from: { key: as, name: author?.name, isBot: false },
      text: mention ? `@${bot.name} ${text}` : text,
      textFormat: 'plain',
      threadRootId: threadRootId ?? null,
    });
    return { ...message, delivery: 'accepted', botStatus: 200 };
  }

  #add(placeId: string, content: Json): Message {
    this.#lastId += 1;
    const id = String(this.#lastId);
    const root = placeId === places.channel ? `;messageid=${content['threadRootId'] ?? id}` : '';
    const message: Message = {
      threadRootId: null,
      at: new Date().toISOString(),
      text: '',
      textFormat: 'markdown',
      cards: [],
      isUpdated: false,
      isDeleted: false,
      ...content,
      id,
      conversationId: `${placeId}${root}`,
    };
    this.#messages.push({ placeId, message });
    this.tell(placeId, 'message', { conversationId: message.conversationId, message });
    return message;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    if (request.method === 'POST') return this.#post(url.pathname, await readBody(request), response);
    switch (url.pathname) {
      case '/api/events':
        return this.#stream(response, url.searchParams.getAll('as'));
      case '/api/happenings/events':
        return this.#stream(response, ['happenings']);
      case '/api/world':
        return json(response, 200, world);
      case '/api/messages':
        return json(response, 200, { messages: this.#in(url.searchParams.get('place')) });
      case '/api/happenings':
        return json(response, 200, { happenings: this.happenings });
      case '/api/happenings/sides':
        return json(response, 200, { sides: this.sides.get(url.searchParams.get('of') ?? '') ?? null });
      case '/api/switches':
        return json(response, 200, { switches: this.switches });
    }
    const folder = new URL('../../../src/sandbox/page/', import.meta.url);
    if (!(await serveFile(response, url.pathname, folder))) json(response, 404, {});
  }

  async #post(path: string, text: string, response: ServerResponse): Promise<void> {
    const body: Json = JSON.parse(text);
    this.calls.push({ path, body });
    try {
      json(response, 200, (await this.answers.get(path)?.(body)) ?? {});
    } catch (error) {
      json(response, 200, { error: { code: 'test', message: error instanceof Error ? error.message : '' } });
    }
  }

  #in(placeId: string | null): Message[] {
    return this.#messages.filter((one) => one.placeId === placeId).map(({ message }) => message);
  }

  #stream(response: ServerResponse, keys: readonly string[]): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write('retry: 300\n\n');
    this.#listeners.set(response, keys);
    response.on('close', () => this.#listeners.delete(response));
  }
}

function person(key: string, name: string, roles: readonly string[]) {
  return { key, name, objectId: `o-${key}`, teamsId: `29:${key}`, locale: 'en-GB', roles, hasApp: true };
}

function send(response: ServerResponse, kind: string, data: Json): void {
  response.write(`event: ${kind}\ndata: ${JSON.stringify(data)}\n\n`);
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
