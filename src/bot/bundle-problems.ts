import { cutPlain } from '../i18n/plain-text.ts';
import type { Translate } from '../i18n/translator.ts';
import type { LicenseRequest } from '../requests/license-request.ts';
import type { Room } from './bundle-room.ts';
import { MOST_NAMES, namesText } from './bundle-rows.ts';
import { problemOf, problemSentences, problemValues, problemWords } from './request-problem.ts';

const MOST_DETAILS = 2;

/** Each problem once, with everybody whom it concerns; the rows name those for which there is no room. */
export function bundleProblems(requests: readonly LicenseRequest[], room: Room, text: Translate) {
  return problemsOf(requests)
    .slice(0, room.problems)
    .map(({ words, concerned }) => ({
      ...problemSentences(words, problemTextValues(concerned, text), text),
      names: namesText(concerned, text),
      details: detailsOf(concerned, room, text),
    }));
}

/** The requests whose problem is explained, and among them those of which it is plain there that it is theirs. */
export function explained(requests: readonly LicenseRequest[], room: Room) {
  const all = problemsOf(requests);
  const drawn = all.slice(0, room.problems);
  const isPlain = ({ concerned }: Shared) => all.length === 1 || concerned.length <= MOST_NAMES;
  const idsOf = (some: readonly Shared[]) =>
    new Set(some.flatMap((one) => one.concerned.map(({ id }) => id)));
  return { explained: idsOf(drawn), named: idsOf(drawn.filter(isPlain)) };
}

type Shared = { readonly words: string; readonly concerned: readonly LicenseRequest[] };

function problemsOf(requests: readonly LicenseRequest[]): readonly Shared[] {
  return [...Map.groupBy(requests, shownProblem)].flatMap(([words, concerned]) =>
    words === undefined ? [] : [{ words, concerned }],
  );
}

/** Partner Center's own words: those that it said to all, else the first ones. The card of one person has their own. */
function detailsOf(concerned: readonly LicenseRequest[], room: Room, text: Translate) {
  const told = concerned.map((request) => (problemOf(request, text)?.details ?? []).map((one) => one.text));
  const all = [...new Set(told.flat())];
  const shared = all.filter((line) => told.every((lines) => lines.includes(line)));
  const shown = shared.length > 0 ? shared : all;
  return shown.slice(0, MOST_DETAILS).map((line) => ({ text: cutPlain(line, room.words) }));
}

/** What the sentences of a problem name when it concerns several users. */
export function problemTextValues(concerned: readonly LicenseRequest[], text: Translate) {
  const [first] = concerned;
  return first ? { ...problemValues(first, text), user: namesText(concerned, text) } : {};
}

/** By which sentences the problem is explained that keeps a request from going on now; undefined where none does. */
export function shownProblem({ status, problem }: LicenseRequest): string | undefined {
  const isShown = ['failed', 'awaiting_seats', 'awaiting_sign_in', 'unconfirmed', 'pending'].includes(status);
  return isShown && problem ? problemWords(problem) : undefined;
}
