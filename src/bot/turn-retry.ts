import { setTimeout as wait } from 'node:timers/promises';
import { ConnectorError } from './connector-error.ts';
import type { ConnectorCall, ConnectorTransport } from './connector-transport.ts';

const MOST_ATTEMPTS = 3;
const FIRST_PAUSE_MS = 200;
// Teams waits about ten seconds for the answer to a turn, and the turn has other things to do.
const LONGEST_PAUSE_MS = 1500;

/**
 * Makes a call inside a turn: it is repeated at most twice, after short pauses, and only where it cannot have an
 * effect twice. Whatever needs more patience belongs to the outbox.
 * @throws ConnectorError
 */
export async function sendWithinTurn(transport: ConnectorTransport, call: ConnectorCall): Promise<unknown> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transport.send(call);
    } catch (error) {
      const pause = pauseBeforeRetry(error, call, attempt);
      if (pause === undefined) throw error;
      await wait(pause);
    }
  }
}

function pauseBeforeRetry(error: unknown, call: ConnectorCall, attempt: number): number | undefined {
  if (!(error instanceof ConnectorError) || attempt >= MOST_ATTEMPTS) return undefined;
  if (!isWorthRepeating(error) || (error.mayHaveBeenSent && !isRepeatable(call))) return undefined;
  const backoff = FIRST_PAUSE_MS * 2 ** (attempt - 1) * (1 + Math.random());
  const pause = Math.max(error.retryAfterMs ?? 0, backoff);
  return pause <= LONGEST_PAUSE_MS ? pause : undefined;
}

/** Reading, and writing the same content to the same message, can be done twice. */
function isRepeatable(call: ConnectorCall): boolean {
  return call.method === 'GET' || call.method === 'PUT';
}

/** A timeout is not: the turn has waited long enough. */
function isWorthRepeating(error: ConnectorError): boolean {
  return error.code === 'network' || [412, 429, 502, 503, 504].includes(error.status ?? 0);
}
