import { changeTitle } from '../i18n/change-title.ts';
import type { Translate } from '../i18n/translator.ts';
import type { LicenseRequest } from '../requests/license-request.ts';

/** The sentence that tells somebody what came of a verb they pressed or said. */
export function confirmationOf(verb: string, request: LicenseRequest, text: Translate): string {
  const values = { id: request.id, title: changeTitle(request.change, text) };
  switch (verb) {
    case 'request.approve':
      return text(request.status === 'pending' ? 'reply.approvedStage' : 'reply.approved', values);
    case 'request.reject':
      return text('reply.rejected', values);
    case 'request.cancel':
      return text('reply.cancelled', values);
    case 'request.nudge':
      return text('reply.nudged', values);
    default:
      return text('reply.done', { id: request.id, status: text(`request.status.${request.status}`) });
  }
}
