import { existsSync } from 'node:fs';
import chromiumPackage from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/** Flags of the packaged Chromium that would switch off the very protections that the page relies on. */
const UNWANTED = ['--disable-web-security', '--allow-running-insecure-content', '--single-process'];

const SYSTEM_CHROMIUM = '/usr/bin/chromium';

/**
 * Starts a headless Chromium: the one inside the npm package `@sparticuz/chromium` (Linux on x64), else the system's.
 * Undefined when there is none, so that a test can skip loudly; with `CI` set that is an error.
 */
export async function launchBrowser(): Promise<Browser | undefined> {
  const problems: unknown[] = [];
  for (const launch of [launchPackaged, launchSystem]) {
    try {
      const browser = await launch();
      if (browser) return browser;
    } catch (error) {
      problems.push(error);
    }
  }
  if (process.env['CI']) throw new AggregateError(problems, 'No Chromium could be started.');
  return undefined;
}

/**
 * The browser for a suite, from its `before`: without `TEST_ALL`, or on a machine without Chromium, the suite is
 * skipped and one line says so.
 */
export async function browserOrSkip(suite: Mocha.Context): Promise<Browser> {
  const name = suite.test?.parent?.title;
  if (!process.env['TEST_ALL'])
    return skip(suite, `Skipped: ${name} (needs a browser; npm run test:all runs it).`);
  const browser = await launchBrowser();
  return browser ?? skip(suite, `Skipped: ${name}, because there is no Chromium on this machine.`);
}

function skip(suite: Mocha.Context, why: string): never {
  console.log(`  ${why}`);
  return suite.skip();
}

async function launchPackaged(): Promise<Browser | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const args = chromiumPackage.args.filter((flag) => !UNWANTED.includes(flag));
  return chromium.launch({ executablePath: await chromiumPackage.executablePath(), args, headless: true });
}

async function launchSystem(): Promise<Browser | undefined> {
  if (!existsSync(SYSTEM_CHROMIUM)) return undefined;
  return chromium.launch({ executablePath: SYSTEM_CHROMIUM, args: ['--no-sandbox'], headless: true });
}
