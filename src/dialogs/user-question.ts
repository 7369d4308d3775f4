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
    return learned(user, draft, context);
  },

  async fromWords(words, draft, context) {
    const { directory, turn } = context;
    const customer = customerOf(draft);
    const own = isSelf(words) ? await directory.self(customer.id, turn.person) : undefined;
    if (own) return learned(own, draft, context);
    // The account at the customer need not be the one in Teams: it is looked up by name.
    const said = isSelf(words) ? turn.person.name || words : words;
    const exact = said.includes('@') ? await directory.user(customer.id, said.trim()) : undefined;
    if (exact) return learned(exact, draft, context);
    const found = await directory.users(customer.id, said);
    const [first] = found;
    const values = { text: plainText(said), customer: plainName(customer.name) };
    if (!first) return { kind: 'again', error: turn.text('draft.user.none', values) };
    if (found.length === 1) return learned(first, draft, context);
    const error = turn.text('draft.user.several', { ...values, count: found.length });
    return { kind: 'again', error, choices: found.map(userChoice) };
  },

  async fromWish(draft, context) {
    const names = draft.wish?.users ?? [];
    const [name] = names;
    if (!name) return speakerThemselves(draft, context);
    if (names.length > 1) return oneOfSeveral(names, draft, context);
    return this.fromWords(name, draft, context);
  },
};

/** People of a customer ask for themselves, unless they say otherwise. */
async function speakerThemselves(draft: Draft, context: StepContext): Promise<StepAnswer | undefined> {
  const own = await context.directory.self(customerOf(draft).id, context.turn.person);
  return own && learned(own, draft, context);
}

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

async function learned(
  user: UserReference,
  draft: Draft,
  { directory, turn }: StepContext,
): Promise<StepAnswer> {
  const isOther = draft.user?.id !== user.id;
  const own = await directory.self(customerOf(draft).id, turn.person);
  const isForSelf = own?.id === user.id;
  const reference = { id: user.id, name: user.name, upn: user.upn };
  // What another user holds says nothing about this one.
  return { kind: 'learned', patch: { user: reference, isForSelf, ...(isOther ? { remove: [] } : {}) } };
}

function customerOf(draft: Draft) {
  if (!draft.customer) throw new Error('the draft has no customer yet');
  return draft.customer;
}
