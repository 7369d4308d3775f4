import assert from 'node:assert/strict';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { readIntent } from '../../src/dialogs/intent.ts';
import { createTranslator, LANGUAGES, type TextValues, type Translate } from '../../src/i18n/translator.ts';
import { buildAppPackage, readPackageSources } from '../../src/manifest/app-package.ts';
import { checkZip } from '../../src/manifest/check-zip.ts';
import { textsIn } from '../../src/manifest/localized-manifest.ts';
import { PackageProblems } from '../../src/manifest/package-problems.ts';
import type { PackageSettings } from '../../src/manifest/package-settings.ts';

const APP_ID = '6b1f4c57-5d0b-4c0e-9a51-3a4f1f0e7a10';
const settings: PackageSettings = {
  appId: APP_ID,
  host: 'desk.example.com',
  version: '1.2.3',
  developerName: 'Northwind Cloud Partners',
  websiteUrl: 'https://northwind.example/desk',
  privacyUrl: 'https://northwind.example/privacy',
  termsOfUseUrl: 'https://northwind.example/terms',
};
const translator = createTranslator();
const sources = readPackageSources(
  new URL('../../manifest/', import.meta.url),
  textsIn(translator, LANGUAGES),
);

/** A second language that has every text, recognisable by its sign. */
const marked = (key: string, values?: TextValues) => `Ü ${translator.for('en')(key, values)}`;
const upperCase: Translate = Object.assign(marked, { language: 'tr' });
const twoLanguages = {
  ...sources,
  texts: new Map([
    ['en', translator.for('en')],
    ['tr', upperCase],
  ]),
};

const filesOf = (zip: Uint8Array) => unzipSync(zip);
const jsonOf = (zip: Uint8Array, name: string) =>
  JSON.parse(strFromU8(filesOf(zip)[name] ?? new Uint8Array()));

async function problemsOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => assert.fail('a package was made'),
    (reason: unknown) => reason,
  );
  assert(error instanceof PackageProblems);
  return error.problems.join('\n');
}

describe('the Teams app package', () => {
  let zip: Uint8Array;
  before(async () => {
    zip = await buildAppPackage(settings, sources);
  });

  it('holds manifest and icons at the root of the zip', () => {
    const expected = [
      'color.png',
      'manifest.json',
      'outline.png',
      ...LANGUAGES.slice(1).map((tag) => `${tag}.json`),
    ];
    assert.deepEqual(Object.keys(filesOf(zip)).toSorted(), expected.toSorted());
  });

  it('carries the ids and the domain of the configuration', () => {
    const manifest = jsonOf(zip, 'manifest.json');
    assert.equal(manifest.id, APP_ID);
    assert.equal(manifest.bots[0].botId, APP_ID);
    assert.deepEqual(manifest.webApplicationInfo, { id: APP_ID, resource: `api://botid-${APP_ID}` });
    assert.deepEqual(manifest.validDomains, ['desk.example.com']);
    assert.equal(manifest.version, '1.2.3');
    assert.equal(manifest.developer.name, 'Northwind Cloud Partners');
  });

  it('is the same, byte for byte, when it is made again', async () => {
    assert.deepEqual(await buildAppPackage(settings, sources), zip);
  });

  it('leaves no placeholder unfilled', () => {
    for (const [name, file] of Object.entries(filesOf(zip))) {
      if (name.endsWith('.json')) assert(!strFromU8(file).includes('{{'), name);
    }
  });

  it('has a language file for each further language, with every text of the manifest', async () => {
    const made = await buildAppPackage(settings, twoLanguages);
    const { localizationInfo } = jsonOf(made, 'manifest.json');
    assert.deepEqual(localizationInfo, {
      defaultLanguageTag: 'en',
      additionalLanguages: [{ languageTag: 'tr', file: 'tr.json' }],
    });
    const texts = jsonOf(made, 'tr.json');
    assert.equal(texts['bots[0].commandLists[0].commands[1].title'], 'Ü my requests');
    assert.equal(texts['name.short'], 'Ü License Desk');
    const english = jsonOf(made, 'manifest.json');
    const commands = english.bots[0].commandLists.flatMap((list: { commands: object[] }) => list.commands);
    assert.equal(Object.keys(texts).length, 1 + 4 + 2 * commands.length);
  });

  it('offers only commands that the bot understands, in every language', () => {
    const wanted = {
      request: { kind: 'request', wish: null },
      mine: { kind: 'list', list: 'mine', customer: null },
      pending: { kind: 'list', list: 'waiting', customer: null },
      help: { kind: 'help' },
      signOut: { kind: 'sign-out' },
    };
    for (const language of LANGUAGES) {
      for (const [command, intent] of Object.entries(wanted)) {
        const title = translator.for(language)(`manifest.command.${command}.title`);
        assert.deepEqual(readIntent(title), intent, `${language}: ${title}`);
      }
    }
  });
});

describe('what is not packed', () => {
  it('a manifest that breaks the schema, with the place', async () => {
    const work = buildAppPackage({ ...settings, developerName: 'x'.repeat(33) }, sources);
    assert.match(await problemsOf(work), /developer\/name must NOT have more than 32 characters/);
  });

  it('a text that is too long in another language', async () => {
    const words = (key: string) => (key === 'manifest.name.short' ? 'L'.repeat(31) : 'text');
    const long: Translate = Object.assign(words, { language: 'ja' });
    const texts = new Map([...sources.texts, ['ja', long]]);
    const problems = await problemsOf(buildAppPackage(settings, { ...sources, texts }));
    assert.match(problems, /\(ja\): \/name\/short must NOT have more than 30 characters/);
  });

  it('a manifest of another app', async () => {
    const template = JSON.parse(JSON.stringify(sources.template).replaceAll('{{appId}}', APP_ID));
    const other = { ...settings, appId: '00000000-0000-4000-8000-000000000000' };
    const problems = await problemsOf(buildAppPackage(other, { ...sources, template }));
    assert.match(problems, /bots\[0\]\.botId is 6b1f4c57\S+, but BOT_APP_ID wants 00000000/);
  });

  it('icons of the wrong size or color', async () => {
    const swapped = { ...sources, color: sources.outline, outline: sources.color };
    const problems = await problemsOf(buildAppPackage(settings, swapped));
    assert.match(problems, /color\.png must be 192 × 192 pixels, not 32 × 32/);
    assert.match(problems, /outline\.png must be 32 × 32 pixels, not 192 × 192/);
    assert.match(problems, /outline\.png has no transparent ground/);
    assert.match(problems, /outline\.png must be purely white/);
  });

  it('something that is no picture', async () => {
    const work = buildAppPackage(settings, { ...sources, color: strToU8('<svg/>') });
    assert.match(await problemsOf(work), /color\.png is not a PNG/);
  });

  it('a placeholder that nothing fills', async () => {
    const work = buildAppPackage(settings, { ...sources, template: { version: '{{nothing}}' } });
    await assert.rejects(work, { name: 'RangeError', message: /\{\{nothing\}\}/ });
  });
});

describe('a package that was made earlier', () => {
  it('is not accepted when files stand in a folder', async () => {
    const files = filesOf(await buildAppPackage(settings, sources));
    const inFolder = Object.fromEntries(Object.entries(files).map(([name, file]) => [`app/${name}`, file]));
    const problems = checkZip(zipSync(inFolder), settings);
    assert(problems.some((problem) => problem.includes('app/manifest.json must stand at the root')));
  });

  it('is not accepted for another bot or host', async () => {
    const made = await buildAppPackage(settings, sources);
    const problems = checkZip(made, { ...settings, host: 'other.example.com' });
    assert.deepEqual(problems, [
      'manifest.json: validDomains lacks other.example.com, the host of PUBLIC_URL',
    ]);
  });

  it('is not accepted when a language file is missing, or when it is no zip', async () => {
    const { 'tr.json': _, ...files } = filesOf(await buildAppPackage(settings, twoLanguages));
    assert.deepEqual(checkZip(zipSync(files), settings), ['tr.json is missing']);
    assert.deepEqual(checkZip(strToU8('zip'), settings), ['is not a zip file']);
  });
});
