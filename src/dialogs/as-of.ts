import { clientTime } from '../i18n/client-time.ts';
import { sentencesText } from '../i18n/sentence-text.ts';
import type { StepContext } from './draft-step.ts';

/** A hint, and how new what is offered is. */
export async function withAsOf(
  hint: string,
  { customerId, what }: { readonly customerId: string; readonly what: 'users' | 'skus' },
  { directory, turn }: StepContext,
): Promise<string> {
  const { usersAsOf, skusAsOf } = await directory.freshness(customerId);
  const asOf = what === 'users' ? usersAsOf : skusAsOf;
  return asOf === null
    ? hint
    : sentencesText([hint, turn.text(`directory.${what}AsOf`, { at: clientTime(asOf) })]);
}
