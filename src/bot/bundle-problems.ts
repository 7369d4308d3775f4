import { cutPlain } from '../i18n/plain-text.ts';
import type { Translate } from '../i18n/translator.ts';
import type { LicenseRequest, Problem } from '../requests/license-request.ts';
import type { Room } from './bundle-room.ts';
import { namesText } from './bundle-rows.ts';
import { problemOf, problemValues } from './request-problem.ts';

const MOST_DETAILS = 2;

/** Each problem once, with everybody whom it concerns; the rows name those for which there is no room. */
export function bundleProblems(requests: readonly LicenseRequest[], room: Room, text: Translate) {
  const byMeaning = Map.groupBy(requests, (request) => shownProblem(request)?.meaning);
  return [...byMeaning]
    .flatMap(([meaning, concerned]) => (meaning === undefined ? [] : [{ meaning, concerned }]))
    .slice(0, room.problems)
    .map(({ meaning, concerned }) => {
      const values = problemTextValues(concerned, text);
      const say = (part: string) => text(`problem.${meaning}.${part}`, values);
      return {
        title: say('title'),
        names: namesText(concerned, text),
        text: say('text'),
        todo: say('todo'),
        details: detailsOf(concerned, room, text),
      };
    });
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

/** The problem that keeps a request from going on now. */
export function shownProblem({ status, problem }: LicenseRequest): Problem | null {
  const isShown = ['failed', 'awaiting_seats', 'awaiting_sign_in', 'unconfirmed', 'pending'].includes(status);
  return isShown ? problem : null;
}
