import type { ListAsk } from './list-ask.ts';
import { readListPress } from './list-ask.ts';
import { MOST_AT_ONCE } from './many-requests.ts';
import { type Press, textOf } from './press.ts';
import type { RequestAction } from './request-action.ts';

/** The input that ticks a request holds its number in its name, and the revision that is shown as its value. */
export const PICK = 'pick_';

const PICKED = /^pick_([0-9A-Z]{6})$/;

const VERBS: Readonly<Record<string, { readonly verb: string; readonly reason: string }>> = {
  'list.approve': { verb: 'request.approve', reason: 'in_approveReason' },
  'list.reject': { verb: 'request.reject', reason: 'in_rejectReason' },
};

/** What somebody had entered that is to stand there still: the ticks with the revisions that were seen, and what was typed. */
export type KeptInputs = {
  readonly ticks: ReadonlyMap<string, number>;
  readonly approveReason: string;
  readonly rejectReason: string;
};

/** Nothing had been entered. */
export const NOTHING_ENTERED: KeptInputs = { ticks: new Map(), approveReason: '', rejectReason: '' };

/** What stays of a decision: the ticks of the requests that were not decided on, and what was typed for them. */
export function keptOf({ actions }: ListDecision, notDone: readonly string[]): KeptInputs {
  const left = actions.filter(({ requestId }) => notDone.includes(requestId));
  const [first] = left;
  const reasonFor = (verb: string) => (first?.verb === verb ? (first.reason ?? '') : '');
  return {
    ticks: new Map(left.map(({ requestId, revision }) => [requestId, revision ?? 0])),
    approveReason: reasonFor('request.approve'),
    rejectReason: reasonFor('request.reject'),
  };
}

/** What is wanted of the ticked requests of a list, and the page on which they stand. */
export type ListDecision = { readonly actions: readonly RequestAction[]; readonly page: ListAsk };

/** Reads a decision on the ticked requests; undefined when the button is another one. */
export function readListDecision(press: Press): ListDecision | undefined {
  const wanted = VERBS[press.verb];
  if (!wanted) return undefined;
  const reason = textOf(press, wanted.reason) || null;
  const actions = Object.entries(press.data).flatMap(([name, value]) => {
    const requestId = PICKED.exec(name)?.[1];
    const revision = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : 0;
    return requestId && revision > 0 ? [{ verb: wanted.verb, requestId, revision, reason }] : [];
  });
  return { actions: actions.slice(0, MOST_AT_ONCE), page: readListPress(press) };
}
