import { readExceptions } from '../dialogs/exceptions.ts';
import { fold } from '../directory/text-fold.ts';
import { plainName, plainText } from '../i18n/plain-text.ts';
import type { Translate } from '../i18n/translator.ts';
import type { LicenseRequest } from '../requests/license-request.ts';
import { rowsOf } from './bundle-rows.ts';

/** Whom a decision in words leaves out, and the reason that was said beside it; or what to ask where that is not clear. */
export type SaidExceptions =
  | { readonly except: readonly string[]; readonly reason: string | null }
  | { readonly question: string };

/** Reads what was said behind the number of a bundle. Nobody is approved by a misreading. */
export function exceptionsIn(
  { verb, id, said }: { readonly verb: string; readonly id: string; readonly said: string | null },
  members: readonly LicenseRequest[],
  text: Translate,
): SaidExceptions {
  const { names, reason } = readExceptions(said);
  if (verb === 'bundle.approve' && names.length === 0 && mayExcept(reason, members))
    return { question: text('bundle.exceptUnclear', { id }) };
  const left = names.map((name) => ({ name, member: memberCalled(name, members) }));
  const unknown = left.find(({ member }) => !member);
  if (unknown) return { question: text('bundle.nobodyCalled', { id, name: plainText(unknown.name) }) };
  const users = new Set(left.map(({ member }) => member?.change.user.id));
  return { except: members.filter(({ change }) => users.has(change.user.id)).map((one) => one.id), reason };
}

/** Why a decision with exceptions on a request for one person decides nothing; undefined where nobody is excepted. */
export function exceptionOfOne(
  said: string | null,
  request: LicenseRequest,
  text: Translate,
): string | undefined {
  if (readExceptions(said).names.length === 0) return undefined;
  const { id, change } = request;
  const exceptions = exceptionsIn({ verb: '', id, said }, [request], text);
  return 'question' in exceptions
    ? exceptions.question
    : text('unclear.nobodyRemains', { id, user: plainName(change.user.name) });
}

/** The request of whoever is called so: by the whole name or address, or by a part of the name that fits nobody else. */
function memberCalled(name: string, members: readonly LicenseRequest[]): LicenseRequest | undefined {
  const wanted = fold(name);
  const rows = rowsOf(members).map(({ telling }) => telling);
  const exact = rows.find(
    ({ change }) => fold(change.user.upn) === wanted || fold(change.user.name) === wanted,
  );
  const found = rows.filter(({ change }) => wanted !== '' && fold(change.user.name).includes(wanted));
  return exact ?? (found.length === 1 ? found[0] : undefined);
}

/** Words that begin an exception, in whatever way it goes on. */
const EXCEPTION = /^(?:ただし|但し|except|excluding|but|not|only|sadece|yalnız|ama|fakat)(?![a-zçğıöşü])/iu;

/** Whether what stands behind an approval may leave somebody out in words that are not understood. */
function mayExcept(reason: string | null, members: readonly LicenseRequest[]): boolean {
  if (!reason) return false;
  const said = reason.toLowerCase();
  const words = new Set(said.split(/[^\p{L}\p{M}]+/u));
  const isNamed = ({ change: { user } }: LicenseRequest) =>
    said.includes(user.upn.toLowerCase()) ||
    said.includes(user.name.toLowerCase()) ||
    user.name
      .toLowerCase()
      .split(/\s+/)
      .some((part) => part.length > 2 && words.has(part));
  return EXCEPTION.test(reason) || members.some(isNamed);
}
