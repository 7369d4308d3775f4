import type { Translate } from '../i18n/translator.ts';

/** What stands on the buttons and fields by which somebody decides on a request, or goes on with one, alone or with others. */
export function decisionLabels(text: Translate) {
  return {
    approve: text('request.approve'),
    approveConfirm: text('request.approveConfirm'),
    remark: text('request.remark'),
    reject: text('request.reject'),
    rejectConfirm: text('request.rejectConfirm'),
    reason: text('request.reasonLabel'),
    reasonMissing: text('request.reasonMissing'),
    retry: text('request.retry'),
    run: text('request.run'),
    nudge: text('request.nudge'),
    cancel: text('request.cancel'),
    cancelQuestion: text('request.cancelQuestion'),
    cancelConfirm: text('request.cancelConfirm'),
  };
}
