import { readFileSync } from 'node:fs';
import { readOptions } from './command-line.ts';
import { examine } from './doctor/examine.ts';
import { isWell, reportJson, reportLines, reportText } from './doctor/report.ts';
import { createTranslator } from './i18n/translator.ts';

const values = readOptions('doctor', {
  json: { type: 'boolean', default: false },
  package: { type: 'string', default: 'license-desk.zip' },
});

const findings = await examine({
  variables: process.env,
  surroundings: {},
  packageFile: values.package,
  programVersion: JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version,
});
const text = createTranslator().for(null);
const lines = reportLines(findings, text);
process.stdout.write(values.json ? reportJson(lines) : reportText(lines, text));
process.exitCode = isWell(lines) ? 0 : 1;
