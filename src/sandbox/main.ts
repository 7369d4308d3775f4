import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { pino } from 'pino';
import { readOptions } from '../command-line.ts';
import { startSandbox } from './sandbox.ts';

const FOLDER = '.sandbox';
const PORTS = { teams: 3979, desk: 3978, entra: 3980, partnerCenter: 3981 };

const values = readOptions('sandbox', { reset: { type: 'boolean', default: false } });
await assertPortsAreFree();
if (values.reset) rmSync(FOLDER, { recursive: true, force: true });

const log = pino({ level: 'info' }, pino.destination({ dest: `${FOLDER}/license-desk.log`, mkdir: true }));

try {
  const sandbox = await startSandbox({ folder: FOLDER, ports: PORTS, log });
  process.stdout.write(`License Desk's sandbox is ready: ${sandbox.url}\n`);
  process.stdout.write(
    `Everything stays on this machine, in ${FOLDER}/. Ctrl+C ends it, --reset starts afresh.\n`,
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void sandbox.stop().then(() => process.exit(0)));
  }
} catch (error) {
  process.stderr.write(
    `The sandbox cannot start: ${error instanceof Error ? error.message : 'unknown reason'}\n`,
  );
  process.exit(1);
}

/** Another sandbox must not lose its folder to this one. */
async function assertPortsAreFree(): Promise<void> {
  for (const port of Object.values(PORTS)) {
    const probe = createServer();
    await new Promise<void>((resolve) => {
      probe.once('error', () => {
        process.stderr.write(
          `The sandbox cannot start: port ${port} is in use. Is another sandbox running?\n`,
        );
        process.exit(1);
      });
      probe.listen(port, '127.0.0.1', resolve);
    });
    await new Promise((resolve) => probe.close(resolve));
  }
}
