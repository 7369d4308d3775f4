import { accessSync, constants, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Linux keeps this folder in memory: what is thrown away anyway need not wait for a disk at every commit. */
const IN_MEMORY = '/dev/shm';

/** Makes an empty folder, in memory where there is such a place. To be removed by whoever asked for it. */
export function makeThrowAwayFolder(name: string): string {
  return mkdtempSync(join(isWritable(IN_MEMORY) ? IN_MEMORY : tmpdir(), `license-desk-${name}-`));
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
