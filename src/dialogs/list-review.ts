import { changeTitle } from '../i18n/change-title.ts';
import { listText } from '../i18n/list-text.ts';
import { plainAddress, plainName, shortPlain } from '../i18n/plain-text.ts';
import type { Translate } from '../i18n/translator.ts';
import type { BundleMember } from '../requests/bundle.ts';
import type { SkuReference, UserReference } from '../requests/license-change.ts';
import type { Person } from '../requests/person.ts';
import { blockersOf, type PreflightReport } from '../requests/preflight-report.ts';
import type { Draft } from './draft.ts';
import type { DraftChecks } from './draft-checks.ts';
import { membersOf } from './draft-members.ts';
import { refusalValues } from './refusal-values.ts';

/** A request of the draft with what was found out about it; `why` says why it cannot be asked for. */
export type CheckedMember = BundleMember & { readonly report: PreflightReport; readonly why: string | null };

const LONGEST_NAME = 60;
const MOST_REMARKS = 8;

/** Checks every request that the draft comes to. */
export async function checkMembers(
  draft: Draft,
  checks: DraftChecks,
  { person, text }: { readonly person: Person; readonly text: Translate },
): Promise<readonly CheckedMember[]> {
  const members = membersOf(draft);
  const [refusals, reports] = await Promise.all([
    checks.refusals(members, person),
    Promise.all(members.map(({ change }) => checks.check(change))),
  ]);
  return members.flatMap((member, index) => {
    const report = reports[index];
    if (!report) return [];
    const refusal = refusals[index];
    const why = refusal
      ? text(`error.${refusal.code}`, { user: '', ...refusalValues(refusal, text) })
      : blockerText(member, report, { checks, text });
    return [{ ...member, report, why }];
  });
}

/** Ids of users with a request that cannot be asked for. */
export function usersInTheWay(members: readonly CheckedMember[]): ReadonlySet<string> {
  return new Set(members.filter(({ why }) => why !== null).map(({ change }) => change.user.id));
}

/** What the review shows: whom it leaves out, those with the same reason together; everybody with what they get; then remarks. */
export function reviewLines(members: readonly CheckedMember[], checks: DraftChecks, text: Translate) {
  const left = usersInTheWay(members);
  const named = namedApart(members);
  const ofReason = Map.groupBy(
    // What follows something that is left out is left out with it.
    members.filter(({ why, after }) => why !== null && (after === null || !members[after]?.why)),
    ({ why }) => why ?? '',
  );
  const lines = [
    ...[...ofReason].map(([why, those]) => {
      const users = [...new Set(those.map(({ change }) => named(change.user)))];
      const sentence = text('draft.list.leftOut', {
        count: users.length,
        users: listText(users, text),
        why,
      });
      return { text: `✕ ${sentence}`, color: 'Attention' };
    }),
    ...members
      .filter(({ change }) => !left.has(change.user.id))
      .map(({ change }) => {
        const shown = (name: string) =>
          name === change.user.name ? named(change.user) : shortPlain(name, LONGEST_NAME);
        return { text: `✓ ${changeTitle(change, text, shown)}`, color: 'Default' };
      }),
  ];
  const remarks = new Map<string, { readonly text: string; readonly color: string }>();
  for (const { change, report, why } of members) {
    if (why !== null) continue;
    // Seats are counted for all of them together.
    const findings = report.findings.filter(({ kind }) => kind !== 'other-open' && kind !== 'no-seats');
    for (const line of checks.lines({ ...report, findings, seats: {} }, change, text))
      remarks.set(line.text, line);
  }
  const asked = members.filter(({ change }) => !left.has(change.user.id));
  return [...lines, ...seatLines(asked, text), ...[...remarks.values()].slice(0, MOST_REMARKS)];
}

/** What people are called beside each other: by their address as well where two look the same. */
function namedApart(members: readonly CheckedMember[]): (user: UserReference) => string {
  const shown = ({ name }: UserReference) => shortPlain(name, LONGEST_NAME);
  const ids = Map.groupBy(members, ({ change }) => shown(change.user));
  return (user) => {
    const name = shown(user);
    const isShared = new Set(ids.get(name)?.map(({ change }) => change.user.id)).size > 1;
    return isShared ? `${name} (${plainAddress(user.upn, LONGEST_NAME)})` : name;
  };
}

/** How many seats all of them take and how many are free; where these do not suffice, that some will have to wait. */
function seatLines(members: readonly CheckedMember[], text: Translate) {
  return seatNeeds(members).flatMap(({ sku, needed, free }) => {
    const name = plainName(sku.name);
    const counts = text('bundle.seats', { sku: name, needed, free });
    if (needed <= free) return [{ text: `✓ ${counts}`, color: 'Default' }];
    const short =
      needed === 1
        ? text('bundle.shortAlone', { sku: name })
        : text('bundle.short', { sku: name, count: needed - free });
    return [
      { text: `⚠ ${counts}`, color: 'Default' },
      { text: `⚠ **${text('preflight.label.warning')}** ${short}`, color: 'Default' },
    ];
  });
}

/** How many seats of each SKU are needed and free, as far as that is known. */
function seatNeeds(members: readonly CheckedMember[]) {
  const needs = new Map<string, { readonly sku: SkuReference; needed: number; free: number }>();
  for (const { change, report } of members) {
    for (const { sku } of change.assign) {
      const key = sku.id.toLowerCase();
      const free = report.seats[key];
      if (free === undefined) continue;
      const known = needs.get(key) ?? { sku, needed: 0, free };
      needs.set(key, { sku, needed: known.needed + 1, free: Math.min(known.free, free) });
    }
  }
  return [...needs.values()];
}

function blockerText(
  { change }: BundleMember,
  report: PreflightReport,
  { checks, text }: { readonly checks: DraftChecks; readonly text: Translate },
): string | null {
  const blockers = blockersOf(report);
  if (blockers.length === 0) return null;
  const only = { ...report, findings: blockers.slice(0, 1), unknown: [], seats: {} };
  const [line] = checks.lines(only, { ...change, isUserNamed: true }, text);
  // That it stands in the way is said already.
  return line?.text.replace(/^[✕⚠] (?:\*\*[^*]+\*\* )?/u, '') ?? plainName(change.user.name);
}
