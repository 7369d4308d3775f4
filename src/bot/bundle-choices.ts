import { isAmong } from '../requests/person.ts';
import { approversOf } from '../requests/sign-off.ts';
import type { PlannedMember } from './bundle-facts.ts';
import type { BundleRow } from './bundle-rows.ts';
import { type Options, optionsOf, type Viewer } from './request-card.ts';

/** What the reader may do with a bundle, whom they may decide on, and whose requests they may open one by one. */
export function bundleChoices(members: readonly PlannedMember[], rows: readonly BundleRow[], viewer: Viewer) {
  const openable = rows.length > 1 ? needyFirst(rows) : rows.filter(isNeedy);
  return {
    may: bundleOptions(members, viewer),
    decidable: rows.filter((row) => isDecidable(row, members, viewer)),
    openable: isConcerned(viewer, members) ? openable : [],
  };
}

function bundleOptions(members: readonly PlannedMember[], viewer: Viewer): Options {
  const all = members.map((member) => optionsOf({ ...member, viewer }));
  const some = (option: keyof Options) => all.some((options) => options[option]);
  return {
    decide: some('decide'),
    cancel: some('cancel'),
    retry: some('retry'),
    run: some('run'),
    giveUp: false,
    nudge: some('nudge'),
    again: some('again'),
    open: some('open'),
  };
}

function isDecidable(row: BundleRow, members: readonly PlannedMember[], viewer: Viewer): boolean {
  return members.some(
    (member) => row.members.includes(member.request) && optionsOf({ ...member, viewer }).decide,
  );
}

/** Whether the requests of single people are the reader's as well. */
function isConcerned(viewer: Viewer, members: readonly PlannedMember[]): boolean {
  if (viewer.kind === 'everybody') return false;
  return members.some(({ request, plan }) =>
    isAmong([request.requester, ...approversOf(plan, request)], viewer.person),
  );
}

/** Those for whom somebody has to do something come first. */
function needyFirst(rows: readonly BundleRow[]): readonly BundleRow[] {
  return [...rows.filter(isNeedy), ...rows.filter((row) => !isNeedy(row))];
}

function isNeedy({ telling }: BundleRow): boolean {
  return ['failed', 'awaiting_seats', 'awaiting_sign_in', 'unconfirmed'].includes(telling.status);
}
