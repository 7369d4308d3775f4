import { plainName, plainText } from '../i18n/plain-text.ts';
import type { UserReference } from '../requests/license-change.ts';
import { withAsOf } from './as-of.ts';
import { userChoice, withoutRepeats } from './choices.ts';
import type { Draft } from './draft.ts';
import { type DraftQuestion, inputOf, type StepAnswer, type StepContext } from './draft-step.ts';
import { isSelf } from './intent.ts';

const MOST_CHOICES = 15;

/** Asks which of the customer's users the license is for. */
export const userQuestion: DraftQuestion = {
  step: 'user',

  async view(draft, context, choices) {
    const { directory, turn } = context;
    const { text } = turn;
    const { id, name } = customerOf(draft);
    const offered = choices.length > 0 ? choices : (await directory.users(id, '')).map(userChoice);
    const known = draft.user && choices.length === 0 ? [userChoice(draft.user)] : [];
    return {
      template: 'draft-search',
      data: {
        isSearch: choices.length === 0,
        inputId: 'in_user',
        dataset: `users/${id}`,
        label: text('draft.user.label'),
        placeholder: text('draft.user.placeholder'),
        value: draft.user?.id ?? '',
        choices: withoutRepeats([...known, ...offered]),
      },
      question: text('draft.user.question', { customer: plainName(name) }),
      hint: await withAsOf(text('draft.user.hint'), { customerId: id, what: 'users' }, context),
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
    const values = { text: plainText(words), customer: plainName(customer.name) };
    if (!first) return { kind: 'again', error: turn.text('draft.user.none', values) };
    if (found.length === 1) return learned(first, draft);
    const error = turn.text('draft.user.several', { ...values, count: found.length });
    return { kind: 'again', error, choices: found.map(userChoice) };
  },

  async fromWish(draft, context) {
    const names = draft.wish?.users ?? [];
    const [name] = names;
    if (!name) return undefined;
    if (names.length > 1) return oneOfSeveral(names, draft, context);
    return this.fromWords(isSelf(name) ? await ownName(context, name) : name, draft, context);
  },
};

/** A request is for one person: nobody is left out without a word. */
async function oneOfSeveral(
  names: readonly string[],
  draft: Draft,
  { directory, turn }: StepContext,
): Promise<StepAnswer> {
  const { id } = customerOf(draft);
  const found = (await Promise.all(names.map((name) => directory.users(id, name)))).flat();
  const choices = withoutRepeats(found.map(userChoice)).slice(0, MOST_CHOICES);
  return { kind: 'again', error: turn.text('draft.user.oneEach', { count: names.length }), choices };
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
