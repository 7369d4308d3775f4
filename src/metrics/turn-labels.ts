import { z } from 'zod';
import type { TurnLabels } from './metrics.ts';

/** Every verb that a card of ours can send; anything else is counted as `other`. */
export const KNOWN_VERBS = [
  'draft.start',
  'draft.next',
  'draft.back',
  'draft.go',
  'draft.again',
  'draft.check',
  'draft.send',
  'draft.discard',
  'draft.submit',
  'say',
  'list.mine',
  'list.pending',
  'list.page',
  'list.filter',
  'list.open',
  'list.approve',
  'list.reject',
  'bundle.approve',
  'bundle.reject',
  'bundle.retry',
  'bundle.run',
  'bundle.member',
  'bundle.cancel',
  'bundle.open',
  'bundle.nudge',
  'bundle.refresh',
  'request.approve',
  'request.reject',
  'request.cancel',
  'request.retry',
  'request.run',
  'request.giveUp',
  'request.nudge',
  'request.open',
  'request.refresh',
  'request.show',
] as const;

const KNOWN_INVOKES = [
  'adaptiveCard/action',
  'application/search',
  'signin/tokenExchange',
  'signin/verifyState',
  'signin/failure',
];

const activityShape = z.looseObject({
  type: z.string(),
  name: z.string().optional().catch(undefined),
  value: z
    .looseObject({
      verb: z.unknown().optional(),
      action: z.looseObject({ verb: z.unknown().optional() }).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});

const answerShape = z.looseObject({ type: z.string() });

/**
 * What a turn is counted as. The body may come from anybody: until the sender was let in, nothing of it is taken, and
 * then only words that are known.
 */
export function turnLabels(
  body: Readonly<Record<string, unknown>>,
  answer: { readonly status: number; readonly body?: unknown },
): TurnLabels {
  const { status } = answer;
  if (status >= 400 && status < 500 && status !== 412)
    return { type: '-', name: '-', verb: '-', outcome: 'refused' };
  const activity = activityShape.safeParse(body).data;
  const isInvoke = activity?.type === 'invoke';
  return {
    type: typeOf(activity?.type),
    name: isInvoke ? known(KNOWN_INVOKES, activity.name) : '-',
    verb: verbOf(activity?.value?.action?.verb ?? activity?.value?.verb),
    outcome: status >= 400 ? 'failed' : outcomeOf(answer.body),
  };
}

function typeOf(type: string | undefined): string {
  switch (type) {
    case 'message':
    case 'invoke':
      return type;
    case 'installationUpdate':
    case 'conversationUpdate':
      return 'installation';
    default:
      return 'other';
  }
}

function verbOf(verb: unknown): string {
  return verb === undefined || verb === null ? '-' : known(KNOWN_VERBS, verb);
}

function known(words: readonly string[], word: unknown): string {
  return typeof word === 'string' && words.includes(word) ? word : 'other';
}

/** The real outcome of a button press stands in the body: HTTP says 200 to all of them. */
function outcomeOf(body: unknown): string {
  switch (answerShape.safeParse(body).data?.type) {
    case 'application/vnd.microsoft.card.adaptive':
      return 'card';
    case 'application/vnd.microsoft.activity.message':
      return 'notice';
    case 'application/vnd.microsoft.error':
      return 'failed';
    default:
      return 'ok';
  }
}
