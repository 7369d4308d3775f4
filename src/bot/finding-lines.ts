import { listText } from '../i18n/list-text.ts';
import { plainName } from '../i18n/plain-text.ts';
import { sentencesText } from '../i18n/sentence-text.ts';
import type { Translate } from '../i18n/translator.ts';
import { isSameSku, type LicenseChange, type SkuReference } from '../requests/license-change.ts';
import {
  blockersOf,
  isGivenUp,
  type PreflightFinding,
  type PreflightReport,
} from '../requests/preflight-report.ts';

/** One line of a card, with its Adaptive Card colour. */
export type ColoredLine = { readonly text: string; readonly color: 'Default' | 'Attention' };

/** A card shows the weightiest ones and stays readable. */
const MOST_LINES = 5;
const MOST_PLANS = 3;

type Subject = Pick<LicenseChange, 'customer' | 'user' | 'assign' | 'remove'> & {
  /** Whether the reader asks for it themselves and can still change it. */
  readonly isReadersDraft?: boolean;
  /** Whether the words before it name the user, perhaps among others. */
  readonly isUserNamed?: boolean;
};

/** What whoever asks can do about it is told to them as their own. */
const MENDED_IN_DRAFT: ReadonlySet<PreflightFinding['kind']> = new Set([
  'license-asked',
  'suites-overlap',
  'all-plans-covered',
  'plans-covered',
  'plans-twice',
  'not-held',
  'license-groups',
  'already-open',
]);

/** What is told of several people in one sentence. */
const TOLD_TOGETHER: ReadonlySet<PreflightFinding['kind']> = new Set([
  'nothing-to-change',
  'no-usage-location',
  'user-gone',
  'user-inactive',
  'not-held',
]);

/** What was found out before anybody decides: what stands in the way first, each with who can mend it. */
export function findingLines(
  report: Pick<PreflightReport, 'findings' | 'unknown' | 'tries'>,
  change: Subject,
  text: Translate,
): readonly ColoredLine[] {
  const { findings, unknown } = report;
  const ofSeverity = (severity: PreflightFinding['severity']) =>
    findings.filter((one) => one.severity === severity).map((one) => findingLine(one, change, text));
  const facts = listText(
    unknown.map((fact) => text(`preflight.fact.${fact}`)),
    text,
  );
  const key = isGivenUp(report) ? 'preflight.uncheckable' : 'preflight.unchecked';
  const open: ColoredLine = { text: `⏳ ${text(key, { facts })}`, color: 'Default' };
  const found = [...ofSeverity('stop'), ...ofSeverity('warning')].slice(0, MOST_LINES);
  return [...found, ...(unknown.length > 0 ? [open] : [])];
}

/** What stands in the way, as sentences after one another. */
export function blockerSentences(report: PreflightReport, change: Subject, text: Translate): string {
  return sentencesText(blockersOf(report).map((one) => sentencesOf(one, change, text)));
}

/** Free licenses of a product, now and when the change is made. */
type SeatCount = { readonly sku: SkuReference; readonly count: number; readonly after: number };

/** How many licenses are free: of what is assigned, or else of what is taken away. */
export function seatCounts(
  { seats }: Pick<PreflightReport, 'seats'>,
  { assign, remove }: Subject,
): readonly SeatCount[] {
  const counted = (sku: SkuReference, change: number) => {
    const count = seats[sku.id.toLowerCase()];
    // That none is free is a finding of its own.
    if (count === undefined || (count === 0 && change < 0)) return [];
    return [{ sku, count, after: Math.max(count + change, 0) }];
  };
  if (assign.length > 0) return assign.flatMap(({ sku }) => counted(sku, -1));
  return remove.flatMap((sku) => counted(sku, 1));
}

/** How many licenses of a product are free, in words. */
export function seatLine({ sku, count, after }: SeatCount, text: Translate): string {
  return text('preflight.seats', { sku: plainName(sku.name), count, after });
}

/** Everything that was found out, as the review of a draft shows it. */
export function checkLines(
  report: PreflightReport,
  change: Subject,
  text: Translate,
): readonly ColoredLine[] {
  const seats = seatCounts(report, change).map((counted) => ({
    text: `✓ ${seatLine(counted, text)}`,
    color: 'Default' as const,
  }));
  return [...findingLines(report, { ...change, isReadersDraft: true }, text), ...seats];
}

/** Told apart by its word, not by its mark or colour alone. */
function findingLine(finding: PreflightFinding, change: Subject, text: Translate): ColoredLine {
  const isStop = finding.severity === 'stop';
  const label = text(`preflight.label.${finding.severity}`);
  return {
    text: `${isStop ? '✕' : '⚠'} **${label}** ${sentencesOf(finding, change, text)}`,
    color: isStop ? 'Attention' : 'Default',
  };
}

/** What was found, and who can mend it. */
function sentencesOf(finding: PreflightFinding, change: Subject, text: Translate): string {
  const plans = plansBeside(finding);
  const values = {
    sku: plainName(skuOf(finding, change)?.name ?? ''),
    user: plainName(change.user.name),
    customer: plainName(change.customer.name),
    other: plainName(finding.other ?? ''),
    plans: fewNames(plans, text),
  };
  const isOwn = change.isReadersDraft === true && MENDED_IN_DRAFT.has(finding.kind);
  const isOnlyItself = finding.plans.length > 0 && plans.length === 0;
  const isTogether = change.isUserNamed === true && TOLD_TOGETHER.has(finding.kind);
  const found = isTogether ? `preflight.named.${finding.kind}` : `preflight.${finding.kind}`;
  return sentencesText([
    text(isOnlyItself ? 'preflight.plan-of-its-own' : found, values),
    text(`preflight.${isOwn ? 'mendInDraft' : 'mend'}.${finding.kind}`, values),
  ]);
}

/** Names of service plans: a few of them, and how many more there are. */
export function fewNames(names: readonly string[], text: Translate): string {
  const more = names.length - MOST_PLANS;
  const shown = (more > 1 ? names.slice(0, MOST_PLANS) : names).map(plainName);
  return listText(more > 1 ? [...shown, text('request.more', { count: more })] : shown, text);
}

/** Many products hold a single service plan of the same name: that they cover themselves says nothing. */
function plansBeside({ kind, plans, other }: PreflightFinding): readonly string[] {
  return kind === 'plans-covered' ? plans.filter((plan) => plan !== other) : plans;
}

function skuOf({ sku: id }: PreflightFinding, { assign, remove }: Subject): SkuReference | undefined {
  if (id === null) return undefined;
  return [...assign.map(({ sku }) => sku), ...remove].find((sku) => isSameSku(sku, { id }));
}
