import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { slowIt } from './support/slow-it.ts';

const main = join(import.meta.dirname, '../bench/main.ts');

describe('the bench', () => {
  slowIt('runs in all its parts and says how noisy the machine is', async function () {
    this.timeout(180_000);
    const { stdout } = await promisify(execFile)(process.execPath, [main, '--quick']);
    for (const part of [
      'Invoke turn',
      'Message turn',
      'From the start',
      'From the press',
      'cold messages',
      'among many',
      'Searches of the directory',
      'noise:',
    ]) {
      assert(stdout.includes(part), part);
    }
  });
});
