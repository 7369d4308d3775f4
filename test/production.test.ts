import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { makeThrowAwayFolder } from './support/throw-away-folder.ts';

const root = new URL('..', import.meta.url).pathname;
const read = (name: string) => readFileSync(join(root, name), 'utf8');

/** What the Dockerfile copies from the repository. */
const COPIED = [...read('Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names = '']) =>
  names.split(' '),
);

type LockEntry = { readonly dev?: boolean; readonly optional?: boolean; readonly devOptional?: boolean };

/** Lays out what the image holds: production packages only, and the source without the emulators. */
function layOutImage(folder: string): void {
  for (const name of new Set(COPIED)) cpSync(join(root, name), join(folder, name), { recursive: true });
  rmSync(join(folder, 'src/sandbox'), { recursive: true });
  const { packages }: { packages: Record<string, LockEntry> } = JSON.parse(read('package-lock.json'));
  for (const [path, { dev, devOptional }] of Object.entries(packages)) {
    const isOwn = path.lastIndexOf('node_modules/') > 0 || !path.startsWith('node_modules/');
    if (isOwn || dev || devOptional || !existsSync(join(root, path))) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    symlinkSync(join(root, path), join(folder, path));
  }
}

/** Files of the image with their times; packages are links and stay as they are. */
function filesOf(folder: string): readonly string[] {
  return globSync('**/*', { cwd: folder, exclude: (name) => name === 'node_modules' })
    .map((name) => `${name} ${statSync(join(folder, name)).mtimeMs}`)
    .toSorted();
}

const variables = (data: string) => ({
  BOT_APP_ID: '6b1f4c57-5d0b-4c0e-9a51-3a4f1f0e7a10',
  BOT_APP_SECRET: 'secret',
  PARTNER_TENANT: 'e4a7c1a3-a29b-4433-bb62-6ad019cc1278',
  PUBLIC_URL: 'https://desk.example.com',
  HOST: '127.0.0.1',
  PORT: '0',
  SHUTDOWN_GRACE_SECONDS: '0',
  METRICS_PORT: '0',
  DATABASE_FILE: join(data, 'license-desk.db'),
  POLICY_FILE: join(data, 'policy.yaml'),
});

/** Packages are links: they must be found where they stand, or they would find development packages beside them. */
const WITH_LINKS = ['--preserve-symlinks', '--preserve-symlinks-main'];

async function portOf(program: ChildProcess): Promise<number> {
  assert(program.stdout);
  for await (const line of createInterface({ input: program.stdout })) {
    const { msg, port } = JSON.parse(line);
    if (msg === 'License Desk is ready') return port;
  }
  throw new Error('License Desk ended before it was ready');
}

describe('the production image', () => {
  let folder: string;
  let data: string;

  before(() => {
    folder = makeThrowAwayFolder('image');
    data = makeThrowAwayFolder('data');
    layOutImage(folder);
    writeFileSync(join(data, 'policy.yaml'), 'approval: {stages: [{anyOf: [lead@partner.example]}]}\n');
  });
  after(() => {
    rmSync(folder, { recursive: true });
    rmSync(data, { recursive: true });
  });

  it('has neither emulators nor development packages', () => {
    assert(!existsSync(join(folder, 'src/sandbox')));
    for (const name of [
      'mocha',
      'typescript',
      'node',
      'fflate',
      '@microsoft/app-manifest',
      '@sparticuz/chromium',
    ]) {
      assert(!existsSync(join(folder, 'node_modules', name)), name);
    }
  });

  it('starts on an empty volume, answers, writes nothing beside it, and ends in order', async () => {
    const before = filesOf(folder);
    const program = spawn(process.execPath, [...WITH_LINKS, 'src/main.ts'], {
      cwd: folder,
      env: { PATH: process.env['PATH'], ...variables(data) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let complaint = '';
    program.stderr.on('data', (chunk) => {
      complaint += chunk;
    });
    const ended = once(program, 'exit');
    try {
      const port = await portOf(program).catch((error) => assert.fail(`${error.message}\n${complaint}`));
      const health = await fetch(`http://127.0.0.1:${port}/healthz`);
      assert.equal(health.status, 200);
      await health.text();
      const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
      assert.equal(ready.status, 200);
      await ready.text();
    } finally {
      program.kill('SIGTERM');
    }
    assert.deepEqual(await ended, [0, null], complaint);
    assert.deepEqual(filesOf(folder), before);
    assert(readdirSync(data).includes('license-desk.db'));
  });

  it('says where the app package is made, as it cannot be made there', async () => {
    const program = spawn(process.execPath, [...WITH_LINKS, 'src/package-app.ts'], {
      cwd: folder,
      env: {},
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaint = '';
    program.stderr.on('data', (chunk) => {
      complaint += chunk;
    });
    assert.deepEqual(await once(program, 'close'), [1, null]);
    assert.match(complaint, /without --omit=dev[\s\S]*No package was written/);
    assert(!existsSync(join(folder, 'license-desk.zip')));
  });

  it('keeps everything out of the build but what is copied', () => {
    const ignored = read('.dockerignore').split('\n');
    assert.equal(
      ignored.find((line) => line !== '' && !line.startsWith('#')),
      '*',
    );
    const letIn = ignored.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    assert.deepEqual(letIn.toSorted(), [...new Set(COPIED)].toSorted());
    for (const kept of ['src/sandbox', '**/.env*', '**/*.pem', '**/*.key', '**/*.db'])
      assert(ignored.includes(kept), kept);
  });

  it('runs as a user without rights, and asks for its health', () => {
    const lines = read('Dockerfile').split('\n');
    assert(lines.indexOf('USER node') < lines.findIndex((line) => line.startsWith('CMD ')));
    assert(lines.some((line) => line.startsWith('HEALTHCHECK ')));
    assert(!/\b(ARG|ENV)\b.*(SECRET|KEY|PASSWORD)/i.test(read('Dockerfile')));
  });
});
