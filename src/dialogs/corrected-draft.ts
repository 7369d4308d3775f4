import { sentenceOf } from './card-step.ts';
import type { Correction } from './correction.ts';
import { type Draft, type DraftStep, firstOpenStep, isBefore } from './draft.ts';
import type { DraftQuestion, StepAnswer, StepContext } from './draft-step.ts';
import { licensesCorrected } from './license-correction.ts';
import { ownLicenses } from './listed-users.ts';
import { NO_WISH, type Wish } from './wish.ts';

type Again = Extract<StepAnswer, { kind: 'again' }>;

/** What a correction came to; `refused` is the step whose part did not fit, and why. */
export type CorrectedDraft = {
  readonly draft: Draft;
  readonly refused: {
    readonly step: DraftStep;
    readonly answer: Again;
  } | null;
};

/** A part of a wish with the step that it belongs to, and what of the draft it takes the place of. */
type Part = {
  readonly step: 'customer' | 'user' | 'license' | 'reason';
  readonly wish: Partial<Wish>;
  readonly opened: Partial<Draft>;
};

type Correcting = {
  readonly draft: Draft;
  readonly questions: ReadonlyMap<DraftStep, DraftQuestion>;
  readonly context: StepContext;
};

/** Changes in a draft what a correction says, as the cards of these steps would, and leaves everything else. */
export async function correctedDraft(
  { said, isAdding }: Correction,
  { draft, questions, context }: Correcting,
): Promise<CorrectedDraft> {
  let current = draft;
  const parts = partsOf(said);
  for (const [index, part] of parts.entries()) {
    // What is still to be asked for before it comes first.
    if (isBefore(firstOpenStep(current), part.step))
      return { draft: withPending(current, parts.slice(index), isAdding), refused: null };
    if (part.step === 'license' && isForOthers(said, isAdding, current)) {
      const error = context.turn.text('draft.list.notForAll');
      return { draft, refused: { step: firstOpenStep(draft), answer: { kind: 'again', error } } };
    }
    const answer = await answerOf(part, isAdding, { draft: current, questions, context });
    if (answer?.kind === 'again') {
      const isOpen = part.step === 'user' && answer.choices !== undefined && answer.choices.length > 0;
      const others = withPending(current, parts.slice(isOpen ? index : index + 1), isAdding);
      return { draft: others, refused: { step: part.step, answer: withWish(answer, others) } };
    }
    current = withAnswer(current, answer?.patch ?? {}, part.step);
  }
  return { draft: current, refused: null };
}

/** Whether something is to come beside, or out of, licenses of which each person has another one. */
function isForOthers({ assign, remove, without }: Wish, isAdding: boolean, draft: Draft): boolean {
  const isOnlyWithout = without.length > 0 && assign.length + remove.length === 0;
  return (isAdding || isOnlyWithout) && ownLicenses(draft).length > 0;
}

/** Has the step of a part take it up. */
async function answerOf(
  { step, wish }: Part,
  isAdding: boolean,
  { draft, questions, context }: Correcting,
): Promise<StepAnswer | undefined> {
  // Another customer keeps what was said and could not be looked up yet.
  const before = step === 'customer' ? draft.wish : null;
  const asked = { ...draft, wish: { ...(before ?? NO_WISH), ...wish } };
  try {
    if (step === 'license') return await licensesCorrected(asked.wish, isAdding, { draft: asked, context });
    return await questions.get(step)?.fromWish(asked, context);
  } catch (fault) {
    return { kind: 'again', error: sentenceOf(fault, draft, context.turn) };
  }
}

function partsOf({ customer, users, rows, assign, remove, without, reason }: Wish): readonly Part[] {
  const all: readonly (Part | null)[] = [
    customer === null ? null : { step: 'customer', wish: { customer }, opened: {} },
    users.length === 0 && rows === undefined
      ? null
      : { step: 'user', wish: { users, rows }, opened: { user: null, list: null } },
    assign.length + remove.length + without.length === 0
      ? null
      : { step: 'license', wish: { assign, remove, without }, opened: { assign: [], remove: [] } },
    reason === null ? null : { step: 'reason', wish: { reason }, opened: { reason: null } },
  ];
  return all.filter((part) => part !== null);
}

/** What cannot be looked up yet is asked for again, and answered by what was said, beside what is known where it adds to that. */
function withPending(draft: Draft, parts: readonly Part[], isAdding: boolean): Draft {
  const opened = Object.assign({}, ...parts.map((part) => part.opened));
  const said: Partial<Wish> = Object.assign({}, ...parts.map((part) => part.wish));
  const known = draft.wish ?? NO_WISH;
  const wish = isAdding && said.assign ? { ...said, ...withLicenses(draft, known, said.assign) } : said;
  const assignedBefore = [...draft.assign, ...draft.assignedBefore];
  return { ...draft, ...opened, assignedBefore, wish: { ...known, ...wish } };
}

function withLicenses({ assign, remove }: Draft, known: Wish, added: readonly string[]): Partial<Wish> {
  const chosen = assign.map(({ sku }) => sku.name);
  return {
    assign: [...(chosen.length > 0 ? chosen : known.assign), ...added],
    remove: remove.length > 0 ? remove.map(({ name }) => name) : known.remove,
    without: known.without,
  };
}

/** What an answer keeps of licenses that were said stands beside what else is said. */
function withWish(answer: Again, { wish }: Draft): Again {
  const kept = answer.kept?.wish;
  if (!kept) return answer;
  const { assign, remove, without } = kept;
  return {
    ...answer,
    kept: { ...answer.kept, wish: { ...(wish ?? NO_WISH), assign, remove, without } },
  };
}

/** What a correction says is used up, but for what is left to be looked up. */
function withAnswer(draft: Draft, patch: Partial<Draft>, step: Part['step']): Draft {
  const before = draft.wish ?? NO_WISH;
  const isMoved = step === 'customer' && patch.user === null;
  const said = step === 'user' ? { ...before, users: [], rows: undefined } : before;
  const wish = isMoved ? patch.wish : { ...said, without: patch.wish?.without ?? before.without };
  return { ...draft, ...patch, wish: wish ?? before };
}
