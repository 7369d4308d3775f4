import { Agent, request } from 'node:http';
import { messageOf, pressOf } from './bench-world.ts';
import { takeOrders } from './processes.ts';
import type { Surroundings } from './surroundings.ts';

/** The two turns that are measured. */
export type TurnKind = 'press' | 'message';

/** One stretch of load: so many turns in flight until the time or the number of turns is over. */
export type Stretch = {
  readonly port: number;
  readonly kind: TurnKind;
  readonly inFlight: number;
  readonly milliseconds: number;
  readonly most: number;
  /** The number of the first turn; each turn has a number of its own. */
  readonly from: number;
  readonly people: number;
  /** Messages ask about requests with numbers below this. */
  readonly requests: number;
};

/** What came of it. */
export type StretchResult = {
  readonly turns: number;
  readonly milliseconds: number;
  /** The milliseconds of each turn, sorted. */
  readonly latencies: readonly number[];
  /** The body of the first answer. */
  readonly firstBody: string;
};

// The load generator: keep-alive connections, a fixed number of turns in flight, every answer looked at.
takeOrders(async ({ authorization, connector }: Surroundings) => {
  const agent = new Agent({ keepAlive: true });
  return {
    ready: true,
    answer: (stretch) => run(stretch as Stretch, { authorization, connector, agent }),
  };
});

type Teams = Pick<Surroundings, 'authorization' | 'connector'> & { readonly agent: Agent };

async function run(stretch: Stretch, teams: Teams): Promise<StretchResult> {
  const { inFlight, milliseconds, most } = stretch;
  const latencies: number[] = [];
  const startedAt = performance.now();
  let next = 0;
  let firstBody: string | undefined;
  const one = async () => {
    while (next < most && performance.now() - startedAt < milliseconds) {
      const body = bodyOf(stretch, teams, stretch.from + next);
      next += 1;
      const sentAt = performance.now();
      const answer = await post(stretch.port, body, teams);
      latencies.push(performance.now() - sentAt);
      firstBody ??= answer;
      if (stretch.kind === 'press' && !answer.includes('"AdaptiveCard"'))
        throw new Error(`no card: ${answer.slice(0, 300)}`);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, one));
  const took = performance.now() - startedAt;
  return {
    turns: latencies.length,
    milliseconds: took,
    latencies: latencies.sort((a, b) => a - b),
    firstBody: firstBody ?? '',
  };
}

function bodyOf({ kind, people, requests }: Stretch, { connector }: Teams, number: number): string {
  if (kind === 'press') return JSON.stringify(pressOf(number, connector));
  // A large step, so that turns spread over all conversations.
  const request = (number * 7919) % requests;
  return JSON.stringify(messageOf(request, number, { connector, people }));
}

function post(port: number, body: string, { authorization, agent }: Teams): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      authorization,
    };
    const options = { port, host: '127.0.0.1', method: 'POST', path: '/api/messages', agent, headers };
    const sent = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject).once('end', () => {
        const text = Buffer.concat(chunks).toString();
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`answered ${response.statusCode}: ${text.slice(0, 300)}`));
      });
    });
    sent.once('error', reject).end(body);
  });
}
