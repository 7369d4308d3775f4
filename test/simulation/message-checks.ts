import type { CardCopy } from '../../src/bot/card-copy-store.ts';
import { cardSubjectOf, inOrder } from '../../src/requests/bundle.ts';
import { isEnded, type LicenseRequest } from '../../src/requests/license-request.ts';
import { HELPDESK_CHANNEL } from './teams-model.ts';
import { chatOf, type World } from './world.ts';

/** What must stand in Teams when everything has come to rest: every card shows the end, every sentence was said. */
export async function checkMessages(world: World): Promise<void> {
  const { database, ledger } = world;
  const waiting = await database.waiting();
  ledger.must(waiting === 0, () => `${waiting} notices wait for ever`);
  const copies = await database.allCopies();
  for (const copy of copies) checkCopy(world, copy);
  for (const request of world.checks.records.values()) checkPresence(world, request, copies);
  checkLines(world);
}

function checkCopy(world: World, copy: CardCopy): void {
  const { requestId, lane, place, activityId } = copy;
  const { teams, checks, ledger, died } = world;
  // Nobody tells a chat that comes back what it missed.
  if (died.has(place.conversationId)) return;
  const requests = inOrder(
    [...checks.records.values()].filter((request) => cardSubjectOf(request) === requestId),
  );
  if (lane.startsWith('sign-in ')) {
    const isOpen = requests.some(({ status }) => !isEnded(status));
    ledger.must(isOpen, () => `${requestId} has ended, and still asks ${lane}`);
    return;
  }
  if (!['thread', 'helpdesk'].includes(lane) && !lane.startsWith('person ')) return;
  const message = teams.conversation(place.conversationId).messages.get(activityId);
  const shown = message?.revisions ?? String(message?.revision);
  const present = requests.map(({ revision }) => revision).join('.');
  ledger.must(
    shown === present,
    () => `the card of ${requestId} for ${lane} shows ${shown}, it is at ${present}`,
  );
}

/** The thread (or what took its place) and the helpdesk have a card, if they were there all the time. */
function checkPresence(world: World, request: LicenseRequest, copies: readonly CardCopy[]): void {
  const { died, ledger } = world;
  const subject = cardSubjectOf(request);
  const has = (lane: string) => copies.some((copy) => copy.requestId === subject && copy.lane === lane);
  const isThreadSafe = !died.has(request.thread.key) && isChatSafe(world, request);
  if (isThreadSafe) ledger.must(has('thread'), () => `${request.id} has no card in its thread`);
  if (!died.has(HELPDESK_CHANNEL)) {
    ledger.must(has('helpdesk'), () => `${request.id} has no card at the helpdesk`);
  }
}

/** A chat that was never there is as good as gone. */
function isChatSafe({ died }: World, { thread, requester }: LicenseRequest): boolean {
  return thread.key !== chatOf(requester) || !died.has(thread.key);
}

/** Every sentence was said where it belongs; twice only if that was counted; in order in each conversation. */
/** Whether the requester has had a chat all the time, where a request goes on when its thread is gone. */
function hasRefuge({ died, chatless }: World, { requester }: LicenseRequest): boolean {
  return !died.has(chatOf(requester)) && !chatless.has(chatOf(requester));
}

function checkLines(world: World): void {
  const { checks, teams, died, ledger } = world;
  const times = new Map<number, number>();
  const latest = new Map<string, number>();
  const threads = new Map(
    checks.lines.map(({ seq, requestId }) => [seq, checks.records.get(requestId)?.thread.key]),
  );
  for (const { conversationId, text } of teams.said) {
    const seq = Number(/ #(\d+)$/.exec(text)?.[1] ?? Number.NaN);
    if (Number.isNaN(seq)) continue;
    const said = times.get(seq) ?? 0;
    times.set(seq, said + 1);
    const key = `${conversationId} ${threads.get(seq)}`;
    const before = latest.get(key) ?? 0;
    if (said === 0) ledger.must(before < seq, () => `${text} comes after #${before} in ${conversationId}`);
    latest.set(key, Math.max(before, seq));
  }
  for (const { seq, requestId, to } of checks.lines) {
    const said = times.get(seq) ?? 0;
    const request = checks.records.get(requestId);
    if (!request) continue;
    const isThreadSafe = !died.has(request.thread.key) || hasRefuge(world, request);
    const isSafe = to === 'helpdesk' ? !died.has(HELPDESK_CHANNEL) : isThreadSafe;
    ledger.must(said > 0 || !isSafe, () => `#${seq} of ${requestId} was never said in ${to}`);
    const counted = checks.maybeTwice.get(seq) ?? 0;
    ledger.must(said <= 1 || counted > 0, () => `#${seq} of ${requestId} stands ${said} times, uncounted`);
  }
}
