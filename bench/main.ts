import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import manifest from '../package.json' with { type: 'json' };
import { benchColdTurns } from './cold-turns.ts';
import { benchGrowth } from './growth.ts';
import { benchLatency } from './latency.ts';
import { describeMachine, Noise } from './machine.ts';
import { startProcess } from './processes.ts';
import type { SearchOrders } from './search/search-process.ts';
import { benchStart } from './start.ts';
import { benchTurns } from './turns.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Everything once with the smallest numbers: shows that it runs, measures nothing. */
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    /** Customers with users, each with 20,000. */
    tenants: { type: 'string' },
    /** Conversations and requests that growth is measured with. */
    many: { type: 'string', default: '1000000' },
    /** Options of Node for License Desk; those of `npm start` unless given. */
    'desk-options': { type: 'string' },
  },
});
const { quick } = values;

/** How `npm start` starts it. */
function startOptions(): string {
  const [, options = ''] = /^node (.*?) ?--env-file/.exec(manifest.scripts.start) ?? [];
  return options;
}

const folder = mkdtempSync(join(tmpdir(), 'license-desk-bench-'));
const noise = new Noise();

const deskOptions = (values['desk-options'] ?? startOptions()).split(' ').filter(Boolean);

const searchSize = {
  customers: quick ? 300 : 100_000,
  users: quick ? 100 : 20_000,
  tenants: Number(values.tenants ?? (quick ? 2 : 50)),
  queries: quick ? 50 : 4000,
  checked: quick ? 20 : 300,
};

/** In a process with the options of License Desk. */
async function search(orders: SearchOrders): Promise<void> {
  const searching = await startProcess('search/search-process.ts', orders, {
    execArgv: deskOptions,
    isShown: true,
  });
  await searching.stop();
}

const PARTS: Readonly<Record<string, () => Promise<void>>> = {
  turns: () =>
    benchTurns({
      folder,
      noise,
      rounds: Number(values.rounds ?? (quick ? 1 : 3)),
      stretchMs: 6000,
      turns: quick ? 20 : 500,
      requests: quick ? 100 : 2500,
      deskOptions,
    }),
  start: () => benchStart(folder, { rounds: Number(values.rounds ?? (quick ? 1 : 3)), deskOptions }),
  latency: async () => {
    await benchLatency(folder, quick ? 1 : 5);
    await benchColdTurns(folder);
  },
  growth: () =>
    benchGrowth({
      folder,
      rounds: Number(values.rounds ?? (quick ? 1 : 7)),
      few: 100,
      many: quick ? 200 : Number(values.many),
      turns: quick ? 20 : 300,
      deskOptions,
    }),
  search: () => search({ folder, size: searchSize }),
  'search-postgres': () => search({ folder: null, size: searchSize }),
};

try {
  const chosen = positionals.length > 0 ? positionals : Object.keys(PARTS);
  const unknown = chosen.filter((name) => !PARTS[name]);
  if (unknown.length > 0)
    throw new Error(`There is ${Object.keys(PARTS).join(', ')}; not ${unknown.join(', ')}.`);
  console.log(describeMachine());
  for (const name of chosen) {
    noise.sample();
    await PARTS[name]?.();
  }
  noise.sample();
  console.log(`\n${noise}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
