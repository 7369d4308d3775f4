import type { LicenseRequest, RequestStatus } from './license-request.ts';
import { isSamePerson, type PersonId } from './person.ts';

const WITHOUT_EFFECT: readonly RequestStatus[] = ['rejected', 'cancelled', 'expired', 'failed'];

/** Whether somebody may ask again for what a request asked for: who asked, when it came to nothing. */
export function mayAskAgain(
  { status, requester }: Pick<LicenseRequest, 'status' | 'requester'>,
  person: PersonId,
): boolean {
  return WITHOUT_EFFECT.includes(status) && isSamePerson(requester, person);
}
