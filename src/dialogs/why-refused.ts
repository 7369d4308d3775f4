import type { TextValues, Translate } from '../i18n/translator.ts';

/** Why Partner Center may refuse to show a customer, where there is more to say than the error's title. */
const EXPLAINED = ['conditional-access', 'no-relationship', 'missing-role', 'access-denied'];

/** Says why a customer cannot be read; `names` holds the customer's and the user's name, made safe to show. */
export function whyRefused(meaning: string, names: TextValues, text: Translate): string {
  return text(EXPLAINED.includes(meaning) ? `draft.refused.${meaning}` : `problem.${meaning}.title`, names);
}
