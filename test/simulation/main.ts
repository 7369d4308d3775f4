import { parseArgs } from 'node:util';
import { playSeeds } from './many-seeds.ts';
import { keysOf } from './random.ts';
import { type SeedReport, simulate } from './simulate.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    store: { type: 'string', default: 'memory' },
  },
});
const store = values.store === 'sqlite' ? 'sqlite' : 'memory';

if (values.seed !== undefined) {
  const report = await simulate(Number(values.seed), { isTraced: true, store });
  for (const line of report.trace) console.log(line);
  print([report], 0);
} else {
  const startedAt = performance.now();
  const reports: SeedReport[] = [];
  const from = Number(values.from);
  await playSeeds({ from, to: from + Number(values.seeds) }, { store }, (report) => {
    reports.push(report);
    for (const violation of report.violations) console.log(`seed ${report.seed}: ${violation}`);
    if (reports.length % 1000 === 0) console.log(`${reports.length} seeds …`);
  });
  print(reports, (performance.now() - startedAt) / 1000);
}

function print(reports: readonly SeedReport[], seconds: number): void {
  const sum = (of: (report: SeedReport) => number) =>
    reports.reduce((total, report) => total + of(report), 0);
  const failed = reports
    .filter(({ violations }) => violations.length > 0)
    .toSorted((one, other) => one.seed - other.seed);
  console.log(`seeds       ${reports.length}${seconds > 0 ? ` in ${seconds.toFixed(0)} s` : ''}`);
  console.log(`steps       ${sum(({ steps }) => steps)}`);
  console.log(`requests    ${sum(({ requests }) => requests)} (${table(reports.map(({ ends }) => ends))})`);
  console.log(`effects     ${sum(({ effects }) => effects)}`);
  console.log(`moves       ${table(reports.map(({ moves }) => moves))}`);
  console.log(`delegated   ${sum(({ decidedForOthers }) => decidedForOthers)} decisions`);
  console.log(`faults      ${table(reports.map(({ faults }) => faults))}`);
  console.log(`maybe twice ${sum(({ maybeTwice }) => maybeTwice)} messages, each counted`);
  console.log(`violations  ${sum(({ violations }) => violations.length)}`);
  if (failed.length === 0) return;
  process.exitCode = 1;
  console.log(`replay      npm run simulate -- --seed ${failed[0]?.seed}`);
  for (const { seed, violations } of failed.slice(0, 10)) console.log(`seed ${seed}: ${violations[0]}`);
}

function table(counts: readonly Readonly<Partial<Record<string, number>>>[]): string {
  const total: Record<string, number> = {};
  for (const count of counts) {
    for (const key of keysOf(count)) total[key] = (total[key] ?? 0) + (count[key] ?? 0);
  }
  const keys = keysOf(total).toSorted();
  return keys.map((key) => `${key} ${total[key]}`).join(', ');
}
