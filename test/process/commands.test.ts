import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { lockedPackages } from '../../tools/licenses.ts';
import { makeThrowAwayFolder } from '../support/throw-away-folder.ts';

const run = promisify(execFile);
const root = new URL('../..', import.meta.url).pathname;
const SANDBOX_PORTS = [3978, 3979, 3980, 3981];

/** Runs a script of package.json as the pages say where its output is kept, and returns what it printed. */
async function npmRun(...words: readonly string[]): Promise<string> {
  const { stdout } = await run('npm', ['run', '-s', ...words], { cwd: root, maxBuffer: 64 << 20 });
  return stdout;
}

const isTaken = (port: number) =>
  new Promise<boolean>((resolve) => {
    const probe = connect(port, '127.0.0.1');
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });

const describeWithRest = process.env['TEST_ALL'] ? describe : describe.skip;

describeWithRest('commands that the pages name, run as they stand there', function commands() {
  this.timeout(180_000);

  it('npm run licenses lists every package with its license', async () => {
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
    const lines = (await npmRun('licenses')).split('\n').filter((line) => /\S/.test(line));
    assert(lines.length >= lockedPackages(lock).length);
    assert(lines.some((line) => line.includes('botbuilder') && line.includes('MIT')));
  });

  it('npm run sbom writes what production installs, and nothing else', async () => {
    const bill = JSON.parse(await npmRun('sbom'));
    assert.equal(bill.bomFormat, 'CycloneDX');
    const names: string[] = bill.components.map(({ name }: { name: string }) => name);
    for (const name of ['botbuilder', 'kysely', 'restify']) assert(names.includes(name), name);
    for (const name of ['mocha', 'typescript', 'node']) assert(!names.includes(name), name);
  });

  for (const command of ['doctor', 'package', 'retention', 'sandbox']) {
    it(`npm run ${command} answers an option that does not exist with those that do`, async () => {
      const { code, stderr } = await npmRun(command, '--', '--nope').then(
        () => assert.fail('it was taken'),
        (error: { code: number; stderr: string }) => error,
      );
      assert.equal(code, 2);
      assert.match(stderr, new RegExp(`'--nope'[\\s\\S]*npm run ${command} -- \\[--`));
      assert.match(await npmRun(command, '--', '--help'), new RegExp(`^npm run ${command} -- \\[--`));
    });
  }

  it('npm run demo plays every step', async () => {
    const told = await npmRun('demo');
    assert.match(told, /licenseupdates/);
    assert.match(told, /^\d{2,} steps as expected, 0 not\.$/m);
  });

  it('npm run sandbox prints the address of its page, serves it, and ends when asked', async function sandbox() {
    for (const port of SANDBOX_PORTS) if (await isTaken(port)) this.skip();
    const folder = makeThrowAwayFolder('sandbox');
    const program = spawn(process.execPath, [join(root, 'src/sandbox/main.ts'), '--reset'], { cwd: folder });
    const ended = once(program, 'exit');
    try {
      let address: string | undefined;
      for await (const line of createInterface({ input: program.stdout })) {
        address = /is ready: (\S+)$/.exec(line)?.[1];
        if (address) break;
      }
      assert(address, 'no address was printed');
      const page = await fetch(address);
      assert.equal(page.status, 200);
      assert.match(await page.text(), /<html/);
      assert(existsSync(join(folder, '.sandbox')));
    } finally {
      program.kill('SIGINT');
    }
    assert.deepEqual(await ended, [0, null]);
    rmSync(folder, { recursive: true });
  });
});
