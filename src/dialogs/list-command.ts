import { LIST_NAMES, type ListName } from '../requests/request-lists.ts';
import { anyOf } from './word-pattern.ts';
import { ALL_WORDS } from './words/all-words.ts';
import type { LanguageWords } from './words/language-words.ts';

/** The wish to see a list of requests, of one customer (as it was typed) or of all, or another page of the last one. */
export type ListIntent =
  | { readonly kind: 'list'; readonly list: ListName; readonly customer: string | null }
  | { readonly kind: 'page'; readonly isBack: boolean };

const ENDING = '[\\s.!?。…]*$';
const CUSTOMER = '(?<customer>\\S.{0,99}?)';

const WHOLE = LIST_NAMES.map((list) => [formOf((words) => said(words, words.lists[list])), list] as const);
const FOR_A_CUSTOMER = LIST_NAMES.flatMap((list) =>
  ALL_WORDS.flatMap((words) =>
    customerForms(words, list).map((form) => [new RegExp(form, 'iu'), list] as const),
  ),
);
const NEXT = formOf((words) => said(words, words.pages.next));
const PREVIOUS = formOf((words) => said(words, words.pages.previous));

/** Reads "my open requests", "pending at Contoso", "more"; undefined when it is nothing of the kind. */
export function readListCommand(text: string): ListIntent | undefined {
  const whole = WHOLE.find(([form]) => form.test(text));
  if (whole) return { kind: 'list', list: whole[1], customer: null };
  // The name of one list may end in that of another: the longer one leaves less for the customer.
  const [found] = FOR_A_CUSTOMER.flatMap(([form, list]) => {
    const customer = form.exec(text)?.groups?.['customer']?.trim();
    return customer ? [{ kind: 'list', list, customer } as const] : [];
  }).toSorted((one, other) => one.customer.length - other.customer.length);
  if (found) return found;
  if (NEXT.test(text)) return { kind: 'page', isBack: false };
  return PREVIOUS.test(text) ? { kind: 'page', isBack: true } : undefined;
}

function formOf(form: (words: LanguageWords) => string): RegExp {
  return new RegExp(`^(?:${ALL_WORDS.map(form).join('|')})${ENDING}`, 'iu');
}

/** Such words with the courtesy of their language around them. */
function said({ please }: LanguageWords, names: readonly string[]): string {
  const polite = anyOf(please);
  return `(?:${polite}[ ,、]*)?${anyOf(names)}(?:[ ,、]*${polite})*`;
}

function customerForms({ lists, listFor, please }: LanguageWords, list: ListName): readonly string[] {
  const polite = anyOf(please);
  const [name, courtesy] = [anyOf(lists[list]), `(?:[ ,、]*${polite})*`];
  return [
    ...(listFor.behind
      ? [`^(?:${polite}[ ,]*)?${name}${listFor.behind}${CUSTOMER}${courtesy}${ENDING}`]
      : []),
    ...(listFor.before
      ? [`^(?:${polite}[ ,、]*)?${CUSTOMER}${listFor.before}${name}${courtesy}${ENDING}`]
      : []),
  ];
}
