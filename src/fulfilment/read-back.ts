import { type LicenseRequest, moved, touched } from '../requests/license-request.ts';
import { lineToHelpdesk } from '../requests/request-notices.ts';
import type { RequestWriter } from '../requests/request-writer.ts';
import { isProvenNotApplied, READ_BACK_DELAYS_MS, UNCONFIRMED_PACING } from './attempt-rules.ts';
import type { LicenseReader } from './license-reader.ts';
import type { Executing, Outcomes } from './outcomes.ts';

export type ReadBackDependencies = {
  readonly reader: LicenseReader;
  readonly writer: RequestWriter;
  readonly outcomes: Outcomes;
  readonly clock: () => Date;
};

/** Looks at the user's licenses after the fact: to settle what is unconfirmed, and to verify what is completed. */
export class ReadBack {
  readonly #deps: ReadBackDependencies;

  constructor(dependencies: ReadBackDependencies) {
    this.#deps = dependencies;
  }

  /** Settles an unconfirmed request as soon as the licenses prove what became of it. */
  async settle(request: Executing): Promise<void> {
    const { reader, writer, outcomes, clock } = this.#deps;
    const sighting = await reader.look(request);
    if (sighting === 'in-place') return outcomes.foundInPlace(request);
    if (sighting === 'not-in-place' && isProvenNotApplied(request.attempt, clock())) {
      const now = outcomes.now();
      const next = moved(request, 'approved', now, { attempt: null, problem: null, dueAt: now });
      await writer.save(next, { kind: 'proven-not-applied' });
      return;
    }
    const dueAt = outcomes.grownFrom(request.attempt.lastSentAt, UNCONFIRMED_PACING);
    await outcomes.later(request, { dueAt }, { kind: 'looked-again', facts: { sighting } });
  }

  /** Looks for a completed change some times; what is not seen then is told to the helpdesk and undoes nothing. */
  async verify(request: LicenseRequest): Promise<void> {
    const { reader, writer, outcomes } = this.#deps;
    const { result } = request;
    if (!result) throw new Error(`request ${request.id} is completed without a result`);
    const verification = VERIFICATIONS[await reader.look(request)];
    const readBacks = result.readBacks + 1;
    const delay = verification === 'seen' ? undefined : READ_BACK_DELAYS_MS[readBacks];
    const isOver = delay === undefined;
    const patch = {
      result: { ...result, verification, readBacks },
      dueAt: isOver ? null : outcomes.in(delay),
    };
    const next = touched(request, outcomes.now(), patch);
    const lines = isOver && verification !== 'seen' ? [lineToHelpdesk(next, NOT_SEEN[verification])] : [];
    const redraw = verification !== result.verification;
    const facts = { verification, readBacks };
    await writer.save(next, { kind: 'read-back', facts, lines, redraw });
  }
}

const VERIFICATIONS = {
  'in-place': 'seen',
  'not-in-place': 'not_yet_seen',
  'could-not-read': 'could_not_read',
} as const;

const NOT_SEEN = { not_yet_seen: 'line.notYetSeen', could_not_read: 'line.couldNotRead' } as const;
