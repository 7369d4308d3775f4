import type { Translate } from '../i18n/translator.ts';
import type { Finding, Level } from './finding.ts';

/** A finding as it is read. */
export type ReportLine = {
  readonly check: string;
  readonly level: Level;
  readonly code: string;
  readonly what: string;
  /** What to do; null where all is well. */
  readonly todo: string | null;
};

const WIDTH = 8;

/** The findings as sentences. */
export function reportLines(findings: readonly Finding[], text: Translate): readonly ReportLine[] {
  return findings.map(({ check, level, code, values }) => {
    const key = isCommon(code) ? `doctor.common.${code}` : `doctor.${check}.${code}`;
    const what = text(`${key}.what`, values);
    return { check, level, code, what, todo: level === 'ok' ? null : text(`${key}.todo`, values) };
  });
}

/** The report for a terminal: a line for each finding, and below it what to do. */
export function reportText(lines: readonly ReportLine[], text: Translate): string {
  const rows = lines.map(({ check, level, what, todo }) => {
    const head = `${level.padEnd(WIDTH)} ${text(`doctor.${check}.title`)}: ${what}`;
    return todo === null ? head : `${head}\n${' '.repeat(WIDTH + 1)}→ ${todo}`;
  });
  const count = (level: Level) => lines.filter((line) => line.level === level).length;
  const sum = text('doctor.sum', { ok: count('ok'), warnings: count('warning'), failed: count('failed') });
  return `${rows.join('\n')}\n\n${sum}\n${text('doctor.byHand')}\n`;
}

/** The report for a program. */
export function reportJson(lines: readonly ReportLine[]): string {
  return `${JSON.stringify({ isOk: isWell(lines), findings: lines }, null, 2)}\n`;
}

/** Whether nothing failed; warnings are allowed. */
export function isWell(lines: readonly { readonly level: Level }[]): boolean {
  return lines.every(({ level }) => level !== 'failed');
}

function isCommon(code: string): boolean {
  return code === 'timeout' || code === 'fault';
}
