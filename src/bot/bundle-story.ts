import { clientTime } from '../i18n/client-time.ts';
import { cutPlain } from '../i18n/plain-text.ts';
import type { Translate } from '../i18n/translator.ts';
import type { LicenseRequest } from '../requests/license-request.ts';
import type { Room } from './bundle-room.ts';
import { storyOf, verificationText } from './request-timeline.ts';

/** What happened to the requests of a bundle, oldest first: what happened to several is told once, with to how many. */
export function bundleTimeline(requests: readonly LicenseRequest[], room: Room, text: Translate) {
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
  const told = rest.toSorted((one, other) => one.at.localeCompare(other.at)).slice(-room.story);
  return [asked, ...told].map(({ line, at, count }) => ({
    text:
      count > 1
        ? text('bundle.timelineCount', { line: cutPlain(line, room.words), count })
        : cutPlain(line, room.words),
    at: clientTime(at),
  }));
}
