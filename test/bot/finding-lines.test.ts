import assert from 'node:assert/strict';
import { checkLines, findingLines } from '../../src/bot/finding-lines.ts';
import { aFinding, aLicenseChange, aReport, aUserReference, E5 } from '../support/builders.ts';
import { createStrictTranslator } from '../support/strict-translator.ts';

const text = createStrictTranslator().for('en');
const covered = (...plans: readonly string[]) =>
  aReport({
    findings: [
      aFinding({ kind: 'plans-covered', severity: 'warning', sku: E5.id, other: 'Power BI Pro', plans }),
    ],
  });

describe('what was found out before anybody decides', () => {
  it('tells whoever asks what they can do themselves, and everybody else of the requester', () => {
    const report = covered('Exchange Online');
    const [own, others] = [checkLines, findingLines].map(
      (lines) => lines(report, aLicenseChange(), text)[0]?.text,
    );
    assert.match(own ?? '', /you can leave these services out/);
    assert.match(others ?? '', /the requester can leave these service plans out/);
  });

  for (const kind of [
    'nothing-to-change',
    'no-usage-location',
    'user-gone',
    'user-inactive',
    'not-held',
  ] as const) {
    it(`says the same of each of several people who are named before it (${kind})`, () => {
      const report = aReport({ findings: [aFinding({ kind, severity: 'stop', sku: E5.id })] });
      const lineFor = (name: string, isUserNamed: boolean) =>
        checkLines(report, { ...aLicenseChange({ user: aUserReference(name) }), isUserNamed }, text)[0]?.text;
      assert.equal(lineFor('Ada', true), lineFor('Deniz', true));
      assert.notEqual(lineFor('Ada', false), lineFor('Deniz', false));
    });
  }

  it('names a few service plans, and how many more there are', () => {
    const line = (...plans: readonly string[]) =>
      checkLines(covered(...plans), aLicenseChange(), text)[0]?.text ?? '';
    assert.match(line('A', 'B', 'C', 'D'), /covers A, B, C, and D\./);
    assert.match(line('A', 'B', 'C', 'D', 'E'), /covers A, B, C, and 2 more\./);
  });

  it('says of a suite beside another that removing that avoids the overlap', () => {
    const finding = aFinding({ kind: 'suites-overlap', other: 'Microsoft 365 E3', plans: ['Exchange'] });
    const report = aReport({ findings: [finding] });
    const line = checkLines(report, aLicenseChange(), text)[0]?.text ?? '';
    assert.match(
      line,
      /remove that in the same request: ask for Microsoft 365 E5 instead of Microsoft 365 E3\.$/,
    );
  });

  it('names another request for the same license, and lets it be sent all the same', () => {
    const finding = aFinding({ kind: 'license-asked', other: 'K7M2QX' });
    const line = checkLines(aReport({ findings: [finding] }), aLicenseChange(), text)[0]?.text ?? '';
    assert.match(
      line,
      /Request K7M2QX for Ada Lovelace is open as well, and it is about Microsoft 365 E5, too\./,
    );
    assert.match(line, /You can send this all the same\./);
  });

  it('says of a license that another covers that it may not be needed, and to others what rejecting it saves', () => {
    const finding = aFinding({ kind: 'all-plans-covered', other: 'Microsoft 365 E5', plans: ['Sway'] });
    const [own, others] = [checkLines, findingLines].map(
      (lines) => lines(aReport({ findings: [finding] }), aLicenseChange(), text)[0]?.text ?? '',
    );
    assert.match(own ?? '', /Ada Lovelace may not need this license\.$/);
    assert.match(others ?? '', /may not need this license\. Rejecting the request would save it\.$/);
  });

  it('does not say that a product covers itself', () => {
    const line = (...plans: readonly string[]) =>
      checkLines(covered(...plans), aLicenseChange(), text)[0]?.text ?? '';
    assert.match(line('Power BI Pro'), /keeps Power BI Pro, which is part of Microsoft 365 E5 as well\./);
    assert.match(line('Power BI Pro', 'Whiteboard'), /which already covers Whiteboard\./);
    assert.match(line('Exchange', 'Whiteboard'), /which already covers Exchange and Whiteboard\./);
  });
});
