import { randomUUID } from 'node:crypto';
import { ActivityTypes, INVOKE_RESPONSE_KEY, type TurnContext } from 'botbuilder-core';
import type { Logger } from 'pino';

/**
 * The sentence for a person whose press failed through no fault of theirs, in the language of `locale`; by `reference`
 * the operator finds the line in the log.
 */
export type DescribeFailure = (locale: string | undefined, reference: string) => string;

/** What answering a failed turn needs. */
export type TurnFailureDeps = { readonly log: Logger; readonly describeFailure: DescribeFailure };

/**
 * Ends a turn whose handler threw. A message counts as received, so that Teams does not send it again; an invoke that
 * has no answer yet gets an error that the client shows. Sign-in invokes get HTTP 500, because 200 means success there. A
 * card that refreshes itself gets no error: it would stand there, and Teams would not try again.
 */
export async function answerFailedTurn(
  context: TurnContext,
  error: Error,
  { log, describeFailure }: TurnFailureDeps,
): Promise<void> {
  const { type, name, id, locale } = context.activity;
  const reference = randomUUID().slice(0, 8);
  log.error({ err: error, reference, activityType: type, activityName: name, activityId: id }, 'turn failed');
  if (type !== ActivityTypes.Invoke || context.turnState.has(INVOKE_RESPONSE_KEY)) return;
  const message = describeFailure(locale ?? undefined, reference);
  const body = isAutomatic(context)
    ? { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: message }
    : {
        statusCode: 500,
        type: 'application/vnd.microsoft.error',
        value: { code: 'InternalError', message },
      };
  const status = name?.startsWith('signin/') ? 500 : 200;
  context.turnState.set(INVOKE_RESPONSE_KEY, { type: ActivityTypes.InvokeResponse, value: { status, body } });
}

/** Whether a client asked by itself, to bring a card up to date. */
function isAutomatic({ activity }: TurnContext): boolean {
  return activity.name === 'adaptiveCard/action' && activity.value?.trigger === 'automatic';
}
