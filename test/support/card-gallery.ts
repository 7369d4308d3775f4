import { renderBundleCard } from '../../src/bot/bundle-card.ts';
import { firstPage } from '../../src/bot/list-ask.ts';
import { renderRequestCard, type Viewer } from '../../src/bot/request-card.ts';
import { createTemplateCards } from '../../src/bot/template-cards.ts';
import type { Card } from '../../src/dialogs/card-renderer.ts';
import type { ApprovalPlan } from '../../src/requests/approval-policy.ts';
import {
  type LicenseRequest,
  REQUEST_STATUSES,
  type RequestStatus,
} from '../../src/requests/license-request.ts';
import type { Person } from '../../src/requests/person.ts';
import { aBundleTogether, aChangeFor, aLinkedSwap } from './a-bundle.ts';
import {
  aDecision,
  aFinding,
  aLicenseChange,
  aLicenseRequest,
  anAttempt,
  aPlan,
  aProblem,
  aReport,
  aResult,
  aSkuReference,
  aStage,
  aUserReference,
  E3,
  E5,
  GRACE,
  KENJI,
  later,
  MEHMET,
  SARAH,
} from './builders.ts';
import { cardsOfDrafts, cardsOfHardDrafts, otherCards } from './card-series.ts';
import { createStrictTranslator } from './strict-translator.ts';
import { aTeamsEdge } from './teams-edge.ts';

/** A card of the program as somebody may see it, and what it is called in a picture. */
export type GalleryCard = { readonly name: string; readonly card: Card };

const cards = createTemplateCards();
const MINUTE = 60_000;

const APPROVER: Viewer = { kind: 'person', person: KENJI };

const VIEWERS: Readonly<Record<string, Viewer>> = {
  everybody: { kind: 'everybody', refreshFor: ['29:sarah', '29:grace'] },
  requester: { kind: 'person', person: SARAH },
  executor: { kind: 'person', person: GRACE },
  approver: APPROVER,
};

/** Every template in every status, for every kind of viewer, in one language. */
export async function cardGallery(language: string): Promise<readonly GalleryCard[]> {
  const drafts = await cardsOfDrafts(language);
  const hardDrafts = await cardsOfHardDrafts(language);
  const others = await otherCards(language);
  return [
    ...cardsToDecide(language),
    ...REQUEST_STATUSES.flatMap((status) => requestCards(status, language)),
    ...REQUEST_STATUSES.flatMap((status) => bundleCards(status, language)),
    ...largeBundleCards(language),
    ...numbered('draft', drafts),
    ...numbered('hard draft', hardDrafts),
    ...numbered('other', others),
    ...(await listCards(language)),
  ];
}

/** A bundle whose first user is in the status and whose others have ended otherwise, as an approver and as all see it. */
function bundleCards(status: RequestStatus, language: string): GalleryCard[] {
  const text = createStrictTranslator().for(language);
  const plan = aPlan({ amount: { value: 228.8, currency: 'EUR' }, rejectionNeedsReason: true });
  const preflight = aReport({ seats: { [E5.id]: 2 }, held: [E3] });
  const mine = { status, preflight, ...courseOf(status) };
  const members = aBundleTogether([
    mine,
    mine,
    { status: 'completed', ...courseOf('completed') },
    { status: 'rejected', ...courseOf('rejected') },
  ]).map((request) => ({ request, plan }));
  return (['everybody', 'executor'] as const).map((name) => {
    const viewer = VIEWERS[name] ?? APPROVER;
    return {
      name: `bundle ${status}, ${name}`,
      card: renderBundleCard(cards, {
        members,
        viewer,
        text,
        note: null,
        health: 'sign-in-needed',
        now: null,
      }),
    };
  });
}

/** Twenty-five people, with licenses of three kinds or each with others; and a swap in two steps for one person. */
function largeBundleCards(language: string): GalleryCard[] {
  const text = createStrictTranslator().for(language);
  const plan = aPlan({ amount: { value: 57.2, currency: 'EUR' } });
  const drawn = (name: string, requests: readonly Partial<LicenseRequest>[], viewer: Viewer) => {
    const members = aBundleTogether(requests).map((request) => ({ request, plan }));
    const seen = {
      viewer,
      text,
      note: null,
      health: 'signed-in',
      now: new Date(later(90 * MINUTE)),
    } as const;
    return { name, card: renderBundleCard(cards, { members, ...seen }) };
  };
  const people = (own: (index: number) => Partial<LicenseRequest>) =>
    Array.from({ length: 25 }, (_, index) => ({
      id: `MEM${100 + index}`,
      change: aChangeFor(`Person ${index}`, { remove: [E3] }),
      ...own(index),
    }));
  const holding = (...names: readonly string[]) =>
    aReport({ seats: { [E5.id]: 20 }, held: [E3, ...names.map((name) => aSkuReference(name))] });
  const kinds = (index: number) => (index % 3 === 0 ? holding() : holding(`Product ${index % 3}`));
  const outcomes = ['completed', 'completed', 'rejected', 'failed'] as const;
  const preflight = holding();
  const [assign, remove] = aLinkedSwap('Ada').map(({ change }) => ({ change, preflight }));
  const swap = [assign ?? {}, { ...remove, after: 'MEMB01' }];
  return [
    drawn(
      '25 people',
      people((index) => ({ preflight: kinds(index) })),
      APPROVER,
    ),
    drawn(
      '25 people, all different',
      people((index) => ({ preflight: holding(`Product ${index}`) })),
      APPROVER,
    ),
    drawn(
      '25 people, outcomes',
      people((index) => ({ status: outcomes[index % 4], preflight })),
      APPROVER,
    ),
    drawn('a swap in two steps', swap, APPROVER),
  ];
}

/** What waits for an approver, a page of it, and what came of a decision on several. */
async function listCards(language: string): Promise<GalleryCard[]> {
  const edge = await aTeamsEdge();
  for (let n = 0; n < 12; n++) {
    const change = aLicenseChange({
      user: aUserReference(`Ada Lovelace ${n}`, `ada${n}@contoso.com`),
      remove: n % 2 ? [E3] : [],
    });
    edge.put({ id: `LIST${String(n).padStart(2, '0')}`, change });
  }
  const reader = { person: GRACE, conversationId: 'a:chat', text: createStrictTranslator().for(language) };
  const list = await edge.lists.show(firstPage('waiting'), reader);
  await edge.close();
  return [{ name: 'list, waiting', card: list }];
}

/** What approvers decide about most of the time, as it stands before them. */
export function cardsToDecide(language: string): readonly GalleryCard[] {
  const text = createStrictTranslator().for(language);
  const amount = { value: 57, currency: 'EUR' };
  const single = aPlan({ amount, source: { kind: 'customer' }, rejectionNeedsReason: true });
  const staged = aPlan({ amount, stages: [aStage([MEHMET]), aStage([GRACE, KENJI])] });
  const swap = usualRequest('pending');
  const alone = aLicenseChange();
  const counted = aReport({ seats: { [E5.id]: 3, [E3.id]: 7 }, held: [E3] });
  const asked: readonly (readonly [name: string, request: Partial<LicenseRequest>, plan: ApprovalPlan])[] = [
    ['a license more', { change: alone, preflight: counted }, single],
    ['a swap', swap, single],
    ['a swap, second stage', swap, staged],
    [
      'a license that is sold out',
      { change: alone, preflight: { ...counted, findings: [aFinding()], seats: { [E5.id]: 0 } } },
      single,
    ],
    [
      'a license less',
      { change: aLicenseChange({ assign: [], remove: [E3] }), preflight: counted },
      aPlan({ source: { kind: 'license' } }),
    ],
    [
      'before anything is known',
      { preflight: aReport({ held: null, unknown: ['seats', 'licenses'] }) },
      single,
    ],
  ];
  return asked.map(([name, request, plan]) => ({
    name,
    card: renderRequestCard(cards, {
      request: aLicenseRequest({ ...request, id: 'K7M2QX' }),
      plan,
      viewer: { kind: 'person', person: GRACE },
      text,
      note: null,
      health: 'sign-in-needed',
      now: new Date(later(3 * 60 * MINUTE)),
    }),
  }));
}

function requestCards(status: RequestStatus, language: string): GalleryCard[] {
  const text = createStrictTranslator().for(language);
  const plan = aPlan({ stages: [aStage([MEHMET]), aStage([GRACE, KENJI])], rejectionNeedsReason: true });
  const drawn = (request: LicenseRequest, viewer: Viewer) =>
    renderRequestCard(cards, { request, plan, viewer, text, note: null, health: null, now: null });
  const wordy = { name: `${status}, long names`, card: drawn(wordyRequest(status), APPROVER) };
  const usual = Object.entries(VIEWERS).map(([name, viewer]) => ({
    name: `${status}, ${name}`,
    card: drawn(usualRequest(status), viewer),
  }));
  return [...usual, wordy];
}

/** A swap as it is most of the time. */
function usualRequest(status: RequestStatus): LicenseRequest {
  return aLicenseRequest({
    status,
    change: aLicenseChange({ remove: [E3] }),
    reason: 'joins the security team on Monday',
    ...courseOf(status),
    preflight: aReport({ seats: { [E5.id]: 3 }, held: [E3] }),
  });
}

/** A request whose every text is as long as it gets. */
function wordyRequest(status: RequestStatus): LicenseRequest {
  const sku = aSkuReference(
    'D365_CUSTOMER_INSIGHTS_JOURNEYS_ATTACH_NEW',
    'Dynamics 365 Customer Insights Journeys Attach New Expiration (Nonprofit Staff Pricing)',
  );
  const user = aUserReference(
    'Maximiliana Konstantinopolitanskaja-Freifrau von Oberhausen-Unterwaldstetten',
    'maximiliana.konstantinopolitanskaja-freifrau.von.oberhausen@subsidiary.contoso-international.example.com',
  );
  const problem = aProblem({
    meaning: 'refused',
    code: '800002',
    detail:
      'The requested change could not be made because the subscription is in a state that does not allow it.',
  });
  return aLicenseRequest({
    status,
    change: aLicenseChange({
      customer: {
        id: 'c',
        name: 'Wide World Importers and Distributors of Fine Goods (Europe) GmbH & Co. KG',
      },
      user,
      assign: [
        { sku, excludedPlans: [{ id: 'p', name: 'Microsoft Defender for Cloud Apps Discovery' }] },
        { sku: E5, excludedPlans: [] },
      ],
      remove: [E3],
    }),
    reason: `${'Needs everything at once, and has to wait for nobody. '.repeat(6)}${'w'.repeat(120)}`,
    ...courseOf(status),
    preflight: aReport({
      findings: [
        aFinding({ sku: sku.id }),
        aFinding({ kind: 'no-usage-location', severity: 'stop', sku: null }),
      ],
      unknown: ['licenses'],
      held: null,
    }),
    ...(status === 'failed' || status === 'awaiting_seats' ? { problem } : {}),
  });
}

/** Cards of requests on which every word that people or directories gave is the same. */
export function cardsNaming(words: string): readonly GalleryCard[] {
  const text = createStrictTranslator().for('en');
  const statuses = ['pending', 'awaiting_seats', 'failed', 'completed', 'rejected'] as const;
  return statuses.map((status) => {
    const request = requestNaming(status, words);
    const plan = aPlan({
      stages: [aStage([named(MEHMET, words)]), aStage([named(GRACE, words), named(KENJI, words)])],
    });
    return {
      name: status,
      card: renderRequestCard(cards, {
        request,
        plan,
        viewer: APPROVER,
        text,
        note: null,
        health: null,
        now: null,
      }),
    };
  });
}

function requestNaming(status: RequestStatus, words: string): LicenseRequest {
  const sku = { ...E5, name: words, partNumber: words };
  return aLicenseRequest({
    status,
    change: aLicenseChange({
      customer: { id: 'c', name: words },
      user: aUserReference(words, words),
      assign: [{ sku, excludedPlans: [{ id: 'p', name: words }] }],
      remove: [{ ...E3, name: words, partNumber: words }],
    }),
    reason: words,
    requester: named(SARAH, words),
    executor: status === 'pending' ? null : named(GRACE, words),
    decisions: [
      aDecision(named(MEHMET, words), { reason: words }),
      ...(status === 'rejected' ? [aDecision(named(GRACE, words), { kind: 'reject', reason: words })] : []),
    ],
    problem: aProblem({ meaning: 'refused', detail: words, code: words }),
    preflight: aReport({ findings: [aFinding()], seats: { [E5.id]: 0 } }),
    result:
      status === 'completed'
        ? aResult({ warnings: [{ code: words, message: words, servicePlans: [words] }] })
        : null,
  });
}

function named(person: Person, name: string): Person {
  return { ...person, name };
}

/** How a request came where it is. */
function courseOf(status: RequestStatus): Partial<LicenseRequest> {
  const approval = [aDecision(MEHMET, { at: later(MINUTE) }), aDecision(GRACE, { at: later(2 * MINUTE) })];
  switch (status) {
    case 'pending':
      return { decisions: approval.slice(0, 1) };
    case 'cancelled':
    case 'expired':
      return { decisions: [], updatedAt: later(MINUTE) };
    case 'rejected':
      return {
        decisions: [
          aDecision(GRACE, { kind: 'reject', reason: 'E3 is enough for her work', at: later(MINUTE) }),
        ],
      };
    case 'completed':
      return {
        decisions: approval,
        attempt: anAttempt({ isUnderWay: false }),
        updatedAt: later(4 * MINUTE),
        result: aResult({
          at: later(3 * MINUTE),
          verification: 'seen',
          warnings: [
            {
              code: '1',
              message: 'Some service plans are there twice.',
              servicePlans: ['Exchange Online (Plan 2)'],
            },
          ],
        }),
      };
    default:
      return { decisions: approval };
  }
}

function numbered(name: string, drawn: readonly Card[]): GalleryCard[] {
  return drawn.map((card, index) => ({ name: `${name} ${index + 1}`, card }));
}
