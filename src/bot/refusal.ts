import { AuthenticationError } from 'botframework-connector';

/** Why an activity was turned away at the door. Fixed words only: nothing of the activity or the token is repeated. */
export type RefusalReason =
  | 'no-token'
  | 'unreadable-token'
  | 'algorithm-not-allowed'
  | 'unknown-key'
  | 'key-not-endorsed'
  | 'bad-signature'
  | 'expired'
  | 'not-yet-valid'
  | 'wrong-issuer'
  | 'wrong-audience'
  | 'wrong-claims'
  | 'service-url-mismatch'
  | 'keys-unavailable'
  | 'not-supported'
  | 'not-teams'
  | 'host-not-allowed'
  | 'tenant-not-allowed'
  | 'not-for-this-bot';

/**
 * An activity that is not let in: 401 when nobody vouches for it, 403 when Teams does but it is not for us,
 * 503 when it cannot be checked because the channel's keys could not be fetched yet.
 * The message is empty on purpose: the SDK would send it to the caller.
 */
export class Refusal extends AuthenticationError {
  readonly reason: RefusalReason;

  constructor(statusCode: 401 | 403 | 503, reason: RefusalReason) {
    super('', statusCode);
    this.name = 'Refusal';
    this.reason = reason;
  }
}
