import type { World } from '../world.ts';
import type { Happening } from './happening.ts';
import type { LogLine } from './tapped-log.ts';

const WARN = 40;

/** What License Desk wrote into its log as something decided or found out; null for lines about traffic. */
export function decisionOf(line: LogLine, { at, world }: { at: string; world: World }): Happening | null {
  const { time: _time, level, pid: _pid, hostname: _hostname, ...facts } = line;
  const isGood = Number(level) < WARN;
  const words = wordsOf(facts, world);
  if (words === null) return null;
  return {
    at,
    lane: 'decision',
    words,
    // What is neither about a request nor about a person nor a warning only keeps things going.
    isBackground: isGood && facts['event'] === undefined && facts['person'] === undefined,
    requestId: typeof facts['event'] === 'string' ? String(facts['requestId']) : null,
    outcome: typeof facts['status'] === 'string' ? facts['status'] : null,
    isGood,
    sides: [{ title: 'Log line', body: facts }],
  };
}

function wordsOf(facts: LogLine, world: World): string | null {
  const { msg, event, requestId, actor, person, party, route } = facts;
  if (typeof event === 'string') {
    const name = nameOf(actor, world);
    return `Request ${requestId}: ${event.replaceAll('-', ' ')}${name ? ` by ${name}` : ''}`;
  }
  // Calls and HTTP requests are seen at the other end.
  if (party !== undefined || route !== undefined) return null;
  const words = sentence(String(msg ?? ''));
  const name = nameOf(person, world);
  return words && name ? `${words}: ${name}` : words;
}

function sentence(words: string): string | null {
  return words === '' ? null : `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** People are written by their ids. */
function nameOf(actor: unknown, world: World): string | undefined {
  return world.people.find(({ objectId }) => String(actor).includes(objectId))?.name;
}
