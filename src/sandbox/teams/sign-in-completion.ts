import { executeAction } from './card-execution.ts';
import { invalidAuthCode } from './invoke-answer.ts';
import type { ClientScreen } from './screen-book.ts';
import { verifyState } from './silent-sign-in.ts';
import type { PressAnswer } from './teams-client.ts';
import type { TeamsCore } from './teams-core.ts';

/**
 * What a client does when the sign-in window hands something back: it repeats the action that was answered with a
 * login request, or sends `signin/verifyState`.
 * @throws TeamsClientError as `executeAction` and `verifyState`
 */
export async function completeSignIn(
  core: TeamsCore,
  screen: ClientScreen,
  { conversationId, state }: { conversationId: string; state: string },
): Promise<PressAnswer> {
  const challenge = screen.challenges.get(conversationId);
  if (!challenge) {
    const statusCode = await verifyState(core, screen, { conversationId, state });
    return { kind: 'submitted', statusCode, type: '', value: null, text: '' };
  }
  const answer = await executeAction(core, screen, { ...challenge, trigger: 'manual', state });
  if (answer.type !== invalidAuthCode) screen.challenges.delete(conversationId);
  return answer;
}
