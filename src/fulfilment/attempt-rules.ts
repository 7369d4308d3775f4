import type { Attempt, LicenseRequest } from '../requests/license-request.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** How long a worker may be silent before another one takes its request over. Longer than the longest call. */
export const LEASE_MS = 90 * SECOND;

/** How long a call is tried again before its fate is left to read-backs, or it is given up as never sent. */
export const RETRY_DEADLINE_MS = 10 * MINUTE;

/** Until when a repeat is trusted to be recognised by its `MS-RequestId`: how long Partner Center remembers is not documented. */
export const REPEAT_TRUSTED_MS = 2 * MINUTE;

/** How long a change may stay invisible in the user's licenses although it was made. */
const READ_LAG_MS = 5 * MINUTE;

/** Waits before the read-backs of a completed change; after the last one the helpdesk is told. */
export const READ_BACK_DELAYS_MS: readonly number[] = [0, 5 * SECOND, 20 * SECOND, MINUTE, 4 * MINUTE];

/** The shortest and the longest wait between two looks at something that may take long. */
export type Pacing = { readonly atLeastMs: number; readonly atMostMs: number };

/** Between looks at the seats of a request that waits for one. */
export const SEAT_PACING: Pacing = { atLeastMs: MINUTE, atMostMs: 15 * MINUTE };

/** Between looks of a request whose turn has not come: another one of the customer is being tried. */
export const TURN_PACING: Pacing = { atLeastMs: 15 * SECOND, atMostMs: 5 * MINUTE };

/** Between tries to get a token while Entra ID is unwell. */
export const TOKEN_PACING: Pacing = { atLeastMs: 15 * SECOND, atMostMs: 15 * MINUTE };

/** Between looks at the licenses of a user whose update is not confirmed. */
export const UNCONFIRMED_PACING: Pacing = { atLeastMs: 30 * SECOND, atMostMs: 30 * MINUTE };

/**
 * How long to wait before the next look, in milliseconds: a quarter of the time that has passed since `since`, within
 * the pacing, with up to a fifth of jitter. So a long wait costs few looks, and a short one is over soon.
 * @param random a number from 0 to 1
 */
export function growingDelay(since: string, now: Date, pacing: Pacing, random: number): number {
  const age = now.getTime() - Date.parse(since);
  return Math.min(Math.max(age / 4, pacing.atLeastMs), pacing.atMostMs) * (1 + random / 5);
}

/**
 * How long to wait before the next send, in milliseconds: doubling from one second to half a minute, with up to a
 * quarter of jitter, and never less than Partner Center asked for.
 * @param random a number from 0 to 1
 */
export function retryDelay(sends: number, retryAfterMs: number | null, random: number): number {
  const base = Math.min(SECOND * 2 ** (sends - 1), 30 * SECOND);
  return Math.max(base * (1 + random / 4), retryAfterMs ?? 0);
}

/** Whether a repeat may have been forgotten by Partner Center, so that the user's licenses must be read first. */
export function mustReadBeforeSending(attempt: Attempt, now: Date): boolean {
  return attempt.isAmbiguous && now.getTime() - Date.parse(attempt.startedAt) > REPEAT_TRUSTED_MS;
}

/** Whether a change that is not seen now was certainly not made. */
export function isProvenNotApplied(attempt: Attempt, now: Date): boolean {
  return now.getTime() - Date.parse(attempt.lastSentAt) > READ_LAG_MS;
}

/** Until when an attempt may be sent again (ISO time): for ten minutes, and never beyond the approval's validity. */
export function lastSendOf({ attempt, validUntil }: LicenseRequest & { readonly attempt: Attempt }): string {
  const deadline = new Date(Date.parse(attempt.startedAt) + RETRY_DEADLINE_MS).toISOString();
  return deadline < validUntil ? deadline : validUntil;
}
