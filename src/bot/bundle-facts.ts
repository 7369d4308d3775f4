import { listText } from '../i18n/list-text.ts';
import { moneyText } from '../i18n/money-text.ts';
import { plainName } from '../i18n/plain-text.ts';
import type { Translate } from '../i18n/translator.ts';
import type { ApprovalPlan, Money } from '../requests/approval-policy.ts';
import type { SkuReference, Together } from '../requests/license-change.ts';
import type { LicenseRequest } from '../requests/license-request.ts';
import type { Room } from './bundle-room.ts';
import { type ColoredLine, findingLines } from './finding-lines.ts';
import { cameToNothing, skuLabel, skuNames } from './request-facts.ts';

/** A request of a bundle with what the policy says of it. */
export type PlannedMember = { readonly request: LicenseRequest; readonly plan: ApprovalPlan };

/** What a bundle asks for, where it cannot be shown as licenses before and after. */
export function bundleChanges(members: readonly PlannedMember[], room: Room, text: Translate) {
  const together = togetherOf(members);
  const more = together.assign.length + together.remove.length - room.products;
  const named = skuNames([...together.assign.map(({ sku }) => sku), ...together.remove]);
  const changes = [
    ...together.assign.map(({ sku, count }) => ({
      title: text('request.field.assign'),
      value: count === together.users ? named(sku) : `${named(sku)} × ${count}`,
    })),
    ...together.remove.map((sku) => ({ title: text('request.field.remove'), value: named(sku) })),
  ];
  if (more <= 0) return changes;
  return [...changes.slice(0, room.products), { title: '', value: text('request.more', { count: more }) }];
}

/** What the change costs: licenses that are free, those first of which there are too few, and money. */
export function bundleConsequences(
  members: readonly PlannedMember[],
  room: Room,
  text: Translate,
): readonly string[] {
  const amount = totalOf(members);
  const needs = seatNeeds(members)
    .toSorted((one, other) => one.free - one.needed - (other.free - other.needed))
    .map(({ sku, needed, free }) => text('bundle.seats', { sku: plainName(sku.name), needed, free }));
  return [
    ...shortened(needs, room.products, text),
    ...(amount ? [text(priceKey(members), { amount: moneyText(amount, text) })] : []),
  ];
}

/** What Partner Center calls the licenses that come and go. */
export function bundleProducts(members: readonly PlannedMember[], room: Room, text: Translate): string {
  const { assign, remove } = togetherOf(members);
  const products = [...assign.map(({ sku }) => sku), ...remove].map(skuLabel);
  return listText(shortened(products, room.products, text), text);
}

/** The first ones, and how many more there are. */
function shortened(lines: readonly string[], most: number, text: Translate): readonly string[] {
  const count = lines.length - most;
  return count > 0 ? [...lines.slice(0, most), text('request.more', { count })] : lines;
}

/** What stands in the way or should be known before the decision: each sentence once, the weightiest first. */
export function bundleFindings(
  members: readonly PlannedMember[],
  room: Room,
  text: Translate,
): readonly ColoredLine[] {
  const pending = members.filter(({ request }) => request.status === 'pending');
  const short = seatNeeds(members)
    .filter(({ needed, free }) => needed > free)
    .map(({ sku, needed, free }): ColoredLine => {
      const sentence = text('bundle.short', { sku: plainName(sku.name), count: needed - free });
      return { text: `⚠ **${text('preflight.label.warning')}** ${sentence}`, color: 'Default' };
    });
  const lines = new Map<string, ColoredLine>();
  for (const { request } of pending) {
    const { preflight, change } = request;
    // Seats are counted for all of them together.
    const findings = preflight.findings.filter(({ kind }) => kind !== 'no-seats' && kind !== 'other-open');
    for (const line of findingLines({ ...preflight, findings }, change, text)) lines.set(line.text, line);
  }
  const found = [...lines.values()].toSorted((one, other) => weightOf(one) - weightOf(other));
  const told = [...short.slice(0, room.products), ...found];
  const most = room.findings + Math.min(short.length, room.products);
  const count = told.length - most;
  if (count <= 0) return told;
  const more: ColoredLine = { text: text('bundle.moreFindings', { count }), color: 'Default' };
  return [...told.slice(0, most), more];
}

/** What all requests of a bundle ask for. */
export function togetherOf(members: readonly PlannedMember[]): Together {
  const together = members[0]?.request.change.together;
  if (!together) throw new Error('a request of a bundle lacks what the bundle asks for');
  return together;
}

/** How many seats of each SKU those take who wait for a decision, and how many are free, as far as that is known. */
function seatNeeds(members: readonly PlannedMember[]) {
  const needs = new Map<string, { readonly sku: SkuReference; needed: number; free: number }>();
  for (const { request } of members) {
    if (request.status !== 'pending') continue;
    for (const { sku } of request.change.assign) {
      const key = sku.id.toLowerCase();
      const counted = request.preflight.seats[key];
      if (counted === undefined) continue;
      const free = Math.max(counted - takenSince(request.preflight.checkedAt, key, members), 0);
      const known = needs.get(key) ?? { sku, needed: 0, free };
      needs.set(key, { sku, needed: known.needed + 1, free: Math.min(known.free, free) });
    }
  }
  return [...needs.values()];
}

/** How many seats of a SKU the others of the bundle have taken since they were counted. */
function takenSince(checkedAt: string | null, skuId: string, members: readonly PlannedMember[]): number {
  return members.filter(
    ({ request: { result, change } }) =>
      result !== null &&
      !result.wasInPlace &&
      result.at > (checkedAt ?? '') &&
      change.assign.some(({ sku }) => sku.id.toLowerCase() === skuId),
  ).length;
}

/** Of one person alone it is a price, and no sum. */
function priceKey(members: readonly PlannedMember[]): string {
  const users = new Set(charged(members).map(({ request }) => request.change.user.id));
  return users.size === 1 ? 'request.price' : 'bundle.price';
}

/** What only takes away costs nothing, nor does what was rejected, withdrawn or not decided in time. */
function charged(members: readonly PlannedMember[]): readonly PlannedMember[] {
  return members.filter(({ request }) => request.change.assign.length > 0 && !cameToNothing(request.status));
}

/** Null where a price is not known. */
function totalOf(members: readonly PlannedMember[]): Money | null {
  const amounts = charged(members).map(({ plan }) => plan.amount);
  const known = amounts.filter((amount) => amount !== null);
  const [first] = known;
  if (!first || known.length < amounts.length) return null;
  const hundredths = known.reduce((sum, { value }) => sum + Math.round(value * 100), 0);
  return { value: hundredths / 100, currency: first.currency };
}

function weightOf({ color }: ColoredLine): number {
  return color === 'Attention' ? 0 : 1;
}
