import { plainName, shortPlain } from '../i18n/plain-text.ts';
import type { Translate } from '../i18n/translator.ts';
import { MOST_USERS } from '../requests/bundle.ts';
import type { Draft, ListedUser } from './draft.ts';
import { type DraftQuestion, inputOf, type StepAnswer, type StepContext } from './draft-step.ts';
import { isSend } from './intent.ts';
import { goodOnes, lookUpUsers } from './listed-users.ts';
import { readUserRows, type UserRow } from './user-rows.ts';

/** As many lines as a card shows; the others are counted. */
const MOST_LINES = 40;
const LONGEST_ROW = 80;

/** Reports on a list of people row by row: who was found, who was not and why; they are corrected, or left out. */
export const listQuestion: DraftQuestion = {
  step: 'list',

  async view(draft, { turn }) {
    const { text } = turn;
    const list = draft.list ?? [];
    const good = goodOnes(list).length;
    const faulty = list.filter(({ fault }) => fault !== null);
    const lines = [...faulty, ...goodOnes(list)].slice(0, MOST_LINES).map((one) => lineOf(one, draft, text));
    const more = list.length - lines.length;
    return {
      template: 'draft-list',
      data: {
        lines:
          more > 0 ? [...lines, { text: text('draft.list.more', { count: more }), color: 'Default' }] : lines,
        label: text('draft.list.label'),
        placeholder: text('draft.list.placeholder'),
        value: list.map(({ words }) => words).join('\n'),
      },
      question: text('draft.list.question', { good, count: list.length }),
      hint: text(good > 0 ? 'draft.list.hint' : 'draft.list.hintNobody', { count: good }),
    };
  },

  async fromCard(draft, context) {
    const entered = inputOf(context, 'in_list');
    const list = draft.list ?? [];
    const isSame = wordsOf(entered) === wordsOf(list.map(({ words }) => words).join('\n'));
    if (entered === '' || isSame) return settled(draft, context);
    return listAnswer(readUserRows(entered), draft, context);
  },

  async fromWords(words, draft, context) {
    if (isSend(words)) return settled(draft, context);
    const kept = goodOnes(draft.list ?? []).map(
      ({ row, words: said, user, sku }): UserRow => ({
        row,
        user: user.upn,
        license: sku?.name ?? null,
        others: [],
        words: said,
      }),
    );
    return listAnswer([...kept, ...readUserRows(words)], draft, context);
  },

  async fromWish() {
    return undefined;
  },
};

/** What a list comes to: everybody is known and it goes on, or its report has to be seen first. */
export async function listAnswer(
  rows: readonly UserRow[],
  draft: Draft,
  context: StepContext,
): Promise<StepAnswer> {
  const { text } = context.turn;
  if (rows.length === 0) return { kind: 'again', error: text('draft.list.nobody') };
  const list = await lookUpUsers(rows, draft, context);
  const isFaultless = list.every(({ fault }) => fault === null);
  return { kind: 'learned', patch: { ...listPatch(list), isListSettled: isFaultless } };
}

/** A list with its first person as the user whom the steps behind ask about. */
function listPatch(list: readonly ListedUser[]): Pick<Draft, 'list' | 'user' | 'isForSelf'> {
  return { list, user: goodOnes(list)[0]?.user ?? null, isForSelf: false };
}

function settled(draft: Draft, { turn }: StepContext): StepAnswer {
  const good = goodOnes(draft.list ?? []);
  if (good.length === 0) return { kind: 'again', error: turn.text('draft.list.nobody') };
  return { kind: 'learned', patch: { ...listPatch(good), isListSettled: true } };
}

function lineOf({ row, words, user, sku, fault }: ListedUser, draft: Draft, text: Translate) {
  if (fault === null && user) {
    const name = `${shortPlain(user.name, LONGEST_ROW)} (${shortPlain(user.upn, LONGEST_ROW)})`;
    return { text: `✓ ${sku ? `${name} – ${plainName(sku.name)}` : name}`, color: 'Default' };
  }
  const values = {
    row,
    words: shortPlain(words, LONGEST_ROW),
    customer: plainName(draft.customer?.name ?? ''),
    most: MOST_USERS,
  };
  return { text: `✕ ${text(`draft.list.fault.${fault ?? 'unknown'}`, values)}`, color: 'Attention' };
}

function wordsOf(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
