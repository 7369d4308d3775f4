import { cpSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { pino } from 'pino';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import { makeThrowAwayFolder } from './throw-away-folder.ts';

const FREE_PORTS = { teams: 0, desk: 0, entra: 0, partnerCenter: 0 };

/** The state of a sandbox that has settled in; it knows its people by the port of its Teams. */
type Settled = { readonly folder: string; readonly teamsPort: number };

/**
 * Starts a sandbox in a folder. Settling in takes longer than most stories: it is done once a process, and every
 * further sandbox goes on from a copy. One at a time.
 */
export async function startSettledSandbox(
  options: Omit<SandboxOptions, 'ports'> & { readonly folder: string },
): Promise<Sandbox> {
  // Another environment may mean other keys or another database.
  if (options.environment) return startSandbox({ ...options, ports: FREE_PORTS });
  const { folder, teamsPort } = await settled();
  if (!(await isFree(teamsPort))) return startSandbox({ ...options, ports: FREE_PORTS });
  cpSync(folder, options.folder, { recursive: true });
  return startSandbox({ ...options, ports: { ...FREE_PORTS, teams: teamsPort } });
}

const settled = once(async (): Promise<Settled> => {
  const folder = makeThrowAwayFolder('settled');
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const log = pino({ level: 'silent' });
  const sandbox = await startSandbox({ folder, ports: FREE_PORTS, log, hasSendingLimits: false });
  const teamsPort = Number(new URL(sandbox.url).port);
  await sandbox.stop();
  return { folder, teamsPort };
});

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
