import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { createDirectory } from '../../src/directory/create-directory.ts';
import { createPartnerCenterClient } from '../../src/partner-center/client.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { createDirectoryStore } from '../../src/storage/directory-store.ts';
import { createDirectorySyncStore } from '../../src/storage/directory-sync-store.ts';

/** A process of its own that synchronises once, to be killed meanwhile: `sync-process.ts <database> <url> <now>`. */
const [databasePath = '', baseUrl = '', now = ''] = process.argv.slice(2);
const clock = () => new Date(now);
const database = openDatabase(databasePath);
const directory = createDirectory({
  client: createPartnerCenterClient({
    ...{ baseUrl, fetch, clock, newId: randomUUID, application: 'License Desk', timeoutMs: 5000 },
  }),
  account: { acquire: async () => ({ kind: 'token', accessToken: 'reader' }) },
  store: createDirectoryStore(database),
  syncStore: createDirectorySyncStore(database),
  newId: randomUUID,
  clock,
  log: pino({ level: 'silent' }),
  unknownSkuName: (id) => id,
});
await directory.sync.runOnce();
