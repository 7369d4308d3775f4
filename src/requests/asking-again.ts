import { RequestError } from './errors.ts';
import type { LicenseRequest, RequestStatus } from './license-request.ts';
import { isSamePerson, type PersonId } from './person.ts';

const WITHOUT_EFFECT: readonly RequestStatus[] = ['rejected', 'cancelled', 'expired', 'failed'];

/** Requests that may be asked for again, and the number that stands for them: of one its own, of several that of their bundle. */
export type AskedAgain = { readonly id: string; readonly requests: readonly LicenseRequest[] };

/** Whether somebody may ask again for what a request asked for: who asked, when it came to nothing. */
export function mayAskAgain(
  { status, requester }: Pick<LicenseRequest, 'status' | 'requester'>,
  person: PersonId,
): boolean {
  return WITHOUT_EFFECT.includes(status) && isSamePerson(requester, person);
}

/** Those of some requests, made together, that a person may ask for again; `number` is what they have in common. Throws `RequestError`. */
export function toAskAgain(
  asked: readonly LicenseRequest[],
  { number, person }: { readonly number: string; readonly person: PersonId },
): AskedAgain {
  if (!asked.some(({ requester }) => isSamePerson(requester, person)))
    throw new RequestError('not-yours-to-repeat');
  const requests = asked.filter((request) => mayAskAgain(request, person));
  const [first, ...others] = requests;
  if (!first) throw new RequestError('nothing-to-repeat', { id: number });
  return { id: others.length > 0 ? number : first.id, requests };
}
