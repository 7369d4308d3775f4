import type { Config } from '../config.ts';
import { daysLeft, daysToWarnOf } from '../identity/app-certificate.ts';
import { type Finding, findingsOf } from './finding.ts';

const { ok, warning, failed } = findingsOf('configuration');

/** What a configuration that could be read still has against it. */
export function checkConfiguration(config: Config, now: Date): readonly Finding[] {
  return [
    ok('ok'),
    ...(config.tokenKeys ? [] : [warning('noTokenKeys')]),
    ...checkAddress(config.publicUrl),
    ...checkCertificate(config, now),
  ];
}

/** Each problem of a configuration that cannot be read. */
export function configurationProblems(problems: readonly string[]): readonly Finding[] {
  return problems.map((problem) => failed('problem', { problem }));
}

function checkAddress(publicUrl: string): readonly Finding[] {
  const { protocol, hostname } = new URL(publicUrl);
  if (protocol === 'https:') return [];
  const isLoopback = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
  return [isLoopback ? warning('loopback') : failed('notHttps', { address: publicUrl })];
}

function checkCertificate({ credential }: Config, now: Date): readonly Finding[] {
  if (credential.kind !== 'certificate') return [];
  const days = daysLeft(credential.endsAt, now);
  const endsAt = credential.endsAt.toISOString().slice(0, 10);
  if (days < 0) return [failed('certificateEnded', { endsAt })];
  if (daysToWarnOf(credential.endsAt, now) !== null) return [warning('certificateEnds', { days, endsAt })];
  return [ok('certificate', { days, endsAt })];
}
