import { createHash } from 'node:crypto';
import { bundleTitle, titleOf } from '../i18n/change-title.ts';
import { plainName, plainText } from '../i18n/plain-text.ts';
import { sentencesText } from '../i18n/sentence-text.ts';
import type { Translate } from '../i18n/translator.ts';
import type { LicenseRequest, RequestStatus } from '../requests/license-request.ts';
import { blockersOf, type PreflightFinding } from '../requests/preflight-report.ts';
import { problemTextValues, shownProblem } from './bundle-problems.ts';
import { countsText, namesText, rowsOf } from './bundle-rows.ts';
import { blockerSentences } from './finding-lines.ts';
import { problemSentences } from './request-problem.ts';

/** Something that a bundle tells in its thread, once. */
export type BundleNews = {
  /** Stays the same for the same news, so that nobody is told twice. */
  readonly mark: string;
  readonly write: (text: Translate) => string;
};

/** So many obstacles of a kind are named, one sentence or two each. */
const MOST_BLOCKERS = 3;

/** Those that something will become of by itself within moments, or by a decision that everybody waits for. */
const MOVING: readonly RequestStatus[] = ['pending', 'approved', 'executing', 'awaiting_sign_in'];

/**
 * What a bundle has to tell now. While some of its requests are on their way, a problem is told when it first comes up, with
 * all whom it concerns; when all have settled, one summary says how it went.
 */
export function bundleNews(members: readonly LicenseRequest[]): readonly BundleNews[] {
  if (members.some(({ status, after }) => MOVING.includes(status) && !isHeld(members, after))) {
    return [...problemNews(members), ...blockedNews(members)];
  }
  return [{ mark: `settled ${digestOf(members)}`, write: (text) => summaryText(members, text) }];
}

/** A linked request is no news of its own while the one before it is stuck. */
function isHeld(members: readonly LicenseRequest[], after: string | null): boolean {
  const first = members.find(({ id }) => id === after);
  return first !== undefined && !MOVING.includes(first.status) && first.status !== 'completed';
}

function problemNews(members: readonly LicenseRequest[]): readonly BundleNews[] {
  return groupsBy(members, shownProblem).map(([words, concerned]) => ({
    mark: `problem ${words}`,
    write: (text) => problemText(words, concerned, text),
  }));
}

/** What was found to stand in the way of those that wait for a decision, told once for each kind of it. */
function blockedNews(members: readonly LicenseRequest[]): readonly BundleNews[] {
  const blocked = members
    .filter(({ status }) => status === 'pending')
    .flatMap((member) => blockersOf(member.preflight).map((finding) => ({ member, finding })));
  return [...Map.groupBy(blocked, ({ finding }) => finding.kind)].map(([kind, concerned]) => ({
    mark: `in the way ${kind}`,
    write: (text) => blockedText(concerned, text),
  }));
}

type Blocked = { readonly member: LicenseRequest; readonly finding: PreflightFinding };

function blockedText(concerned: readonly Blocked[], text: Translate): string {
  const [first] = concerned;
  const count = concerned.length - MOST_BLOCKERS;
  const sentences = concerned
    .slice(0, MOST_BLOCKERS)
    .map(({ member, finding }) =>
      blockerSentences({ ...member.preflight, findings: [finding] }, member.change, text),
    );
  const blockers = sentencesText([
    ...sentences,
    ...(count > 0 ? [text('bundle.moreFindings', { count })] : []),
  ]);
  const { change, bundle } = first?.member ?? {};
  const title = change ? titleOf(change, text) : '';
  return text('line.inTheWay', { id: bundle?.id ?? '', title, blockers });
}

function summaryText(members: readonly LicenseRequest[], text: Translate): string {
  const [first] = members;
  const together = first?.change.together;
  if (!first?.bundle || !together) throw new Error('a bundle without requests');
  const remarks = members.flatMap(({ result }) => result?.warnings ?? []).length;
  const values = {
    id: first.bundle.id,
    title: bundleTitle({ user: first.change.user, together }, text),
    customer: plainName(first.change.customer.name),
    counts: countsText(rowsOf(members), text),
  };
  const isDone = members.every(({ status }) => status === 'completed');
  return [
    text(isDone ? 'line.bundle.allDone' : 'line.bundle.settled', values),
    ...(remarks > 0 ? [text('line.bundle.remarks', { count: remarks })] : []),
    ...groupsBy(members, rejectionOf).map(([, concerned]) => rejectionText(concerned, text)),
    ...groupsBy(members, shownProblem).map(([words, concerned]) => problemText(words, concerned, text)),
  ].join('\n\n');
}

function problemText(words: string, concerned: readonly LicenseRequest[], text: Translate): string {
  const said = problemSentences(words, problemTextValues(concerned, text), text);
  return text('line.bundle.problem', {
    names: namesText(concerned, text),
    problemTitle: said.title,
    problemText: said.text,
    problemTodo: said.todo,
  });
}

function rejectionOf({ status, decisions }: LicenseRequest): string | undefined {
  const rejection = decisions.find(({ kind }) => kind === 'reject');
  if (status !== 'rejected' || !rejection) return undefined;
  return `${rejection.by.objectId} ${rejection.reason ?? ''}`;
}

function rejectionText(concerned: readonly LicenseRequest[], text: Translate): string {
  const rejection = concerned[0]?.decisions.find(({ kind }) => kind === 'reject');
  return text(rejection?.reason ? 'line.bundle.rejectedWithReason' : 'line.bundle.rejected', {
    names: namesText(concerned, text),
    approver: plainName(rejection?.by.name ?? ''),
    reason: plainText(rejection?.reason ?? ''),
  });
}

function groupsBy(
  members: readonly LicenseRequest[],
  keyOf: (member: LicenseRequest) => string | undefined,
): readonly (readonly [string, readonly LicenseRequest[]])[] {
  const groups = new Map<string, LicenseRequest[]>();
  for (const member of members) {
    const key = keyOf(member);
    if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), member]);
  }
  return [...groups];
}

/** Tells one outcome from another: the same is told once. */
function digestOf(members: readonly LicenseRequest[]): string {
  const outcome = members.map(({ id, status, problem }) => `${id} ${status} ${problem?.meaning ?? ''}`);
  return createHash('sha256').update(outcome.join('\n')).digest('hex').slice(0, 16);
}
