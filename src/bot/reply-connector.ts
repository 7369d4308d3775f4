import type { TeamsConnector } from './connector-client.ts';
import { isWorthRepeating, tryWithinTurn } from './turn-retry.ts';

/**
 * Sends what answers a turn. Somebody is waiting for it and nothing repeats it later, so a short trouble of Teams is
 * waited out; where an answer of Teams was lost, a message may stand there twice.
 */
export function createReplyConnector(connector: Pick<TeamsConnector, 'send'>): Pick<TeamsConnector, 'send'> {
  return {
    send: (place, activity) => tryWithinTurn(() => connector.send(place, activity), isWorthRepeating),
  };
}
