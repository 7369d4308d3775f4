import type { Translate } from '../i18n/translator.ts';
import type { LicenseChange } from '../requests/license-change.ts';
import type { PreflightReport } from '../requests/preflight-report.ts';
import { changeOf } from './draft.ts';
import type { DraftQuestion } from './draft-step.ts';
import { isSend } from './intent.ts';

/** What the review shows of the checks made before anybody is asked. */
export interface DraftChecks {
  check(change: LicenseChange): Promise<PreflightReport>;
  /** What was found as lines with their Adaptive Card colours. */
  lines(
    report: PreflightReport,
    change: LicenseChange,
    text: Translate,
  ): readonly { readonly text: string; readonly color: string }[];
}

/** Shows everything once more; going on from here sends the request. */
export function createReviewQuestion(checks: DraftChecks): DraftQuestion {
  return {
    step: 'review',

    async view(draft, { turn }) {
      const change = changeOf(draft);
      const report = await checks.check(change);
      return {
        template: 'draft-review',
        data: { findings: checks.lines(report, change, turn.text) },
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
