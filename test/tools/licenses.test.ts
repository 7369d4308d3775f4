import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { lockedPackages, refusedPackages } from '../../tools/licenses.ts';

const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'));

describe('the licenses of what is installed', () => {
  it('are all known and allowed', () => {
    const packages = lockedPackages(lock);
    assert(packages.length > 200);
    assert.deepEqual(refusedPackages(packages), []);
  });

  it('are refused when they are unknown or ask for more than a notice', () => {
    const packages = lockedPackages({
      packages: {
        '': {},
        'node_modules/a': { version: '1.0.0', license: 'GPL-3.0' },
        'node_modules/b': { version: '1.0.0' },
        'node_modules/c': { version: '1.0.0', license: '(GPL-2.0 OR MIT)' },
        'node_modules/e': { version: '1.0.0', license: 'MPL-2.0' },
        'node_modules/f': { version: '1.0.0', license: 'MPL-2.0', dev: true },
        'node_modules/a/node_modules/d': { version: '2.0.0', license: 'MIT', dev: true },
      },
    });
    assert.deepEqual(
      refusedPackages(packages).map(({ name, license }) => `${name} ${license}`),
      ['a GPL-3.0', 'b unknown', 'e MPL-2.0'],
    );
    assert.deepEqual(packages[3], { name: 'd', version: '2.0.0', license: 'MIT', isDevelopment: true });
  });
});
