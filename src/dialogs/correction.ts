import type { DraftStep } from './draft.ts';
import { personAlone } from './guesses.ts';
import { isSelf } from './intent.ts';
import { readListWish } from './list-wish.ts';
import { isPersonName } from './person-name.ts';
import { leadingSuite } from './product-name.ts';
import { reasonIn } from './remark.ts';
import {
  foldedWords,
  NO_WISH,
  namesOnlyProducts,
  readParts,
  readWish,
  type Wish,
  withoutCourtesy,
} from './wish.ts';
import { ALL_WORDS } from './words/all-words.ts';

/** What is to be otherwise in a draft. */
export type Correction = {
  readonly said: Wish;
  /** Whether licenses come beside those of the draft, not in their place. */
  readonly isAdding: boolean;
};

type MarkedText = { readonly rest: string; readonly isMarked: boolean; readonly isAdding: boolean };

const CORRECTING = edges(ALL_WORDS.map(({ correction }) => correction.marks));
const ADDING = edges(ALL_WORDS.map(({ correction }) => correction.adds));
const MOST_MARKS = 4;
/** Steps whose answers are names; a reason can begin with any word. */
const OPEN_TO_OTHERS: ReadonlySet<DraftStep> = new Set(['customer', 'user', 'list', 'license']);
/** Whoever writes more tells something. */
const LONGEST_CORRECTION = 500;

/**
 * What an answer to a step corrects in the draft: "make it E3 instead", "actually for Ada". The review, which asks no
 * question that could be answered so, also takes "E3", "for Ada" or "because …" for a correction.
 */
export function correctionAt(step: DraftStep, typed: string): Correction | undefined {
  const { rest, isMarked, isAdding } = withoutMarks(typed);
  const said = isMarked || step === 'review' ? readSaid(rest, isMarked, step) : readBeside(rest, step);
  if (!said || (step !== 'review' && !isSure(said))) return undefined;
  // Of a list, people are rows.
  if (step === 'list' && namesPeopleOnly(said)) return undefined;
  // "Actually Teams" names a service there.
  if (step === 'plans' && !namesSuites(said)) return undefined;
  // "Visio for Bob, too" is a request of its own.
  return isAdding && namesPeople(said) ? undefined : { said, isAdding };
}

/** Whether a message says of itself that it corrects what was said before; any other may ask for something new. */
export function saysCorrection(typed: string): boolean {
  const { rest, isMarked, isAdding } = withoutMarks(typed);
  const said = isMarked ? readSaid(rest, isMarked, 'review') : undefined;
  return said !== undefined && isSure(said) && !(isAdding && namesPeople(said));
}

/** Takes off the words that make a correction of a sentence. */
function withoutMarks(typed: string): MarkedText {
  let text: MarkedText = { rest: withoutCourtesy(typed.trim()), isMarked: false, isAdding: false };
  if (typed.length > LONGEST_CORRECTION) return text;
  for (let n = 0; n < MOST_MARKS; n++) {
    const { rest } = text;
    const adding = ADDING.exec(rest)?.groups;
    const found = adding ?? CORRECTING.exec(rest)?.groups;
    const left = found?.['behind'] ?? found?.['before'];
    if (left === undefined) break;
    text = { rest: left.trim(), isMarked: true, isAdding: text.isAdding || adding !== undefined };
  }
  return text;
}

function readSaid(typed: string, isMarked: boolean, step: DraftStep): Wish | undefined {
  const rows = readListWish(typed);
  if (rows) return rows;
  const text = foldedWords(typed);
  const reason = reasonSaid(text);
  if (reason) return reason;
  const parts = readParts(text);
  if (parts) return parts;
  const wish = readWish(text);
  if (wish) return namesOnlyProducts(wish) ? wish : undefined;
  const person = isMarked || text.includes('@') ? personIn(text) : undefined;
  if (person !== undefined) return { ...NO_WISH, users: [person] };
  return isMarked ? readName(text, step) : undefined;
}

/** A reason, perhaps with services that are left out behind it. */
function reasonSaid(text: string): Wish | undefined {
  const reason = reasonIn(text);
  if (!reason) return undefined;
  // Marks stand behind a space.
  const parts = readParts(` ${text}`);
  return parts?.reason && parts.without.length > 0 ? parts : { ...NO_WISH, reason };
}

/** What answers another question than the one that is asked, and says so: "because …", "for Ada", of a list also "E3". */
function readBeside(typed: string, step: DraftStep): Wish | undefined {
  if (!OPEN_TO_OTHERS.has(step) || typed.includes('@')) return undefined;
  const text = foldedWords(typed);
  const reason = reasonSaid(text);
  if (reason) return reason;
  const wish = step === 'list' ? readWish(text) : undefined;
  return wish && namesOnlyProducts(wish) ? wish : readParts(text);
}

/** A bare name is what the question is about: a customer or a user; where a reason is asked for, it is none of them. */
function readName(text: string, step: DraftStep): Wish | undefined {
  if (step === 'reason' || !isPersonName(text)) return undefined;
  return step === 'customer' ? { ...NO_WISH, customer: text } : { ...NO_WISH, users: [text] };
}

/** Somebody of whom nothing is said: by address, by a name with a courtesy behind it, or the speaker. */
function personIn(text: string): string | undefined {
  const name = ALL_WORDS.reduce((said, { sentence }) => said.replace(sentence.behindName, ''), text);
  if (name !== text || isSelf(text)) return name;
  return text.includes('@') ? personAlone(text) : undefined;
}

function namesPeople({ users, rows }: Wish): boolean {
  return users.length > 0 || rows !== undefined;
}

function namesPeopleOnly(said: Wish): boolean {
  const { customer, reason, assign, remove, without } = said;
  const isMore = customer !== null || reason !== null || assign.length + remove.length + without.length > 0;
  return namesPeople(said) && !isMore;
}

/** Whether the licenses that are said, if any, are such as something is left out of. */
function namesSuites({ assign }: Wish): boolean {
  return assign.every((name) => leadingSuite(name)?.rest === '');
}

/** Whether names are written as names are: "sorry, for the new project" is a reason. */
function isSure({ users, customer }: Wish): boolean {
  const isName = (name: string) => name.includes('@') || isSelf(name) || isPersonName(name);
  return users.every(isName) && (customer === null || isName(customer));
}

/** What remains of a text beside such words, as one of two groups: before it, or behind it. */
function edges(marks: readonly { readonly before: string; readonly behind: string }[]): RegExp {
  const before = marks.map((mark) => mark.before).join('|');
  const behind = marks.map((mark) => mark.behind).join('|');
  return new RegExp(
    `^(?:${before})(?<behind>\\S[\\s\\S]*)$|^(?<before>[\\s\\S]*?\\S)(?:${behind})[\\s.!?。…]*$`,
    'iu',
  );
}
