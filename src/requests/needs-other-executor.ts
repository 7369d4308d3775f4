import type { Passage } from './license-request.ts';

/** What Partner Center's refusal means where no sign-in of the same person can help. */
const LACKS_ROLE = ['missing-role', 'access-denied'];

/** Whether an approved request waits for another approver's account, since its executor lacks the role. */
export function needsOtherExecutor({ status, problem }: Pick<Passage, 'status' | 'problem'>): boolean {
  return status === 'awaiting_sign_in' && problem !== null && LACKS_ROLE.includes(problem.meaning);
}
