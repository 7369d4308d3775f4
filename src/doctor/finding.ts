import type { TextValues } from '../i18n/translator.ts';

/** The parts that are looked at, in the order in which their lines stand. */
export const CHECKS = [
  'configuration',
  'clock',
  'database',
  'endpoint',
  'credentials',
  'registration',
  'partnerCenter',
  'directoryAccount',
  'policy',
  'package',
] as const;

export type CheckName = (typeof CHECKS)[number];

export type Level = 'ok' | 'warning' | 'failed';

/**
 * One line of a report. Its sentence is `doctor.<check>.<code>.what` in the catalog, and what to do about a warning or
 * a failure `.todo`.
 */
export type Finding = {
  readonly check: CheckName;
  readonly level: Level;
  readonly code: string;
  readonly values: TextValues;
};

/** Makes the findings of one check. */
export function findingsOf(check: CheckName) {
  const at =
    (level: Level) =>
    (code: string, values: TextValues = {}): Finding => ({ check, level, code, values });
  return { ok: at('ok'), warning: at('warning'), failed: at('failed') };
}
