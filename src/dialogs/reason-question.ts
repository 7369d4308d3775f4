import type { Translate } from '../i18n/translator.ts';
import { withTogether } from '../requests/bundle.ts';
import { seenReason } from '../requests/reason.ts';
import type { Draft } from './draft.ts';
import type { DraftDirectory } from './draft-directory.ts';
import { membersOf } from './draft-members.ts';
import { type DraftQuestion, inputOf, type StepAnswer, type StepContext } from './draft-step.ts';
import { isNoReason, isSend } from './intent.ts';
import { withoutReasonMark } from './wish.ts';

const LONGEST_REASON = 500;
/** What is kept of a longer one, to be shortened. */
const LONGEST_KEPT = 2000;
/** What a draft holds when there is no reason and none is wanted. */
const NO_REASON = '';

/** Asks why the license is needed; whoever need not say so goes on without. */
export const reasonQuestion: DraftQuestion = {
  step: 'reason',

  async view(draft, { directory, turn }) {
    const { text } = turn;
    const isNeeded = needsReason(draft, directory);
    return {
      template: 'draft-reason',
      data: reasonInput(draft, isNeeded, text),
      question: text('draft.reason.question'),
      hint: text(isNeeded ? 'draft.reason.hint' : 'draft.reason.optionalHint', { most: LONGEST_REASON }),
    };
  },

  async fromCard(draft, context) {
    return reasonEntered(draft, context);
  },

  async fromWords(words, draft, context) {
    if (isSend(words)) return reasonEntered(draft, context);
    const reason = withoutReasonMark(words);
    const isNone = isNoReason(words) || isNoReason(reason);
    return reasonGiven(isNone ? NO_REASON : reason, draft, context);
  },

  async fromWish(draft, context) {
    const reason = seenReason(draft.wish?.reason ?? null);
    if (reason !== null) return reasonGiven(reason, draft, context);
    return isSaidAtOnce(draft) && draft.unfinishedReason === null && !needsReason(draft, context.directory)
      ? { kind: 'learned', patch: { reason: NO_REASON } }
      : undefined;
  },
};

/** The input for a reason, as its own step and the card of somebody who asks for themselves show it. */
export function reasonInput({ reason, unfinishedReason }: Draft, isNeeded: boolean, text: Translate) {
  return {
    label: text(isNeeded ? 'draft.reason.label' : 'draft.reason.optionalLabel'),
    placeholder: text('draft.reason.placeholder'),
    value: unfinishedReason ?? reason ?? '',
  };
}

/** The reason as a card shows it; a card without that input changes nothing of it. */
export function reasonEntered(draft: Draft, context: StepContext): StepAnswer {
  const isAsked = context.turn.press?.data['in_reason'] !== undefined;
  const kept = draft.unfinishedReason ?? draft.reason ?? NO_REASON;
  return reasonGiven(isAsked ? inputOf(context, 'in_reason') : kept, draft, context);
}

/** Takes a reason that fits, or none where none is needed; a longer one is not cut behind anybody's back. */
function reasonGiven(typed: string, draft: Draft, { directory, turn }: StepContext): StepAnswer {
  const reason = seenReason(typed) ?? NO_REASON;
  if (reason === NO_REASON && needsReason(draft, directory))
    return { kind: 'again', error: turn.text('error.request-reason-required') };
  if (reason.length <= LONGEST_REASON) return { kind: 'learned', patch: { reason, unfinishedReason: null } };
  const values = { count: reason.length, most: LONGEST_REASON };
  const kept = { unfinishedReason: reason.slice(0, LONGEST_KEPT) };
  return { kind: 'again', error: turn.text('draft.reason.tooLong', values), kept };
}

/** Asks anew for a reason that was left out before it was needed, as where another license was chosen. */
export function withReasonDue(draft: Draft, directory: DraftDirectory): Draft {
  return draft.reason === NO_REASON && needsReason(draft, directory) ? { ...draft, reason: null } : draft;
}

/** Whether the policy wants a reason for what a draft asks for, as far as that is known. */
export function needsReason(draft: Draft, directory: DraftDirectory): boolean {
  if (!draft.customer || !draft.user) return false;
  const members = membersOf(draft);
  const asked = members.length > 1 ? withTogether(members) : members;
  return directory.needsReason(asked.map(({ change }) => change));
}

/** A sentence that names the license, or that of each person, says all there is to say; so does who asks for themselves. */
function isSaidAtOnce({ wish, isForSelf }: Draft): boolean {
  if (isForSelf || !wish) return isForSelf;
  return wish.assign.length + wish.remove.length > 0 || (wish.rows !== undefined && wish.users.length > 0);
}
