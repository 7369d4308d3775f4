import { plainName, plainText } from '../i18n/plain-text.ts';
import type { Translate } from '../i18n/translator.ts';
import { RequestError } from '../requests/errors.ts';
import type { LicenseRequest } from '../requests/license-request.ts';
import type { RequestService } from '../requests/request-service.ts';
import { confirmationOf } from './confirmation.ts';
import type { PersonLimits } from './person-limits.ts';
import { refusalText } from './refusal-text.ts';
import {
  type Actor,
  isAboutPresentState,
  type RequestAction,
  type RequestActions,
} from './request-actions.ts';

export type ManyRequestsDependencies = {
  readonly actions: Pick<RequestActions, 'perform'>;
  readonly service: Pick<RequestService, 'get'>;
  readonly limits: Pick<PersonLimits, 'allows'>;
};

/** What came of each of several requests. */
export type Outcome = {
  /** How many were done, and how many not, in one sentence. */
  readonly summary: string;
  /** One sentence for each request, in the order in which they were named. */
  readonly lines: readonly string[];
  readonly isAllDone: boolean;
};

/** So many requests can be acted on at once: a page of a list. */
export const MOST_AT_ONCE = 10;

type Line = { readonly isDone: boolean; readonly text: string };

/** Does one thing with several requests: each on its own, as if each had been pressed alone. */
export class ManyRequests {
  readonly #deps: ManyRequestsDependencies;

  constructor(dependencies: ManyRequestsDependencies) {
    this.#deps = dependencies;
  }

  /** What one of them meets stops none of the others. Throws when all met a fault of ours. */
  async perform(actions: readonly RequestAction[], actor: Actor): Promise<Outcome> {
    const { text } = actor;
    const settled = await Promise.allSettled(actions.map((action) => this.#one(action, actor)));
    const faults = settled.filter((one) => one.status === 'rejected').map(({ reason }) => reason);
    if (faults.length > 0 && faults.length === actions.length) throw faults[0];
    const lines = settled.map((one, index) =>
      one.status === 'fulfilled'
        ? one.value
        : { isDone: false, text: text('many.fault', { id: idOf(actions[index]) }) },
    );
    const done = lines.filter(({ isDone }) => isDone).length;
    return {
      summary: summaryOf(actions[0]?.verb ?? '', { done, notDone: lines.length - done }, text),
      lines: lines.map((line) => line.text),
      isAllDone: done === lines.length,
    };
  }

  async #one(action: RequestAction, actor: Actor): Promise<Line> {
    const { actions, limits } = this.#deps;
    const { person, text } = actor;
    const id = idOf(action);
    try {
      if (!limits.allows(person, 'decide')) throw new RequestError('too-often');
      const request = await actions.perform(action, actor);
      if (!request) return { isDone: false, text: text('error.unknownAction') };
      return { isDone: true, text: confirmationOf(action.verb, request, text) };
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      if (!isAboutPresentState(error))
        return { isDone: false, text: text('many.refused', { id, why: refusalText(error, text) }) };
      const present = await this.#deps.service.get(action.requestId);
      return { isDone: false, text: standingLine(error, present, text) };
    }
  }
}

/** Why somebody came too late: to people who may know, as every refusal of this kind is. */
function standingLine(error: RequestError, request: LicenseRequest, text: Translate): string {
  const { id, status } = request;
  if (error.code === 'changed-meanwhile') return text('many.changed', { id });
  if (error.code === 'nothing-to-decide') return text('many.nothing', { id });
  const last = request.decisions.findLast(({ kind }) => kind !== 'run');
  const isDecided = status !== 'pending' && status !== 'cancelled' && status !== 'expired';
  if (!last || !isDecided) return text('reply.done', { id, status: text(`request.status.${status}`) });
  const sentence = last.kind === 'reject' ? 'many.rejectedBefore' : 'many.approvedBefore';
  return text(sentence, { id, approver: plainName(last.by.name) });
}

function summaryOf(
  verb: string,
  { done, notDone }: { readonly done: number; readonly notDone: number },
  text: Translate,
): string {
  const what = SUMMARIES[verb] ?? 'many.done';
  const parts = [
    ...(done > 0 ? [text(what, { count: done })] : []),
    ...(notDone > 0 ? [text('many.notDone', { count: notDone })] : []),
  ];
  return parts.join(' · ');
}

const SUMMARIES: Readonly<Record<string, string>> = {
  'request.approve': 'many.approved',
  'request.reject': 'many.rejected',
  'request.cancel': 'many.cancelled',
};

function idOf(action: RequestAction | undefined): string {
  return plainText((action?.requestId ?? '').toUpperCase());
}
