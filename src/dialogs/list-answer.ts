import { fold } from '../directory/text-fold.ts';
import { editDistance } from '../requests/edit-distance.ts';
import { addressesIn, localPart } from './addresses.ts';
import { correctionAt } from './correction.ts';
import type { ListedUser } from './draft.ts';
import type { StepContext } from './draft-step.ts';
import { isSelf } from './intent.ts';
import { isPersonName } from './person-name.ts';
import { isProductName } from './product-name.ts';
import { readUserRows, type UserRow } from './user-rows.ts';

/** A name is short; what is longer tells something. */
const MOST_WORDS = 5;
/** As many letters may be mistaken in a row that is written anew. */
const MOST_MISTAKES = 2;

/** The rows that somebody types to a list: with addresses, several, or of names; undefined where it is none of that. */
export async function typedRows(
  typed: string,
  customerId: string,
  { directory }: Pick<StepContext, 'directory'>,
): Promise<readonly UserRow[] | undefined> {
  const said = correctionAt('user', typed)?.said;
  const rows = readUserRows(said?.rows ?? said?.users.join('\n') ?? typed);
  if (typed.includes('@')) return addressesIn(typed).length > 0 ? rows : undefined;
  for (const { user } of rows) {
    if (isSelf(user) || (isPersonName(user) && !isProductName(user))) continue;
    const isShort = user.split(' ').length <= MOST_WORDS && !isProductName(user);
    if (!isShort || (await directory.users(customerId, user)).length === 0) return undefined;
  }
  return rows.length > 0 ? rows : undefined;
}

/** A list with rows that were typed: each takes the place of the faulty row that it corrects, or comes behind all of them. */
export function withRows(list: readonly ListedUser[], typed: readonly UserRow[]): readonly UserRow[] {
  const faulty = list.filter(({ fault }) => fault !== null);
  // Of one faulty row and one that was typed, nothing else can be meant.
  const only = typed.length === 1 && faulty.length === 1 ? faulty[0] : undefined;
  const renamed = faulty.find((one) => typed.length === 2 && userIn(one) === typed[0]?.user);
  const placed = new Map<ListedUser, UserRow>();
  for (const row of renamed ? typed.slice(1) : typed) {
    const free = faulty.filter((one) => !placed.has(one));
    const near = free.filter((one) => one === renamed || isNamedFirst(one, row) || isNear(one, row));
    const meant =
      renamed ?? near.find((one) => isAddressed(one) === row.user.includes('@')) ?? near[0] ?? only;
    if (meant) placed.set(meant, row);
  }
  const replaced = new Set([...placed.values(), ...(renamed ? typed.slice(0, 1) : [])]);
  const rows = list.map((one) => {
    const row = placed.get(one);
    return row ? inPlaceOf(one, row) : rowOf(one);
  });
  return [...rows, ...typed.filter((row) => !replaced.has(row))];
}

/** Somebody who is named without a license gets the one of the row in whose place they come. */
function inPlaceOf({ said }: ListedUser, row: UserRow): UserRow {
  if (!said || row.license !== null || row.others.length > 0) return row;
  const { license, others } = said;
  const behind = license === null ? others : [license];
  return behind.length === 0 ? row : { ...row, license, others, words: [row.user, ...behind].join(' ') };
}

/** "Bob is burak@contoso.com" names the row that it corrects. */
function isNamedFirst(listed: ListedUser, { user, words }: UserRow): boolean {
  const [name, text] = [nameIn(userIn(listed)), fold(words)];
  return name !== '' && words !== user && text.startsWith(`${name} `);
}

function rowOf({ words, said, user, sku }: ListedUser): UserRow {
  if (said) return { words, ...said };
  return { words, user: user?.upn ?? words, license: sku?.name ?? null, others: [] };
}

/** Whether a row names whom another one meant: part of the same name, or the same letters but for a mistake. */
function isNear(listed: ListedUser, row: UserRow): boolean {
  const [one, other] = [nameIn(userIn(listed)), nameIn(row.user)];
  if (one === '' || other === '') return false;
  const [shorter, longer] = one.length < other.length ? [one, other] : [other, one];
  return ` ${longer} `.includes(` ${shorter} `) || editDistance(one, other) <= MOST_MISTAKES;
}

function isAddressed(listed: ListedUser): boolean {
  return userIn(listed).includes('@');
}

function userIn({ words, said }: ListedUser): string {
  return said?.user ?? words;
}

function nameIn(user: string): string {
  return fold(user.includes('@') ? localPart(user) : user);
}
