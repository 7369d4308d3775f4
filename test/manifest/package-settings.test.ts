import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PackageProblems } from '../../src/manifest/package-problems.ts';
import { loadPackageSettings } from '../../src/manifest/package-settings.ts';

const complete = {
  BOT_APP_ID: '6B1F4C57-5d0b-4c0e-9a51-3a4f1f0e7a10',
  PUBLIC_URL: 'https://desk.example.com/',
  APP_DEVELOPER_NAME: 'Northwind',
  APP_WEBSITE_URL: 'https://northwind.example',
  APP_PRIVACY_URL: 'https://northwind.example/privacy',
  APP_TERMS_URL: 'https://northwind.example/terms',
};

function problemsOf(changes: Record<string, string>): readonly string[] {
  try {
    loadPackageSettings({ ...complete, ...changes }, '1.0.0');
  } catch (error) {
    assert(error instanceof PackageProblems);
    return error.problems;
  }
  return [];
}

describe('the settings of the Teams app package', () => {
  it('take host and version from what is configured', () => {
    const settings = loadPackageSettings(complete, '0.4.0');
    assert.equal(settings.appId, '6b1f4c57-5d0b-4c0e-9a51-3a4f1f0e7a10');
    assert.equal(settings.host, 'desk.example.com');
    assert.equal(settings.version, '0.4.0');
    assert.equal(loadPackageSettings({ ...complete, APP_VERSION: '2.0.1' }, '0.4.0').version, '2.0.1');
  });

  it('name every variable that is missing, an empty one too', () => {
    assert.throws(
      () => loadPackageSettings({ APP_TERMS_URL: '  ' }, '1.0.0'),
      (error: unknown) => {
        assert(error instanceof PackageProblems);
        assert.deepEqual(
          error.problems,
          Object.keys(complete).map((name) => `${name} is missing`),
        );
        return true;
      },
    );
  });

  for (const address of [
    'http://desk.example.com',
    'https://desk.example.com:8443',
    'https://127.0.0.1',
    'https://[::1]',
    'https://localhost',
    'desk.example.com',
  ]) {
    it(`do not take ${address} as public address`, () => {
      assert.match(problemsOf({ PUBLIC_URL: address }).join(), /^PUBLIC_URL must be an https address/);
    });
  }

  it('do not take a page without https, or a version that is no version', () => {
    assert.deepEqual(problemsOf({ APP_PRIVACY_URL: 'http://northwind.example' }), [
      'APP_PRIVACY_URL must be an https address',
    ]);
    assert.deepEqual(problemsOf({ APP_VERSION: 'v1' }), ['APP_VERSION must be three numbers, such as 1.2.0']);
  });
});

describe('npm run package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'license-desk-package-'));
  after(() => rmSync(folder, { recursive: true }));

  const run = (environment: Record<string, string>) => {
    const out = join(folder, 'app.zip');
    const entry = new URL('../../src/package-app.ts', import.meta.url).pathname;
    const done = spawnSync(process.execPath, [entry, '--out', out], { env: environment, encoding: 'utf8' });
    return { ...done, isWritten: existsSync(out) };
  };

  it('names what is wrong and writes nothing', () => {
    const { status, stderr, isWritten } = run({ ...complete, BOT_APP_ID: 'x' });
    assert.equal(status, 1);
    assert.match(stderr, /BOT_APP_ID must be a GUID/);
    assert(!isWritten);
  });

  it('writes the zip', () => {
    const { status, stdout, isWritten } = run(complete);
    assert.equal(status, 0);
    assert.match(stdout, /desk\.example\.com/);
    assert(isWritten);
  });

  it('says in a sentence where it can be run when the folder manifest is not here', () => {
    const root = new URL('../../', import.meta.url).pathname;
    const copy = mkdtempSync(join(folder, 'without-manifest-'));
    for (const name of ['src', 'package.json'])
      cpSync(join(root, name), join(copy, name), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    const out = join(copy, 'app.zip');
    const options = { env: complete, encoding: 'utf8' } as const;
    const command = [join(copy, 'src/package-app.ts'), '--out', out];
    const { status, stderr } = spawnSync(process.execPath, command, options);
    assert.equal(status, 1);
    assert.match(stderr, /^The package is made where the whole source is and `npm ci` was run without/);
    assert.doesNotMatch(stderr, /ENOENT|\.ts:\d+/);
    assert(!existsSync(out));
  });
});
