import { plainName, plainText } from '../i18n/plain-text.ts';
import type { UserReference } from '../requests/license-change.ts';
import { withAsOf } from './as-of.ts';
import { userChoice, withoutRepeats } from './choices.ts';
import type { Draft } from './draft.ts';
import { type DraftQuestion, inputOf, type StepAnswer, type StepContext } from './draft-step.ts';
import { isSelf } from './intent.ts';
import { listAnswer } from './list-question.ts';
import { readListWish } from './list-wish.ts';
import { isUserList, readUserRows } from './user-rows.ts';
import { NO_WISH } from './wish.ts';

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
        value: draft.list ? '' : (draft.user?.id ?? ''),
        many: {
          isAsked: true,
          label: text('draft.list.manyLabel'),
          placeholder: text('draft.list.placeholder'),
          value: (draft.list ?? []).map(({ words }) => words).join('\n'),
        },
        choices: withoutRepeats([...known, ...offered]),
      },
      question: text('draft.user.question', { customer: plainName(name) }),
      hint: await withAsOf(text('draft.user.hint'), { customerId: id, what: 'users' }, context),
    };
  },

  async fromCard(draft, context) {
    const listed = inputOf(context, 'in_users');
    if (listed) return fromText(listed, draft, context);
    const chosen = inputOf(context, 'in_user');
    const user = chosen ? await context.directory.user(customerOf(draft).id, chosen) : undefined;
    if (!user) return { kind: 'again', error: context.turn.text('draft.user.missing') };
    return learned(user, draft, context);
  },

  async fromWords(words, draft, context) {
    const { directory, turn } = context;
    if (isUserList(words)) return fromText(words, draft, context);
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
    const { users: names, rows } = draft.wish ?? NO_WISH;
    if (rows) return fromText(rows, draft, context);
    const [name] = names;
    if (!name) return speakerThemselves(draft, context);
    if (names.length > 1) return fromNames(names, draft, context);
    return this.fromWords(name, draft, context);
  },
};

/** People of a customer ask for themselves, unless they say otherwise. */
async function speakerThemselves(draft: Draft, context: StepContext): Promise<StepAnswer | undefined> {
  const own = await context.directory.self(customerOf(draft).id, context.turn.person);
  return own && learned(own, draft, context);
}

/** Rows of a list, perhaps under a line that says what they are to get; a single one is a person like any other. */
async function fromText(text: string, draft: Draft, context: StepContext): Promise<StepAnswer> {
  const said = readListWish(text);
  if (said?.rows && said.assign.length + said.remove.length > 0) {
    const { assign, remove, without } = said;
    const anew = { wish: { ...(draft.wish ?? NO_WISH), assign, remove, without }, assign: [], remove: [] };
    const answer = await listAnswer(readUserRows(said.rows), { ...draft, ...anew }, context);
    return answer.kind === 'learned' ? { ...answer, patch: { ...anew, ...answer.patch } } : answer;
  }
  const rows = readUserRows(text);
  const [only] = rows;
  if (only && rows.length === 1 && only.license === null && only.others.length === 0 && only.user !== text)
    return userQuestion.fromWords(only.user, draft, context);
  return listAnswer(rows, draft, context);
}

function fromNames(names: readonly string[], draft: Draft, context: StepContext): Promise<StepAnswer> {
  const rows = names.map((user, index) => ({ row: index + 1, user, license: null, others: [], words: user }));
  return listAnswer(rows, draft, context);
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
  const patch = { user: reference, isForSelf, list: null, ...(isOther ? { remove: [] } : {}) };
  return { kind: 'learned', patch };
}

function customerOf(draft: Draft) {
  if (!draft.customer) throw new Error('the draft has no customer yet');
  return draft.customer;
}
