import { clientTime } from '../i18n/client-time.ts';
import type { Translate } from '../i18n/translator.ts';
import type { LicenseRequest } from '../requests/license-request.ts';
import { storyOf, verificationText } from './request-timeline.ts';

const MOST_LINES = 9;

/** What happened to the requests of a bundle, oldest first: what happened to several is told once, with to how many. */
export function bundleTimeline(requests: readonly LicenseRequest[], text: Translate) {
  const all = requests.flatMap((request) => {
    // What each user's licenses looked like afterwards is told with the user, where it needs telling.
    const own = verificationText(request, text);
    return storyOf(request, text).filter((line) => line.text !== own);
  });
  const [asked, ...rest] = [...Map.groupBy(all, (line) => line.text)].map(([line, same]) => ({
    line,
    at:
      same
        .map(({ at }) => at)
        .toSorted()
        .at(-1) ?? '',
    // Everybody was asked for at once.
    count: same.length === requests.length ? 1 : same.length,
  }));
  if (!asked) return [];
  const told = rest.toSorted((one, other) => one.at.localeCompare(other.at)).slice(-MOST_LINES);
  return [asked, ...told].map(({ line, at, count }) => ({
    text: count > 1 ? text('bundle.timelineCount', { line, count }) : line,
    at: clientTime(at),
  }));
}
