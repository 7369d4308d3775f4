import type { Translate } from '../i18n/translator.ts';
import type { PreflightFinding } from '../requests/license-request.ts';
import { changeOf, type Draft } from './draft.ts';
import type { DraftQuestion } from './draft-step.ts';
import { isSend } from './intent.ts';

/** What the review shows of the checks made before anybody is asked. */
export interface DraftChecks {
  check(change: ReturnType<typeof changeOf>): Promise<readonly PreflightFinding[]>;
  /** One finding as a line with its Adaptive Card colour. */
  line(
    finding: PreflightFinding,
    draft: Draft,
    text: Translate,
  ): { readonly text: string; readonly color: string };
}

/** Shows everything once more; going on from here sends the request. */
export function createReviewQuestion(checks: DraftChecks): DraftQuestion {
  return {
    step: 'review',

    async view(draft, { turn }) {
      const findings = await checks.check(changeOf(draft));
      return {
        template: 'draft-review',
        data: { findings: findings.map((finding) => checks.line(finding, draft, turn.text)) },
        question: turn.text('draft.review.question'),
        hint: turn.text('draft.review.hint'),
      };
    },

    async fromCard(_draft, { turn }) {
      if (turn.press?.verb === 'draft.submit') return { kind: 'learned', patch: {} };
      return { kind: 'again', error: turn.text('draft.review.unclear') };
    },

    async fromWords(words, _draft, { turn }) {
      if (isSend(words)) return { kind: 'learned', patch: {} };
      return { kind: 'again', error: turn.text('draft.review.unclear') };
    },

    async fromWish() {
      return undefined;
    },
  };
}
