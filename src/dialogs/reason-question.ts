import type { Translate } from '../i18n/translator.ts';
import type { Draft } from './draft.ts';
import { type DraftQuestion, inputOf, type StepAnswer, type StepContext } from './draft-step.ts';

const LONGEST_REASON = 500;

/** Asks why the license is needed. */
export const reasonQuestion: DraftQuestion = {
  step: 'reason',

  async view(draft, { turn }) {
    const { text } = turn;
    return {
      template: 'draft-reason',
      data: reasonInput(draft, text),
      question: text('draft.reason.question'),
      hint: text('draft.reason.hint'),
    };
  },

  async fromCard(_draft, context) {
    return learned(inputOf(context, 'in_reason'), context);
  },

  async fromWords(words, _draft, context) {
    return learned(words.trim(), context);
  },

  async fromWish(draft, context) {
    return draft.wish?.reason ? learned(draft.wish.reason, context) : undefined;
  },
};

/** The input for a reason, as its own step and the card of somebody who asks for themselves show it. */
export function reasonInput({ reason }: Draft, text: Translate) {
  return {
    label: text('draft.reason.label'),
    placeholder: text('draft.reason.placeholder'),
    value: reason ?? '',
    longest: LONGEST_REASON,
  };
}

function learned(reason: string, { turn }: StepContext): StepAnswer {
  if (!reason) return { kind: 'again', error: turn.text('draft.reason.missing') };
  return { kind: 'learned', patch: { reason: reason.slice(0, LONGEST_REASON) } };
}
