import { createApp, MICROSOFT } from './app.ts';
import { ConfigError, loadConfig } from './config.ts';
import { endOnSignal } from './end-on-signal.ts';
import { createLog } from './log.ts';
import { PolicyFileError } from './requests/policy-file.ts';

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
    if (!(error instanceof ConfigError) && !(error instanceof PolicyFileError)) throw error;
    process.stderr.write(
      `${error.message}\n\nTo see License Desk work without any configuration: npm run demo\n`,
    );
    process.exitCode = 1;
  }
}
