import type { PersonId } from '../requests/person.ts';

/** Whether somebody's account can carry a change out, as far as that is known without asking anybody. */
export type AccountHealth = 'signed-in' | 'sign-in-needed' | 'refused-before';

/** Tells it of one person at one customer. */
export interface ExecutorHealth {
  of(person: PersonId, customerId: string): Promise<AccountHealth>;
}
