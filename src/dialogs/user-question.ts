import { isGuid } from '../directory/guid.ts';
import { listText } from '../i18n/list-text.ts';
import { plainName, plainText } from '../i18n/plain-text.ts';
import { sentencesText } from '../i18n/sentence-text.ts';
import type { Translate } from '../i18n/translator.ts';
import type { UserReference } from '../requests/license-change.ts';
import { withAsOf } from './as-of.ts';
import { userChoice, withoutRepeats } from './choices.ts';
import type { Draft } from './draft.ts';
import { type DraftQuestion, inputOf, type StepAnswer, type StepContext } from './draft-step.ts';
import { isSelf } from './intent.ts';
import { listAnswer } from './list-question.ts';
import { readListWish } from './list-wish.ts';
import { nameMeant } from './listed-users.ts';
import { isUserList, readUserRows } from './user-rows.ts';
import { NO_WISH, readWish } from './wish.ts';

/** As many people as a sentence names. */
const MOST_NAMED = 3;

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
    if (isUserList(words) || readListWish(words)) return fromText(words, draft, context);
    const customer = customerOf(draft);
    const own = isSelf(words) ? await directory.self(customer.id, turn.person) : undefined;
    if (own) return learned(own, draft, context);
    const said = nameMeant(words, turn.person);
    const isExact = said.includes('@') || isGuid(said);
    const exact = isExact ? await directory.user(customer.id, said.trim()) : undefined;
    if (exact) return learned(exact, draft, context);
    const found = await directory.users(customer.id, said);
    const [first] = found;
    const values = { text: plainText(said), customer: plainName(customer.name) };
    if (!first) return (await fromSentence(words, draft, context)) ?? nobodyFound(words, values, turn.text);
    if (said.includes('@'))
      return { kind: 'again', error: nearAddress(values, found, turn.text), choices: found.map(userChoice) };
    if (found.length === 1) return learned(first, draft, context);
    const error = turn.text('draft.user.several', { ...values, count: found.length });
    return { kind: 'again', error, choices: found.map(userChoice) };
  },

  async fromWish(draft, context) {
    const { users: names, rows } = draft.wish ?? NO_WISH;
    if (rows) return fromRows(rows, draft, context);
    const [name] = names;
    if (!name) return speakerThemselves(draft, context);
    if (names.length > 1) return fromNames(names, draft, context);
    return this.fromWords(name, draft, context);
  },
};

type SaidUser = { readonly text: string; readonly customer: string };

/** Nobody of that name or address is there, or the speaker themselves are not. */
function nobodyFound(words: string, values: SaidUser, text: Translate): StepAnswer {
  if (isSelf(words)) return { kind: 'again', error: text('draft.user.notThere', values) };
  const isAddress = words.includes('@');
  return { kind: 'again', error: text(isAddress ? 'draft.user.noAddress' : 'draft.user.none', values) };
}

/** An address that does not exist is nobody else's: those whose names are near it are asked after. */
function nearAddress(values: SaidUser, found: readonly UserReference[], text: Translate): string {
  const names = found.slice(0, MOST_NAMED).map(({ name, upn }) => `${plainName(name)} (${plainText(upn)})`);
  const users = listText(found.length > MOST_NAMED ? [...names, '…'] : names, text, 'any');
  return sentencesText([text('draft.user.noAddress', values), text('draft.user.didYouMean', { users })]);
}

/** "E5 for Ada" names whom it is for and what: both are taken up. */
async function fromSentence(
  words: string,
  draft: Draft,
  context: StepContext,
): Promise<StepAnswer | undefined> {
  const said = readWish(words);
  const [name] = said?.users ?? [];
  if (!said || !name || name === words) return undefined;
  const wish = { ...said, customer: null };
  const anew = { wish, assign: [], remove: [] };
  const answer = await userQuestion.fromWish({ ...draft, ...anew }, context);
  if (answer?.kind === 'learned') return { ...answer, patch: { ...anew, ...answer.patch } };
  return answer && { ...answer, kept: { ...anew, wish: { ...wish, users: [] } } };
}

/** People of a customer ask for themselves, unless they say otherwise. */
async function speakerThemselves(draft: Draft, context: StepContext): Promise<StepAnswer | undefined> {
  const own = await context.directory.self(customerOf(draft).id, context.turn.person);
  return own && learned(own, draft, context);
}

/** Rows of a list, perhaps under a line, or in a sentence, that says what they are to get. */
async function fromText(text: string, draft: Draft, context: StepContext): Promise<StepAnswer> {
  const said = readListWish(text);
  const before = draft.wish ?? NO_WISH;
  const reason = said?.reason ?? before.reason;
  if (said?.rows && said.assign.length + said.remove.length > 0) {
    const { assign, remove, without } = said;
    const anew = { wish: { ...before, assign, remove, without, reason }, assign: [], remove: [] };
    const answer = await listAnswer(readUserRows(said.rows), { ...draft, ...anew }, context);
    return answer.kind === 'learned' ? { ...answer, patch: { ...anew, ...answer.patch } } : answer;
  }
  const answer = await fromRows(said?.rows ?? text, draft, context);
  if (answer.kind === 'again' || reason === before.reason) return answer;
  return { ...answer, patch: { ...answer.patch, wish: { ...before, ...answer.patch.wish, reason } } };
}

/** People of a list; a single one is a person like any other. */
async function fromRows(text: string, draft: Draft, context: StepContext): Promise<StepAnswer> {
  const rows = readUserRows(text);
  const [only] = rows;
  if (only && rows.length === 1 && only.license === null && only.others.length === 0 && only.user !== text)
    return userQuestion.fromWords(only.user, draft, context);
  return listAnswer(rows, draft, context);
}

function fromNames(names: readonly string[], draft: Draft, context: StepContext): Promise<StepAnswer> {
  const rows = names.map((user) => ({ user, license: null, others: [], words: user }));
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
