import type { Logger } from 'pino';
import { readEntraError } from './entra-errors.ts';
import type { SignInRecord } from './sign-in-store.ts';
import { whose } from './whose.ts';

/** How a visit to our pages ends; each ending has a text `signIn.<ending>` in the catalogs. */
export type Ending =
  | 'done'
  | 'unknown'
  | 'used'
  | 'expired'
  | 'tooSlow'
  | 'otherBrowser'
  | 'otherPerson'
  | 'cancelled'
  | 'consent'
  | 'refused'
  | 'failed'
  | 'busy'
  | 'ourFault';

/** What the browser is to see: an ending, in the language of the invitation where that is known. */
export type FlowEnd = {
  readonly kind: 'end';
  readonly ending: Ending;
  readonly record: SignInRecord | null;
  /** The account that signed in, where that is the point. */
  readonly account: string | null;
  /** The id of the link to begin again with, where that may help and the browser is the one that began. */
  readonly retry: string | null;
};

/** What Entra ID sent back in place of a code. */
export type AuthorizeError = {
  readonly error: string | null;
  readonly subcode: string | null;
  readonly description: string | null;
};

const RETRYABLE: readonly Ending[] = ['tooSlow', 'otherPerson', 'cancelled', 'failed', 'busy'];

const CONSENT = /\bAADSTS(65001|90094|90095)\b/;
const DECLINED = /\bAADSTS65004\b/;

/** An ending; `record` is the invitation, where it is known whose it is. */
export function endWith(ending: Ending, record: SignInRecord | null): FlowEnd {
  return { kind: 'end', ending, record, account: null, retry: null };
}

/** Lets the person begin again with the link `id`, where that may help. */
export function retryable(flowEnd: FlowEnd, id: string): FlowEnd {
  return RETRYABLE.includes(flowEnd.ending) ? { ...flowEnd, retry: id } : flowEnd;
}

/** What an error of the authorize endpoint means for the person. */
export function endingOf({ error, subcode, description }: AuthorizeError): Ending {
  if (subcode === 'cancel' || DECLINED.test(description ?? '')) return 'cancelled';
  if (error === 'consent_required' || CONSENT.test(description ?? '')) return 'consent';
  switch (error) {
    case 'access_denied':
      return 'refused';
    case 'temporarily_unavailable':
    case 'server_error':
      return 'busy';
    case 'invalid_request':
    case 'unauthorized_client':
    case 'invalid_client':
      return 'ourFault';
    default:
      return 'failed';
  }
}

/** Does `work` and turns what goes wrong between us and Entra ID into an ending; anything else is thrown on. */
export async function guarded<Step>(
  record: SignInRecord,
  log: Logger,
  work: () => Promise<Step>,
): Promise<Step | FlowEnd> {
  try {
    return await work();
  } catch (error) {
    const problem = readEntraError(error);
    const person = whose(record.person);
    if (problem.kind === 'sign-in') {
      log.warn({ person, why: problem.why, entraCode: problem.entraCode }, 'a code was not redeemed');
      return endWith(problem.why === 'consent' ? 'consent' : 'failed', record);
    }
    const { code, entraCode, isTransient } = problem.error;
    if (code === 'token-of-another-person') {
      log.error({ security: code, person }, 'what Entra ID answered is not for this sign-in: refused');
      return endWith('failed', record);
    }
    log.error({ person, code, entraCode }, 'a sign-in could not be finished');
    return endWith(isTransient ? 'busy' : 'ourFault', record);
  }
}
