import { ConnectorError } from './connector-error.ts';

/** There is nowhere to deliver to: the app is not installed there, or the conversation is gone. */
export class NowhereToDeliver extends Error {
  readonly code = 'nowhere-to-deliver';
}

/** Whether the connector says that a conversation is gone, or closed to us. */
export function isGone(error: unknown): error is ConnectorError {
  return error instanceof ConnectorError && (error.status === 403 || error.status === 404);
}
