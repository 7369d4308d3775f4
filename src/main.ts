import { createApp } from './app.ts';
import { loadConfig } from './config.ts';
import { endOnSignal } from './end-on-signal.ts';
import { createLog } from './log.ts';
import { startTrouble } from './start-trouble.ts';
import { MICROSOFT } from './surroundings.ts';

await start();

async function start(): Promise<void> {
  try {
    const config = loadConfig(process.env);
    const log = createLog(config.logLevel);
    if (!config.tokenKeys)
      log.warn('TOKEN_KEYS is not set: sign-ins are kept in memory and end with this process');
    const app = await createApp({ config, log, surroundings: MICROSOFT });
    await app.start();
    log.info({ port: app.port }, 'License Desk is ready');
    endOnSignal(app, { ...config.shutdown, log });
  } catch (error) {
    const trouble = startTrouble(error, process.env);
    if (trouble === undefined) throw error;
    process.stderr.write(`${trouble}\n`);
    // What was begun before the trouble is taken up by the next start.
    process.exit(1);
  }
}
