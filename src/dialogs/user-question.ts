import { plainText } from '../i18n/plain-text.ts';
import type { UserReference } from '../requests/license-change.ts';
import type { Draft } from './draft.ts';
import { type Choice, type DraftQuestion, inputOf, type StepAnswer, type StepContext } from './draft-step.ts';

/** Asks which of the customer's users the license is for. */
export const userQuestion: DraftQuestion = {
  step: 'user',

  async view(draft, { directory, turn }, choices) {
    const { text } = turn;
    const { id, name } = customerOf(draft);
    const offered = choices.length > 0 ? choices : (await directory.users(id, '')).map(choiceOf);
    const known = draft.user && choices.length === 0 ? [choiceOf(draft.user)] : [];
    return {
      template: 'draft-search',
      data: {
        isSearch: choices.length === 0,
        inputId: 'in_user',
        dataset: `users/${id}`,
        label: text('draft.user.label'),
        placeholder: text('draft.user.placeholder'),
        missing: text('draft.user.missing'),
        value: draft.user?.id ?? '',
        choices: [...known, ...offered.filter((choice) => choice.value !== draft.user?.id)],
      },
      question: text('draft.user.question', { customer: plainText(name) }),
      hint: text('draft.user.hint'),
    };
  },

  async fromCard(draft, context) {
    const chosen = inputOf(context, 'in_user');
    const user = chosen ? await context.directory.user(customerOf(draft).id, chosen) : undefined;
    if (!user) return { kind: 'again', error: context.turn.text('draft.user.missing') };
    return learned(user, draft);
  },

  async fromWords(words, draft, context) {
    const { directory, turn } = context;
    const customer = customerOf(draft);
    const exact = words.includes('@') ? await directory.user(customer.id, words.trim()) : undefined;
    if (exact) return learned(exact, draft);
    const found = await directory.users(customer.id, words);
    const [first] = found;
    const values = { text: plainText(words), customer: plainText(customer.name) };
    if (!first) return { kind: 'again', error: turn.text('draft.user.none', values) };
    if (found.length === 1) return learned(first, draft);
    const error = turn.text('draft.user.several', { ...values, count: found.length });
    return { kind: 'again', error, choices: found.map(choiceOf) };
  },

  async fromWish(draft, context) {
    const [name] = draft.wish?.users ?? [];
    if (!name) return undefined;
    return this.fromWords(isSelf(name) ? await ownName(context, name) : name, draft, context);
  },
};

function isSelf(name: string): boolean {
  return /^(me|myself)$/i.test(name);
}

/** "For me" is looked up by name: the account at the customer need not be the one in Teams. */
async function ownName({ turn }: StepContext, fallback: string): Promise<string> {
  return turn.person.name || fallback;
}

function learned(user: UserReference, draft: Draft): StepAnswer {
  const isOther = draft.user?.id !== user.id;
  const reference = { id: user.id, name: user.name, upn: user.upn };
  // What another user holds says nothing about this one.
  return { kind: 'learned', patch: { user: reference, ...(isOther ? { remove: [] } : {}) } };
}

function customerOf(draft: Draft) {
  if (!draft.customer) throw new Error('the draft has no customer yet');
  return draft.customer;
}

function choiceOf(user: UserReference): Choice {
  return { title: `${user.name} – ${user.upn}`, value: user.id };
}
