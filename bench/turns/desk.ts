import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { createApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { loopbackSurroundings } from '../../src/sandbox/loopback-surroundings.ts';
import { BOT_APP_ID, policyText, TENANT } from '../bench-world.ts';
import { takeOrders } from '../processes.ts';
import type { SubjectOrders, SubjectReady } from './subject.ts';

// License Desk itself: the whole program with its production authentication, among surroundings on loopback.
takeOrders(async ({ surroundings, database, folder, isPaced }: SubjectOrders) => {
  const policyFile = join(folder, 'policy.yaml');
  writeFileSync(policyFile, policyText());
  const config = loadConfig({
    BOT_APP_ID,
    BOT_APP_SECRET: 'bench-secret',
    PARTNER_TENANT: TENANT,
    PUBLIC_URL: 'http://127.0.0.1',
    HOST: '127.0.0.1',
    PORT: '0',
    DATABASE_FILE: database,
    TOKEN_KEYS: `bench:${randomBytes(32).toString('base64')}`,
    POLICY_FILE: policyFile,
    PARTNER_CENTER_URL: surroundings.url,
  });
  const app = await createApp({
    config,
    // As in production, but into a file.
    log: createLog('info', pino.destination({ dest: join(folder, 'desk.log'), sync: true })),
    surroundings: loopbackSurroundings({
      entraUrl: surroundings.url,
      teamsUrl: surroundings.url,
      openIdMetadataUrl: `${surroundings.url}/openid`,
      partnerTenantId: TENANT,
    }),
    ...(isPaced ? {} : { pace: null }),
  });
  await app.start();
  return {
    ready: { port: app.port } satisfies SubjectReady,
    stop: () => app.stop({ deadlineMs: 200 }),
  };
});
