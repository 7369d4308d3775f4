import { plainText } from '../i18n/plain-text.ts';
import { customerChoice, withoutRepeats } from './choices.ts';
import type { Draft } from './draft.ts';
import type { CustomerChoice } from './draft-directory.ts';
import { type DraftQuestion, inputOf, type StepAnswer, type StepContext } from './draft-step.ts';
import { isProductName } from './product-name.ts';
import { NO_WISH, type Wish } from './wish.ts';

/** Asks for which customer the license is. */
export const customerQuestion: DraftQuestion = {
  step: 'customer',

  async view(draft, { directory, turn }, choices) {
    const { text } = turn;
    const known = draft.customer ? [customerChoice({ ...draft.customer, domain: '' })] : [];
    const first = choices.length > 0 ? [] : (await directory.customers('', turn.person)).map(customerChoice);
    return {
      template: 'draft-search',
      data: {
        isSearch: choices.length === 0,
        inputId: 'in_customer',
        dataset: 'customers',
        label: text('draft.customer.label'),
        placeholder: text('draft.customer.placeholder'),
        value: draft.customer?.id ?? '',
        many: { isAsked: false, label: '', placeholder: '', value: '' },
        choices: choices.length > 0 ? choices : withoutRepeats([...known, ...first]),
      },
      question: text('draft.customer.question'),
      hint: text('draft.customer.hint'),
    };
  },

  async fromCard(draft, context) {
    const { directory, turn } = context;
    const chosen = await directory.customer(inputOf(context, 'in_customer'), turn.person);
    if (!chosen) return { kind: 'again', error: turn.text('draft.customer.missing') };
    return learned(chosen, draft);
  },

  async fromWords(words, draft, { directory, turn }) {
    const found = await directory.customers(words, turn.person);
    const named = found.filter((one) => isNamed(one, words));
    const [only] = named.length === 1 ? named : found;
    if (!only) return { kind: 'again', error: turn.text('draft.customer.none', { text: plainText(words) }) };
    if (named.length === 1 || found.length === 1) return learned(only, draft);
    const error = turn.text('draft.customer.several', { text: plainText(words), count: found.length });
    return { kind: 'again', error, choices: found.map(customerChoice) };
  },

  async fromWish(draft, context) {
    const { customer, users, rows = '' } = draft.wish ?? NO_WISH;
    if (customer) return this.fromWords(customer, draft, context);
    const behind = await customerBehind(draft, context);
    if (behind) return behind;
    const domain = mostFrequentDomain([...users, rows].join('\n'));
    if (domain) return this.fromWords(domain, draft, context);
    return onlyCustomer(draft, context);
  },
};

/** "E5 for Ada, Contoso": a piece behind others that has the name of a customer is neither a user nor a license. */
async function customerBehind(
  draft: Draft,
  { directory, turn }: StepContext,
): Promise<StepAnswer | undefined> {
  const wish = draft.wish ?? NO_WISH;
  const pieces = [
    ...wish.users.slice(1).filter((user) => !user.includes('@')),
    ...wish.assign.slice(1).filter((license) => !isProductName(license)),
  ];
  for (const piece of pieces) {
    const found = (await directory.customers(piece, turn.person)).find((one) => isNamed(one, piece));
    if (!found) continue;
    const others = (names: readonly string[]) => names.filter((name) => name !== piece);
    const rest = { ...wish, users: others(wish.users), assign: others(wish.assign) };
    const answer = learned(found, { ...draft, wish: rest });
    return answer.kind === 'learned' ? { ...answer, patch: { wish: rest, ...answer.patch } } : answer;
  }
  return undefined;
}

/** The domain of most addresses: in a pasted list, some may be somebody else's. */
function mostFrequentDomain(text: string): string | undefined {
  const domains = [...text.matchAll(/@([^\s<>,;|"'、。]+)/gu)].map(([, domain = '']) => domain.toLowerCase());
  const countOf = (domain: string) => domains.filter((one) => one === domain).length;
  return domains.toSorted((one, other) => countOf(other) - countOf(one))[0];
}

/** Somebody who may ask for one customer only is not asked which one. */
async function onlyCustomer(draft: Draft, { directory, turn }: StepContext): Promise<StepAnswer | undefined> {
  const [only, ...others] = await directory.customers('', turn.person);
  return only && others.length === 0 ? learned(only, draft) : undefined;
}

function learned({ id, name }: CustomerChoice, draft: Draft): StepAnswer {
  const customer = { id, name };
  if (draft.customer?.id === id) return { kind: 'learned', patch: { customer } };
  if (!draft.customer) return { kind: 'learned', patch: { customer } };
  // Users and licenses belong to their customer: with another one the user is asked for anew, the licenses are looked for.
  const said = draft.wish ?? NO_WISH;
  const wish = { ...said, users: [], rows: rowsSaid(draft), ...licensesSaid(draft) };
  const anew = { user: null, list: null, assign: [], remove: [], assignedBefore: draft.assign };
  return { kind: 'learned', patch: { customer, ...anew, wish } };
}

/** Rows of a list are looked up anew, unless the draft has become one for somebody alone. */
function rowsSaid({ wish, user, list }: Draft): Wish['rows'] {
  return user && !list ? undefined : wish?.rows;
}

function licensesSaid({ assign }: Draft): Partial<Wish> {
  return assign.length === 0 ? {} : { assign: assign.map(({ sku }) => sku.name), remove: [] };
}

function isNamed(customer: CustomerChoice, words: string): boolean {
  const wanted = words.trim().toLowerCase();
  return [customer.id, customer.name, customer.domain].some((name) => name.toLowerCase() === wanted);
}
