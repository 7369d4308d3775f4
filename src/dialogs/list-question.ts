import type { Draft, ListedUser } from './draft.ts';
import { type DraftQuestion, inputOf, type StepAnswer, type StepContext } from './draft-step.ts';
import { isSend } from './intent.ts';
import { typedRows, withRows } from './list-answer.ts';
import { reportLines } from './list-report.ts';
import { goodOnes, lookUpUsers } from './listed-users.ts';
import { readUserRows, type UserRow } from './user-rows.ts';

/** Reports on a list of people row by row: who was found, who was not and why; they are corrected, or left out. */
export const listQuestion: DraftQuestion = {
  step: 'list',

  async view(draft, { turn }) {
    const { text } = turn;
    const list = draft.list ?? [];
    const good = goodOnes(list).length;
    return {
      template: 'draft-list',
      data: {
        lines: reportLines(list, draft, text),
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
    return listAnswer(correctedRows(entered, list), draft, context);
  },

  async fromWords(words, draft, context) {
    if (isSend(words)) return settled(draft, context);
    const rows = await typedRows(words, draft.customer?.id ?? '', context);
    if (!rows) return { kind: 'again', error: context.turn.text('draft.list.noRows') };
    return listAnswer(withRows(draft.list ?? [], rows), draft, context);
  },

  async fromWish() {
    return undefined;
  },
};

/** Rows that nobody touched stay what they were; the others are read anew. */
function correctedRows(entered: string, list: readonly ListedUser[]): readonly UserRow[] {
  const known = new Map(list.flatMap(({ words, said }) => (said ? [[words, said] as const] : [])));
  const lines = entered.split(/\r?\n/).map((line) => line.trim());
  if (!lines.some((line) => known.has(line))) return readUserRows(entered);
  return lines.flatMap((line): readonly UserRow[] => {
    const said = known.get(line);
    return said ? [{ words: line, ...said }] : readUserRows(line);
  });
}

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

function wordsOf(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
