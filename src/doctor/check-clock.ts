import { type Finding, findingsOf } from './finding.ts';

const { ok, warning, failed } = findingsOf('clock');

/** Beyond five minutes Teams' tokens are refused. */
const WARN_SECONDS = 30;
const FAIL_SECONDS = 240;

/**
 * Compares our clock with the one that Entra ID's answer carries.
 * @param date the `Date` header; undefined when nobody answered
 */
export function checkClock(date: string | undefined, now: Date): readonly Finding[] {
  const theirs = Date.parse(date ?? '');
  if (Number.isNaN(theirs)) return [warning('unknown')];
  const seconds = Math.round((now.getTime() - theirs) / 1000);
  const off = Math.abs(seconds);
  if (off > FAIL_SECONDS) return [failed('wrong', { seconds })];
  return [off > WARN_SECONDS ? warning('off', { seconds }) : ok('ok', { seconds })];
}
