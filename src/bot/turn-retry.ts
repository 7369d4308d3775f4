import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectorError } from './connector-error.ts';
import type { ConnectorCall, ConnectorTransport } from './connector-transport.ts';

const MOST_ATTEMPTS = 3;
const FIRST_PAUSE_MS = 200;
// Teams waits about ten seconds for the answer to a turn, and the turn has other things to do.
const LONGEST_PAUSE_MS = 1500;
/** No further attempt begins later than this after the first one. */
const LONGEST_WAIT_MS = 6000;

/**
 * Makes a call inside a turn: it is repeated at most twice, after short pauses, where `mayRepeat` allows it. Whatever
 * needs more patience belongs to the outbox.
 * @throws ConnectorError
 */
export async function tryWithinTurn<Answer>(
  call: () => Promise<Answer>,
  mayRepeat: (error: ConnectorError) => boolean,
): Promise<Answer> {
  const giveUpAt = performance.now() + LONGEST_WAIT_MS;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof ConnectorError) || attempt >= MOST_ATTEMPTS || !mayRepeat(error)) throw error;
      const backoff = FIRST_PAUSE_MS * 2 ** (attempt - 1) * (1 + Math.random());
      const pause = Math.max(error.retryAfterMs ?? 0, backoff);
      if (pause > LONGEST_PAUSE_MS || performance.now() + pause > giveUpAt) throw error;
      await sleep(pause);
    }
  }
}

/**
 * Makes a call of the SDK inside a turn; it is repeated only where it cannot have an effect twice.
 * @throws ConnectorError
 */
export function sendWithinTurn(transport: ConnectorTransport, call: ConnectorCall): Promise<unknown> {
  return tryWithinTurn(
    () => transport.send(call),
    (error) => isWorthRepeating(error) && (!error.mayHaveBeenSent || isRepeatable(call)),
  );
}

/** Whether a call may well succeed a moment later. A timeout is not worth it: the turn has waited long enough. */
export function isWorthRepeating(error: ConnectorError): boolean {
  return error.code === 'network' || [412, 429, 500, 502, 503, 504].includes(error.status ?? 0);
}

/** Reading, and writing the same content to the same message, can be done twice. */
function isRepeatable(call: ConnectorCall): boolean {
  return call.method === 'GET' || call.method === 'PUT';
}
