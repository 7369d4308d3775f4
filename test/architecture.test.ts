import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { circlesOf, type Import, importsOf, roomOf, type SourceFile } from './support/import-lines.ts';

const SOURCE = new URL('../src/', import.meta.url).pathname;

/** What a room may load, and of which further rooms it may use types. Types of `requests` may be used by all. */
const ROOMS: Readonly<
  Record<string, { readonly loads: readonly string[]; readonly types?: readonly string[] }>
> = {
  requests: { loads: [] },
  'partner-center': { loads: [] },
  i18n: { loads: [] },
  metrics: { loads: [] },
  manifest: { loads: [], types: ['i18n'] },
  directory: { loads: ['requests', 'partner-center'] },
  fulfilment: { loads: ['requests', 'partner-center'], types: ['identity'] },
  identity: { loads: ['i18n'] },
  dialogs: { loads: ['requests', 'directory', 'i18n'] },
  bot: { loads: ['requests', 'dialogs', 'directory', 'identity', 'i18n'] },
  // Implements the stores that the rooms declare, with the core's own rules.
  storage: {
    loads: ['requests'],
    types: ['bot', 'dialogs', 'directory', 'fulfilment', 'identity', 'metrics'],
  },
};

/** Rooms that put the others together, as the files at the top do; nobody but the top may know them. */
const PUTS_TOGETHER = ['compose', 'doctor', 'sandbox'];

type PackageRule = {
  readonly by: readonly string[];
  readonly typesAtTop?: boolean;
  readonly typesOnly?: boolean;
};

/** Packages and who may load them; rooms, or files. Types of those marked so may be used at the top, too. */
const PACKAGES: Readonly<Record<string, PackageRule>> = {
  // The whole package loads handlers for bots that are written otherwise.
  botbuilder: { by: ['bot', 'dialogs', 'storage/bot-state-storage.ts'], typesOnly: true },
  'botbuilder/lib/cloudAdapter.js': { by: ['bot'] },
  'botbuilder-core': { by: ['bot'] },
  // The whole package loads readers of numbers and dates for prompts that are not used: half a second and 35 MB.
  'botbuilder-dialogs': { by: ['bot', 'dialogs'], typesOnly: true },
  'botbuilder-dialogs/lib/componentDialog.js': { by: ['dialogs'] },
  'botbuilder-dialogs/lib/dialog.js': { by: ['dialogs'] },
  'botbuilder-dialogs/lib/dialogSet.js': { by: ['bot'] },
  'botframework-connector': { by: ['bot'] },
  'adaptivecards-templating': { by: ['bot'] },
  restify: { by: ['server.ts'] },
  '@azure/msal-node': { by: ['identity', 'bot/bot-credentials.ts'], typesAtTop: true },
  kysely: { by: ['storage'] },
  'kysely/migration': { by: ['storage'] },
  pg: { by: ['storage'] },
  'node:sqlite': { by: ['storage'] },
  i18next: { by: ['i18n'] },
  yaml: { by: ['requests/policy-file.ts'] },
  'prom-client': { by: ['metrics'] },
  '@microsoft/app-manifest': { by: ['manifest'] },
  '@microsoft/app-manifest/json-schema-validator': { by: ['manifest'] },
  fflate: { by: ['manifest'] },
};

/** Packages that are used everywhere; of the log only the type. */
const EVERYWHERE = ['zod', 'jose', 'p-retry', 'uuid'];

describe('the rooms of the source', () => {
  const files = globSync('**/*.ts', { cwd: SOURCE }).map(
    (path): SourceFile => ({ path, text: readFileSync(`${SOURCE}${path}`, 'utf8') }),
  );
  const product = files.filter(({ path }) => roomOf(path) !== 'sandbox');
  const imports = product.flatMap(importsOf);

  it('are those that are known', () => {
    const rooms = new Set(files.flatMap(({ path }) => roomOf(path) ?? []));
    assert.deepEqual([...rooms].toSorted(), [...Object.keys(ROOMS), ...PUTS_TOGETHER].toSorted());
  });

  it('load nothing but what each may load', () => assert.deepEqual(imports.flatMap(roomBreach), []));

  it('use a package only where it belongs', () => assert.deepEqual(imports.flatMap(packageBreach), []));

  it('know nothing of the sandbox', () => assert.deepEqual(imports.filter(isOfSandbox), []));

  it('are free of circles between files', () => assert.deepEqual(circlesOf(files), []));

  it('hold no file that gathers others, and no folder for odds and ends', () => {
    const gathering = product.filter(({ path }) =>
      /(^|\/)(index|utils?|helpers?|common|types|constants)(\.ts|\/)/.test(path),
    );
    assert.deepEqual(
      gathering.map(({ path }) => path),
      [],
    );
  });
});

describe('the watch over the rooms', () => {
  const breachesOf = (path: string, text: string) => {
    const imports = importsOf({ path, text });
    return [
      ...imports.flatMap(roomBreach),
      ...imports.flatMap(packageBreach),
      ...imports.filter(isOfSandbox).map(() => 'sandbox'),
    ];
  };
  for (const [what, path, text] of [
    ['the core loading a room', 'requests/x.ts', "import { y } from '../storage/y.ts';"],
    ['the core using types of a room', 'requests/x.ts', "import type { Y } from '../bot/y.ts';"],
    [
      'a room loading what it may use types of only',
      'fulfilment/x.ts',
      "import { y } from '../identity/y.ts';",
    ],
    ['a type hidden among values', 'fulfilment/x.ts', "import { type A, b } from '../identity/y.ts';"],
    ['a room loading a file at the top', 'bot/x.ts', "import { y } from '../config.ts';"],
    ['a room loading the doctor', 'bot/x.ts', "import { y } from '../doctor/y.ts';"],
    ['an import over several lines', 'requests/x.ts', "import {\n  a,\n  b,\n} from '../bot/y.ts';"],
    ['something handed on', 'requests/x.ts', "export { y } from '../bot/y.ts';"],
    ['something loaded later', 'requests/x.ts', "const y = await import('../bot/y.ts');"],
    ['something loaded for its effect', 'requests/x.ts', "import '../bot/y.ts';"],
    ['a package in a room where it does not belong', 'requests/x.ts', "import { Kysely } from 'kysely';"],
    [
      'a package in a file where it does not belong',
      'storage/x.ts',
      "import type { Storage } from 'botbuilder';",
    ],
    ['a package that nobody has a rule for', 'bot/x.ts', "import lodash from 'lodash';"],
    ['the log itself in a room', 'bot/x.ts', "import { pino } from 'pino';"],
    ['a package of the bot at the top', 'app.ts', "import { TurnContext } from 'botbuilder';"],
    ['the sandbox in the product', 'app.ts', "import { y } from './sandbox/y.ts';"],
  ] as const) {
    it(`sees ${what}`, () => assert.equal(breachesOf(path, text).length > 0, true));
  }

  for (const [what, path, text] of [
    ['types of the core anywhere', 'identity/x.ts', "import type { Y } from '../requests/y.ts';"],
    [
      'types where types may be used',
      'fulfilment/x.ts',
      "import { type A, type B } from '../identity/y.ts';",
    ],
    ['the own room', 'bot/x.ts', "import { y } from './y.ts';"],
    [
      'all rooms at the top',
      'app.ts',
      "import { y } from './bot/y.ts';\nimport { z } from './storage/z.ts';",
    ],
    ['what Node brings along', 'requests/x.ts', "import { createHash } from 'node:crypto';"],
    ['the type of the log', 'bot/x.ts', "import type { Logger } from 'pino';"],
    ['words about an import', 'requests/x.ts', "// import { y } from '../bot/y.ts';"],
  ] as const) {
    it(`lets ${what} pass`, () => assert.deepEqual(breachesOf(path, text), []));
  }

  it('sees circles, and not where only types go round', () => {
    const a = { path: 'a.ts', text: "import { b } from './b.ts';" };
    const b = { path: 'b.ts', text: "import { c } from './c.ts';" };
    const c = { path: 'c.ts', text: "import { a } from './a.ts';" };
    assert.deepEqual(circlesOf([a, b, c]), [['a.ts', 'b.ts', 'c.ts', 'a.ts']]);
    assert.deepEqual(circlesOf([a, b, { ...c, text: "import type { A } from './a.ts';" }]), []);
  });
});

function roomBreach({ file, target, isPackage, isType }: Import): readonly string[] {
  const from = roomOf(file);
  const to = roomOf(target);
  if (isPackage || from === undefined || from === to || PUTS_TOGETHER.includes(from)) return [];
  const rules = ROOMS[from];
  if (to !== undefined && rules?.loads.includes(to)) return [];
  if (isType && to !== undefined && (to === 'requests' || rules?.types?.includes(to))) return [];
  return [`${file} ${isType ? 'uses types of' : 'loads'} ${target}`];
}

function packageBreach({ file, target, isPackage, isType }: Import): readonly string[] {
  if (!isPackage || EVERYWHERE.includes(target)) return [];
  const room = roomOf(file);
  const rule = PACKAGES[target];
  if (!rule) {
    if (target === 'pino')
      return isType || room === undefined || room === 'doctor' ? [] : [`${file} loads the log`];
    return target.startsWith('node:') ? [] : [`${file} uses ${target}, for which there is no rule`];
  }
  if (rule.typesOnly && !isType) return [`${file} loads ${target}, of which only types are used`];
  const isAllowed = rule.by.includes(file) || (room !== undefined && rule.by.includes(room));
  return isAllowed || (isType && rule.typesAtTop && room === undefined) ? [] : [`${file} uses ${target}`];
}

function isOfSandbox({ target }: Import): boolean {
  return roomOf(target) === 'sandbox';
}
