import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
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
  const units = globSync('deploy/*.service', { cwd: root });

  it('start files that there are, and may write their database only', () => {
    assert(units.length >= 3);
    for (const unit of units) {
      const [, script = ''] = /^ExecStart=\S+node (?:--\S+ )*(\S+)/m.exec(read(unit)) ?? [];
      assert(existsSync(join(root, script)), `${unit}: ${script}`);
      assert.match(read(unit), /^ProtectSystem=strict$/m);
      assert.match(read(unit), /^NoNewPrivileges=true$/m);
      assert.doesNotMatch(read(unit), /^User=root$/m);
    }
  });

  it('hold no secret', () => {
    for (const unit of units) {
      assert.doesNotMatch(read(unit), /SECRET=|KEYS=/);
    }
  });
});

describe('the app in Azure', () => {
  const named = z.array(z.object({ name: z.string() }).loose());
  const shape = z.object({
    properties: z.object({
      configuration: z
        .object({ ingress: z.object({ targetPort: z.number() }).loose(), secrets: named })
        .loose(),
      template: z
        .object({
          terminationGracePeriodSeconds: z.number(),
          containers: z.tuple([
            z
              .object({
                env: named,
                probes: z.array(
                  z.object({ httpGet: z.object({ path: z.string(), port: z.number() }) }).loose(),
                ),
                volumeMounts: z.tuple([z.object({ mountPath: z.string(), volumeName: z.string() })]),
              })
              .loose(),
          ]),
          volumes: z.tuple([
            z
              .object({ name: z.string(), secrets: z.tuple([z.object({ path: z.string() }).loose()]) })
              .loose(),
          ]),
        })
        .loose(),
    }),
  });
  const { configuration, template } = shape.parse(parse(read('deploy/azure-container-app.yaml'))).properties;
  const [container] = template.containers;
  const [volume] = template.volumes;
  const image = (name: string) => new RegExp(`\\b${name}=(\\S+)`).exec(read('Dockerfile'))?.[1];

  it('sets variables that there are, and every one that is required', () => {
    const known = [...read('.env.example').matchAll(/^([A-Z_]+)=/gm)].map(([, name = '']) => name);
    const set = container.env.map(({ name }) => name);
    assert.deepEqual(
      set.filter((name) => !known.includes(name)),
      [],
    );
    for (const name of ['BOT_APP_ID', 'PARTNER_TENANT', 'PUBLIC_URL', 'DATABASE_URL', 'TOKEN_KEYS'])
      assert(set.includes(name), name);
  });

  it('takes secrets from the vault alone, and uses each', () => {
    const text = read('deploy/azure-container-app.yaml');
    for (const { name } of configuration.secrets) assert(text.includes(`secretRef: ${name}`), name);
    assert.deepEqual(
      container.env.filter(({ name, value }) => /SECRET|KEYS|DATABASE_URL/.test(name) && value !== undefined),
      [],
    );
  });

  it('finds the port, the policy and the probes where the image has them', () => {
    assert.equal(String(configuration.ingress.targetPort), image('PORT'));
    assert.equal(container.volumeMounts[0].volumeName, volume.name);
    assert.equal(`${container.volumeMounts[0].mountPath}/${volume.secrets[0].path}`, image('POLICY_FILE'));
    for (const { httpGet } of container.probes) {
      assert.equal(String(httpGet.port), image('PORT'));
      assert(['/healthz', '/readyz'].includes(httpGet.path));
    }
    assert(template.terminationGracePeriodSeconds > 5 + 20);
  });
});

describe('the settings of one machine', () => {
  const envFilesIn = (name: string) => read(name).match(/--env-file=\S+/g) ?? [];

  /** What a program reads that is started with these files, where the operator filled in .env.example and no more. */
  function settingsBy(envFiles: readonly string[]) {
    const files = envFiles.map((file) => file.replace('/etc/license-desk/env', '.env.example'));
    const told = execFileSync(process.execPath, [...files, '--print', 'JSON.stringify(process.env)'], {
      cwd: root,
      env: {},
      encoding: 'utf8',
    });
    return z.record(z.string(), z.string()).parse(JSON.parse(told));
  }

  it('win over those of the operator, for the service and for the commands', () => {
    for (const name of ['license-desk.service', 'license-desk-retention.service', 'license-desk'].map(
      (unit) => `deploy/${unit}`,
    )) {
      const settings = settingsBy(envFilesIn(name));
      assert.equal(settings['DATABASE_FILE'], '/var/lib/license-desk/license-desk.db', name);
      assert.equal(settings['HOST'], '127.0.0.1', name);
      assert.equal(settings['POLICY_FILE'], 'policy.yaml', name);
    }
  });

  it('are known to the backup, and to nobody by another way', () => {
    const { DATABASE_FILE } = settingsBy(envFilesIn('deploy/license-desk-backup.service'));
    assert.equal(DATABASE_FILE, '/var/lib/license-desk/license-desk.db');
    for (const unit of globSync('deploy/*.service', { cwd: root }))
      assert.doesNotMatch(read(unit), /^EnvironmentFile=|^Environment=.*(DATABASE|HOST)/m);
  });

  it('stand on the page as in the command', () => {
    assert(
      read('docs/deploy.md').includes(`node ${envFilesIn('deploy/license-desk').join(' ')} src/doctor.ts`),
    );
  });

  it('are told by a command that names what it can do', () => {
    const refusal = (): string => {
      try {
        return execFileSync(join(root, 'deploy/license-desk'), ['nonsense'], {
          encoding: 'utf8',
          stdio: 'pipe',
        });
      } catch (error) {
        return z.object({ status: z.literal(2), stderr: z.string() }).parse(error).stderr;
      }
    };
    for (const command of ['doctor', 'backup', 'restore', 'audit', 'retention'])
      assert.match(refusal(), new RegExp(`\\b${command}\\b`));
    for (const script of ['doctor', 'backup', 'audit', 'retention'])
      assert(existsSync(join(root, `src/${script}.ts`)));
  });
});

describe('every way to start it', () => {
  it('gives Node the same options', () => {
    const start: string = JSON.parse(read('package.json')).scripts.start;
    const ways = [
      start.replace('--env-file-if-exists=.env ', ''),
      /^ExecStart=\/usr\/bin\/(.*)$/m
        .exec(read('deploy/license-desk.service'))?.[1]
        ?.replaceAll(/--env-file=\S+ /g, ''),
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
