import { anyOf } from './word-pattern.ts';
import { ALL_WORDS } from './words/all-words.ts';

/** The wish that the helpdesk follows a customer's requests in this channel; null for everything. */
export type UseChannelIntent = { readonly kind: 'use-channel'; readonly customer: string | null };

const FORMS = ALL_WORDS.flatMap(({ useChannel: { forms, everything } }) => {
  const isAll = new RegExp(`^${anyOf(everything)}$`, 'iu');
  return forms.map((form) => ({ form: new RegExp(`^${form}[\\s.!。]*$`, 'iu'), isAll }));
});

/** Reads "use this channel for Contoso" in any language; undefined when it is nothing of the kind. */
export function readChannelCommand(text: string): UseChannelIntent | undefined {
  for (const { form, isAll } of FORMS) {
    const customer = form.exec(text)?.groups?.['customer']?.trim();
    if (customer) return { kind: 'use-channel', customer: isAll.test(customer) ? null : customer };
  }
  return undefined;
}
