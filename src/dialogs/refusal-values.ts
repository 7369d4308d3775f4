import { moneyText } from '../i18n/money-text.ts';
import { plainText } from '../i18n/plain-text.ts';
import type { Translate } from '../i18n/translator.ts';
import type { RequestError } from '../requests/errors.ts';

/** What is put into the sentence of a refusal: amounts as its language writes them, everything else letter for letter. */
export function refusalValues(
  { details }: Pick<RequestError, 'details'>,
  text: Translate,
): Readonly<Record<string, string>> {
  const { currency, ...values } = details;
  const shown = (value: string) =>
    currency ? moneyText({ value: Number(value), currency }, text) : plainText(value);
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, shown(value)]));
}
