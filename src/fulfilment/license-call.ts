import type { Logger } from 'pino';
import type { PartnerCenterClient } from '../partner-center/client.ts';
import { meaningOfAnswer } from '../partner-center/error-meanings.ts';
import { PartnerCenterError, PartnerCenterUnreachable } from '../partner-center/errors.ts';
import type { LicenseUpdateAnswer } from '../partner-center/resources.ts';
import { type Attempt, touched } from '../requests/license-request.ts';
import type { RequestWriter } from '../requests/request-writer.ts';
import { LEASE_MS, lastSendOf, mustReadBeforeSending, retryDelay } from './attempt-rules.ts';
import type { ExecutorTokens } from './executor-tokens.ts';
import { type LicenseReader, licenseUpdateOf } from './license-reader.ts';
import { type Executing, factsOf, type Outcomes } from './outcomes.ts';

export type LicenseCallDependencies = {
  readonly client: Pick<PartnerCenterClient, 'updateLicenses' | 'validateMfa'>;
  readonly reader: LicenseReader;
  readonly writer: RequestWriter;
  readonly outcomes: Outcomes;
  readonly tokens: ExecutorTokens;
  readonly clock: () => Date;
  readonly newId: () => string;
  /** A number from 0 to 1, for jitter. */
  readonly random: () => number;
  readonly log: Logger;
};

/** Longest wait for the answer of the MFA probe. */
const PROBE_MS = 10_000;

/** How a send is made. `isFreshToken`: the token was just asked for anew, because the one before was refused. */
type Sending = { readonly accessToken: string; readonly isFreshToken: boolean };

/** The one `licenseupdates` call of an attempt, with all its repeats. What is sent has been saved before. */
export class LicenseCall {
  readonly #deps: LicenseCallDependencies;

  constructor(dependencies: LicenseCallDependencies) {
    this.#deps = dependencies;
  }

  /** Goes on with an attempt that was interrupted or has to be repeated. */
  async resume(request: Executing): Promise<void> {
    const { reader, outcomes, tokens, clock } = this.#deps;
    const { attempt: found } = request;
    // Nobody knows what became of a call that a crash interrupted.
    const attempt = { ...found, isAmbiguous: found.isAmbiguous || found.isUnderWay, isUnderWay: false };
    const current: Executing = { ...request, attempt };
    if (mustReadBeforeSending(attempt, clock())) {
      const sighting = await reader.look(current);
      if (sighting === 'in-place') return outcomes.foundInPlace(current);
      if (sighting === 'could-not-read') return this.#tryLater(current, null);
    }
    if (outcomes.now() >= lastSendOf(current)) return outcomes.endRetries(current, null);
    const token = await tokens.acquire(attempt.executor);
    if (token.kind !== 'token') {
      if (attempt.isAmbiguous) return outcomes.endRetries(current, null);
      return outcomes.withoutToken(current, token);
    }
    await this.#sendAgain(current, { accessToken: token.accessToken, isFreshToken: false });
  }

  /** Sends what was saved as an attempt under way, and settles what came of it. */
  async send(request: Executing, sending: Sending): Promise<void> {
    const { change, attempt, locale } = request;
    const { idempotencyKey, correlationId } = attempt;
    let answer: LicenseUpdateAnswer;
    try {
      const ids = { idempotencyKey, correlationId, accessToken: sending.accessToken, locale };
      const { customer, user } = change;
      answer = await this.#deps.client.updateLicenses(customer.id, user.id, licenseUpdateOf(change), ids);
    } catch (error) {
      return this.#afterError(request, error, sending);
    }
    const { warnings, status, digest, cv } = answer;
    const facts = { httpStatus: status, digest, cv, warnings: warnings.length, sends: attempt.sends };
    const outcome = { wasInPlace: false, correlationId: answer.correlationId, warnings };
    await this.#deps.outcomes.complete(request, outcome, facts);
  }

  async #sendAgain(request: Executing, sending: Sending, ids: Partial<Attempt> = {}): Promise<void> {
    const { outcomes, writer } = this.#deps;
    const lastSentAt = outcomes.now();
    // The token may have taken its time.
    if (lastSentAt >= lastSendOf(request)) return outcomes.endRetries(request, null);
    const sends = request.attempt.sends + 1;
    const attempt: Attempt = { ...request.attempt, ...ids, sends, isUnderWay: true, lastSentAt };
    const claimed = touched(request, lastSentAt, { attempt, dueAt: outcomes.in(LEASE_MS) });
    const facts = { sends, idempotencyKey: attempt.idempotencyKey };
    if (!(await writer.save(claimed, { kind: 'sent-again', facts, redraw: false }))) return;
    await this.send({ ...claimed, attempt }, sending);
  }

  async #afterError(request: Executing, error: unknown, sending: Sending): Promise<void> {
    const { log, outcomes } = this.#deps;
    if (error instanceof PartnerCenterUnreachable) {
      log.warn({ requestId: request.id, err: error.toJSON() }, 'Partner Center did not answer');
      return this.#tryLater(inDoubt(request, error.mayHaveBeenApplied), null);
    }
    if (!(error instanceof PartnerCenterError)) throw error;
    log.warn({ requestId: request.id, err: error.toJSON() }, 'Partner Center answered no');
    const { action } = meaningOfAnswer(error.httpStatus, error.code);
    // 429 is refused before anything is done; 408 and 5xx may come after the change was made.
    if (action === 'retry') return this.#tryLater(inDoubt(request, error.httpStatus !== 429), error);
    if (request.attempt.isAmbiguous) return this.#doubtRefusal(request, error);
    if (action === 'sign-in' && !sending.isFreshToken) return this.#sendWithFreshToken(request, error);
    if (action === 'sign-in' || action === 'sign-in-mfa') {
      const { accessToken } = sending;
      return this.#askForSignIn(request, error, { isMfa: action === 'sign-in-mfa', accessToken });
    }
    await outcomes.refused(request, error);
  }

  /** A refusal after an ambiguous send may answer a repeat whose first send was applied: look before believing it. */
  async #doubtRefusal(request: Executing, error: PartnerCenterError): Promise<void> {
    const { outcomes, reader } = this.#deps;
    if ((await reader.look(request)) === 'in-place') {
      await outcomes.foundInPlace(request, { refusedWith: error.code ?? error.httpStatus });
      return;
    }
    await outcomes.endRetries(request, error);
  }

  /** A refused token is renewed once before its owner is bothered; a refusal has spent the idempotency key. */
  async #sendWithFreshToken(request: Executing, error: PartnerCenterError): Promise<void> {
    const { executor } = request.attempt;
    const token = await this.#deps.tokens.acquire(executor, { forceRefresh: true });
    if (token.kind === 'token') {
      const sending = { accessToken: token.accessToken, isFreshToken: true };
      return this.#sendAgain(request, sending, { idempotencyKey: this.#deps.newId() });
    }
    if (token.kind === 'unavailable') {
      if (token.isTransient) return this.#tryLater(request, error);
      return this.#deps.outcomes.withoutToken(request, token);
    }
    await this.#deps.outcomes.signInRefused(request, error, token.claims);
  }

  /** The token itself was refused: the person signs in anew, stepped up where multifactor authentication was missing. */
  async #askForSignIn(
    request: Executing,
    error: PartnerCenterError,
    { isMfa, accessToken }: { readonly isMfa: boolean; readonly accessToken: string },
  ): Promise<void> {
    const { tokens, outcomes } = this.#deps;
    if (!isMfa) return outcomes.signInRefused(request, error, null);
    const token = await tokens.acquire(request.attempt.executor, { afterMfaRefusal: true });
    if (token.kind === 'sign-in') return outcomes.signInRefused(request, error, token.claims);
    // A stepped-up sign-in was made already: the probe tells whether its token is what is wrong.
    const isEnforced = token.kind === 'unavailable' && token.code === 'mfa-not-enforced';
    const isTokenAtFault = isEnforced && !(await this.#hasMfa(accessToken));
    const isHopeless = token.kind === 'unavailable' && !token.isTransient && !isEnforced;
    if (token.kind === 'unavailable' && (isTokenAtFault || isHopeless)) {
      return outcomes.withoutToken(request, token);
    }
    await outcomes.signInRefused(request, error, null);
  }

  /** Whether Partner Center finds multifactor authentication in a token; false also where it does not say. */
  async #hasMfa(accessToken: string): Promise<boolean> {
    try {
      return (await this.#deps.client.validateMfa({ accessToken, deadlineMs: PROBE_MS })) === true;
    } catch (error) {
      this.#deps.log.warn({ err: error }, 'Partner Center could not be asked about MFA');
      return false;
    }
  }

  async #tryLater(request: Executing, error: PartnerCenterError | null): Promise<void> {
    const { outcomes, random } = this.#deps;
    const dueAt = outcomes.in(retryDelay(request.attempt.sends, error?.retryAfterMs ?? null, random()));
    if (dueAt >= lastSendOf(request)) return outcomes.endRetries(request, error);
    const attempt = { ...request.attempt, isUnderWay: false };
    const { sends, isAmbiguous } = attempt;
    const facts = { ...(error ? factsOf(error) : { httpStatus: null }), sends, isAmbiguous };
    await outcomes.later(request, { attempt, dueAt }, { kind: 'retry-planned', facts });
  }
}

function inDoubt(request: Executing, isAmbiguous: boolean): Executing {
  const { attempt } = request;
  return { ...request, attempt: { ...attempt, isAmbiguous: attempt.isAmbiguous || isAmbiguous } };
}
