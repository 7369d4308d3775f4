import type { Translate } from '../i18n/translator.ts';
import { seenReason } from '../requests/reason.ts';
import type { Draft } from './draft.ts';
import { type DraftQuestion, inputOf, type StepAnswer, type StepContext } from './draft-step.ts';

const LONGEST_REASON = 500;
/** What is kept of a longer one, to be shortened. */
const LONGEST_KEPT = 2000;

/** Asks why the license is needed. */
export const reasonQuestion: DraftQuestion = {
  step: 'reason',

  async view(draft, { turn }) {
    const { text } = turn;
    return {
      template: 'draft-reason',
      data: reasonInput(draft, text),
      question: text('draft.reason.question'),
      hint: text('draft.reason.hint', { most: LONGEST_REASON }),
    };
  },

  async fromCard(_draft, context) {
    return reasonGiven(inputOf(context, 'in_reason'), context);
  },

  async fromWords(words, _draft, context) {
    return reasonGiven(words, context);
  },

  async fromWish(draft, context) {
    const reason = seenReason(draft.wish?.reason ?? null);
    return reason === null ? undefined : reasonGiven(reason, context);
  },
};

/** The input for a reason, as its own step and the card of somebody who asks for themselves show it. */
export function reasonInput({ reason, unfinishedReason }: Draft, text: Translate) {
  return {
    label: text('draft.reason.label'),
    placeholder: text('draft.reason.placeholder'),
    value: unfinishedReason ?? reason ?? '',
  };
}

/** Takes a reason that is there and fits; a longer one is not cut behind anybody's back. */
export function reasonGiven(typed: string, { turn }: StepContext): StepAnswer {
  const reason = seenReason(typed);
  if (!reason) return { kind: 'again', error: turn.text('draft.reason.missing') };
  if (reason.length <= LONGEST_REASON) return { kind: 'learned', patch: { reason, unfinishedReason: null } };
  const values = { count: reason.length, most: LONGEST_REASON };
  const kept = { unfinishedReason: reason.slice(0, LONGEST_KEPT) };
  return { kind: 'again', error: turn.text('draft.reason.tooLong', values), kept };
}
