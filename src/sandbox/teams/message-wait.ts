import { readCardText } from './card-walk.ts';
import { type ChatMessage, TeamsClientError } from './teams-client.ts';
import type { TeamsEvents } from './teams-events.ts';

/** A message that somebody waits for. */
export type MessageWait = {
  readonly messages: () => readonly ChatMessage[];
  readonly predicate: (message: ChatMessage) => boolean;
  readonly timeoutMs: number;
};

/**
 * Resolves with the newest message that fits, looking again at each event.
 * @throws TeamsClientError `timed-out`, telling what stood there instead
 */
export function waitForMessage(
  events: TeamsEvents,
  { messages, predicate, timeoutMs }: MessageWait,
): Promise<ChatMessage> {
  const look = () => messages().findLast(predicate);
  return new Promise((resolve, reject) => {
    const settle = (done: () => void) => {
      clearTimeout(timer);
      stop();
      done();
    };
    const check = () => {
      try {
        const found = look();
        if (found) settle(() => resolve(found));
      } catch (error) {
        settle(() => reject(error));
      }
    };
    const stop = events.listen(check);
    const timer = setTimeout(() => settle(() => reject(tooLate(messages(), timeoutMs))), timeoutMs);
    check();
  });
}

/** Everything a person can read in a message: its text and its cards. */
function readMessage(message: ChatMessage): string {
  return [message.text, ...message.cards.flatMap(readCardText)].filter((text) => text !== '').join('\n');
}

function tooLate(messages: readonly ChatMessage[], timeoutMs: number): TeamsClientError {
  const last = messages.slice(-3).map((message) => `--- ${message.from.name}\n${readMessage(message)}`);
  const seen = last.length > 0 ? `The last messages are:\n${last.join('\n')}` : 'There are no messages.';
  return new TeamsClientError('timed-out', `No message fitted within ${timeoutMs} ms. ${seen}`);
}
