import { listText } from '../i18n/list-text.ts';
import { type Draft, type DraftStep, type MainStep, mainStepOf } from './draft.ts';
import type { DraftDirectory } from './draft-directory.ts';
import type { StepContext } from './draft-step.ts';
import { needsReason } from './reason-question.ts';

/** Says what a draft lacks before it can be sent: at least what the step asks for at which it stands. */
export function missingText(draft: Draft, current: DraftStep, { directory, turn }: StepContext): string {
  const missing = missingSteps(draft, directory);
  const steps = missing.length > 0 ? missing : [mainStepOf(current)];
  const names = steps.map((step) => turn.text(`draft.steps.${step}`));
  return turn.text('draft.notYet', { missing: listText(names, turn.text) });
}

/** What a draft still lacks before it can be sent, as far as nothing that was said answers it. */
function missingSteps(draft: Draft, directory: DraftDirectory): readonly MainStep[] {
  const { customer, user, list, assign, remove, reason, wish } = draft;
  const isUserSaid = user !== null || list !== null || (wish?.users.length ?? 0) > 0;
  const licenses = [assign, remove, wish?.assign ?? [], wish?.remove ?? []];
  const isLicenseSaid = licenses.some((some) => some.length > 0) || (list?.some(({ sku }) => sku) ?? false);
  const isReasonDue = reason === null && !wish?.reason && needsReason(draft, directory);
  const missing: readonly (MainStep | false)[] = [
    customer === null && 'customer',
    !isUserSaid && 'user',
    !isLicenseSaid && 'license',
    isReasonDue && 'reason',
  ];
  return missing.filter((step) => step !== false);
}
