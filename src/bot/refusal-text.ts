import { refusalValues } from '../dialogs/refusal-values.ts';
import type { Translate } from '../i18n/translator.ts';
import type { RequestError } from '../requests/errors.ts';

/** The sentence of a refusal. */
export function refusalText(error: RequestError, text: Translate): string {
  return text(`error.${error.code}`, refusalValues(error, text));
}
