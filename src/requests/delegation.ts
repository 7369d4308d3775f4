import type { CalendarDay } from './calendar-day.ts';
import type { Decision } from './license-request.ts';
import { isAmong, isSamePerson, type Person, type PersonId } from './person.ts';

/** Somebody decides in the place of an approver for some days. */
export type Delegation = {
  readonly delegator: Person;
  readonly delegate: Person;
  /** From when, and until when (ISO times; the end is no part of it). */
  readonly from: string;
  readonly until: string;
};

/** A delegation with the days that were said, in the calendar of whoever said them. */
export type DatedDelegation = Delegation & {
  readonly firstDay: CalendarDay;
  readonly lastDay: CalendarDay;
  /** Whether it was ended before its days had run out. */
  readonly wasStopped: boolean;
};

/** Somebody who may decide, in their own right or in the place of an approver. */
export type Seat = { readonly person: Person; readonly onBehalfOf: Person | null };

/** Whose approval a decision is. */
export function principalOf({ by, onBehalfOf }: Pick<Decision, 'by' | 'onBehalfOf'>): Person {
  return onBehalfOf ?? by;
}

/** Whether a delegation counts at a time. */
export function isInForce({ from, until }: Delegation, now: string): boolean {
  return from <= now && now < until;
}

/**
 * Who decides in the place of these approvers. Nobody does so for the requester, nor the requester for anybody; whoever is
 * a delegate hands nothing on: only what is an approver's own can be delegated.
 */
export function seatsOfDelegates(
  delegations: readonly Delegation[],
  approvers: readonly Person[],
  requester: PersonId,
): readonly Seat[] {
  return delegations
    .filter(
      ({ delegator, delegate }) =>
        isAmong(approvers, delegator) &&
        !isAmong(approvers, delegate) &&
        !isSamePerson(delegator, requester) &&
        !isSamePerson(delegate, requester),
    )
    .map(({ delegator, delegate }) => ({ person: delegate, onBehalfOf: delegator }));
}
