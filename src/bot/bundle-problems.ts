import type { Translate } from '../i18n/translator.ts';
import type { LicenseRequest, Problem } from '../requests/license-request.ts';
import type { Room } from './bundle-room.ts';
import { namesText } from './bundle-rows.ts';
import { problemValues } from './request-problem.ts';

/** Each problem once, with everybody whom it concerns; the rows name those for which there is no room. */
export function bundleProblems(requests: readonly LicenseRequest[], room: Room, text: Translate) {
  const byMeaning = Map.groupBy(requests, (request) => shownProblem(request)?.meaning);
  return [...byMeaning]
    .flatMap(([meaning, concerned]) => (meaning === undefined ? [] : [{ meaning, concerned }]))
    .slice(0, room.problems)
    .map(({ meaning, concerned }) => {
      const values = problemTextValues(concerned, text);
      const say = (part: string) => text(`problem.${meaning}.${part}`, values);
      return { title: say('title'), names: namesText(concerned, text), text: say('text'), todo: say('todo') };
    });
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
