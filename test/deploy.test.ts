import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { createMetrics } from '../src/metrics/metrics.ts';
import { addStateGauges } from '../src/metrics/state-gauges.ts';
import { REQUEST_STATUSES } from '../src/requests/license-request.ts';

const root = new URL('..', import.meta.url).pathname;
const read = (name: string) => readFileSync(join(root, name), 'utf8');

const rulesShape = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z
          .object({
            alert: z.string(),
            expr: z.string(),
            annotations: z.object({ summary: z.string() }).loose(),
          })
          .loose(),
      ),
    }),
  ),
});

/** Names of all metrics, as Prometheus sees them. */
async function metricNames(): Promise<readonly string[]> {
  const { registry } = createMetrics();
  addStateGauges(registry, {
    state: { requests: async () => [], outbox: async () => ({ depth: 0, dueSince: null }) },
    openStatuses: [],
    directoryAccount: async () => 'connected',
    certificateDays: () => 1,
    clock: () => new Date(),
  });
  const metrics = await registry.getMetricsAsJSON();
  return metrics.flatMap(({ name, type }) =>
    String(type) === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
  );
}

describe('the alert rules', () => {
  const { groups } = rulesShape.parse(parse(read('deploy/alerts.yaml')));
  const rules = groups.flatMap((group) => group.rules);

  it('are about metrics that there are', async () => {
    const names = await metricNames();
    assert(rules.length >= 8);
    for (const { alert, expr } of rules) {
      const used = [...expr.matchAll(/license_desk_\w+/g)].map(([name]) => name);
      assert(used.length > 0, alert);
      for (const name of used) assert(names.includes(name), `${alert}: ${name}`);
    }
  });

  it('name statuses that there are', () => {
    const named = rules.flatMap(({ expr }) =>
      [...expr.matchAll(/status="([a-z_]+)"/g)].map(([, status]) => status),
    );
    assert(named.length >= 2);
    for (const status of named)
      assert(
        REQUEST_STATUSES.some((known) => known === status),
        status,
      );
  });
});

describe('the systemd units', () => {
  it('start files that there are, and may write their database only', () => {
    for (const unit of ['deploy/license-desk.service', 'deploy/license-desk-backup.service']) {
      const [, script = ''] = /^ExecStart=\S+node (?:--\S+ )*(\S+)/m.exec(read(unit)) ?? [];
      assert(existsSync(join(root, script)), `${unit}: ${script}`);
      assert.match(read(unit), /^ProtectSystem=strict$/m);
      assert.match(read(unit), /^NoNewPrivileges=true$/m);
      assert.doesNotMatch(read(unit), /^User=root$/m);
    }
  });

  it('hold no secret', () => {
    for (const unit of ['deploy/license-desk.service', 'deploy/license-desk-backup.service']) {
      assert.doesNotMatch(read(unit), /SECRET=|KEYS=/);
    }
  });
});

describe('every way to start it', () => {
  it('gives Node the same options', () => {
    const start: string = JSON.parse(read('package.json')).scripts.start;
    const ways = [
      start.replace('--env-file-if-exists=.env ', ''),
      /^ExecStart=\/usr\/bin\/(.*)$/m.exec(read('deploy/license-desk.service'))?.[1],
      z
        .array(z.string())
        .parse(JSON.parse(/^CMD (.*)$/m.exec(read('Dockerfile'))?.[1] ?? ''))
        .join(' '),
    ];
    assert.deepEqual(
      new Set(ways),
      new Set([
        'node --min-semi-space-size=32 --max-semi-space-size=32 --preserve-symlinks --preserve-symlinks-main src/main.ts',
      ]),
    );
  });
});
