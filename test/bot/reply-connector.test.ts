import assert from 'node:assert/strict';
import type { SentMessage } from '../../src/bot/connector-client.ts';
import { ConnectorError } from '../../src/bot/connector-error.ts';
import { createReplyConnector } from '../../src/bot/reply-connector.ts';

const PLACE = { serviceUrl: 'https://teams.example/', conversationId: 'a:chat' };

/** Sends through a connector that fails like that so often, and then takes it; returns the calls it got. */
async function send(failure: Error, times: number) {
  let calls = 0;
  const replies = createReplyConnector({
    async send(): Promise<SentMessage> {
      calls += 1;
      if (calls <= times) throw failure;
      return { id: '17' };
    },
  });
  const sent = await replies.send(PLACE, { type: 'message' }).catch((error: unknown) => error);
  return { sent, calls };
}

function trouble(facts: { status?: number; code?: string; retryAfterMs?: number }): ConnectorError {
  const { code = `http-${facts.status}`, ...rest } = facts;
  return new ConnectorError(code, { call: 'POST x', mayHaveBeenSent: (facts.status ?? 500) >= 500, ...rest });
}

describe('sending the answer of a turn', () => {
  for (const failure of [
    trouble({ status: 412 }),
    trouble({ status: 429, retryAfterMs: 10 }),
    trouble({ status: 500 }),
    trouble({ status: 502 }),
    trouble({ status: 503 }),
    trouble({ code: 'network' }),
  ]) {
    it(`tries again after ${failure.code}`, async () => {
      assert.deepEqual(await send(failure, 2), { sent: { id: '17' }, calls: 3 });
    });
  }

  it('gives up after the third try', async () => {
    const failure = trouble({ status: 502 });
    assert.deepEqual(await send(failure, 3), { sent: failure, calls: 3 });
  });

  for (const [title, failure] of [
    ['a refusal', trouble({ status: 403 })],
    ['a time-out, which took long enough', trouble({ code: 'timeout' })],
    ['a wait longer than a turn', trouble({ status: 429, retryAfterMs: 30_000 })],
    ['a fault of ours', new Error('a fault of ours')],
  ] as const) {
    it(`does not try again after ${title}`, async () => {
      assert.deepEqual(await send(failure, 1), { sent: failure, calls: 1 });
    });
  }
});
