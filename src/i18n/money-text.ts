import type { Translate } from './translator.ts';

/** An amount as the language writes it, with its currency (ISO 4217). */
export function moneyText(
  { value, currency }: { readonly value: number; readonly currency: string },
  { language }: Pick<Translate, 'language'>,
): string {
  return new Intl.NumberFormat(language, { style: 'currency', currency }).format(value);
}
