import { blockersOf, type PreflightFinding, type PreflightReport } from '../requests/preflight-report.ts';
import type { Draft } from './draft.ts';
import type { DraftChecks } from './draft-checks.ts';
import { changeAlone, membersOf } from './draft-members.ts';
import type { DraftQuestion, StepAnswer, StepView } from './draft-step.ts';
import { isSend } from './intent.ts';
import { checkMembers, reviewLines, usersInTheWay } from './list-review.ts';
import type { TurnDetails } from './turn-details.ts';

const NEEDLESS: ReadonlySet<PreflightFinding['kind']> = new Set(['nothing-to-change', 'already-open']);

/** Shows everything once more; going on from here sends the request. */
export function createReviewQuestion(checks: DraftChecks): DraftQuestion {
  return {
    step: 'review',

    async view(draft, { turn }) {
      if (membersOf(draft).length > 1) return listView(draft, checks, turn);
      const change = changeAlone(draft);
      const report = await checks.check(change);
      const inTheWay = inTheWayOf(report);
      return {
        template: 'draft-review',
        data: { findings: checks.lines(report, change, turn.text) },
        question: turn.text(inTheWay ? `draft.review.${inTheWay}` : 'draft.review.question'),
        hint: turn.text(inTheWay ? `draft.review.${inTheWay}Hint` : 'draft.review.hint'),
        inTheWay,
      };
    },

    async fromCard(draft, { turn }) {
      if (turn.press?.verb === 'draft.submit') return sent(draft, checks, turn);
      return { kind: 'again', error: turn.text('draft.review.unclear') };
    },

    async fromWords(words, draft, { turn }) {
      if (isSend(words)) return sent(draft, checks, turn);
      return { kind: 'again', error: turn.text(await unclearOf(draft, checks, turn)) };
    },

    async fromWish() {
      return undefined;
    },
  };
}

/** What the user has already, or what is asked for already, need not be asked for; everything else can be mended. */
function inTheWayOf(report: PreflightReport): StepView['inTheWay'] {
  const blockers = blockersOf(report);
  if (blockers.length === 0) return undefined;
  return blockers.some(({ kind }) => NEEDLESS.has(kind)) ? 'needless' : 'mendable';
}

/** What can be said to the review; nobody is told to send what cannot be sent. */
async function unclearOf(draft: Draft, checks: DraftChecks, turn: TurnDetails): Promise<string> {
  const { inTheWay } = await (membersOf(draft).length > 1
    ? listView(draft, checks, turn)
    : { inTheWay: inTheWayOf(await checks.check(changeAlone(draft))) });
  return inTheWay ? 'draft.review.unclearInTheWay' : 'draft.review.unclear';
}

/** Everybody with what they get, and whom the request leaves out. */
async function listView(draft: Draft, checks: DraftChecks, turn: TurnDetails): Promise<StepView> {
  const { text } = turn;
  const members = await checkMembers(draft, checks, turn);
  const left = usersInTheWay(members);
  const count = new Set(members.map(({ change }) => change.user.id)).size - left.size;
  return {
    template: 'draft-review',
    data: { findings: reviewLines(members, checks, text) },
    question: text(count > 0 ? 'draft.review.question' : 'draft.review.mendable'),
    inTheWay: count > 0 ? undefined : 'mendable',
    hint: count > 0 ? text('draft.list.reviewHint', { count }) : text('draft.list.nobodyLeft'),
  };
}

/** Whoever cannot be asked for stays out; the review has said so. */
async function sent(draft: Draft, checks: DraftChecks, turn: TurnDetails): Promise<StepAnswer> {
  if (!draft.list) return { kind: 'learned', patch: {} };
  const left = usersInTheWay(await checkMembers(draft, checks, turn));
  const list = draft.list.filter(({ user }) => user && !left.has(user.id));
  if (list.length === 0) return { kind: 'again', error: turn.text('draft.list.nobodyLeft') };
  return { kind: 'learned', patch: { list } };
}
