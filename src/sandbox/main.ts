import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { startSandbox } from './sandbox.ts';

const FOLDER = '.sandbox';
const PORTS = { teams: 3979, desk: 3978, entra: 3980, partnerCenter: 3981 };

const { values } = parseArgs({ options: { reset: { type: 'boolean', default: false } } });
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
  process.stderr.write(`The sandbox cannot start: ${reasonOf(error)}\n`);
  process.exit(1);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown reason';
  if ('code' in error && error.code === 'EADDRINUSE') {
    return `one of the ports ${Object.values(PORTS).join(', ')} is in use. Is another sandbox running?`;
  }
  return error.message;
}
