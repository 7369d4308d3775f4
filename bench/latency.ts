import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pino } from 'pino';
import { type Sandbox, startSandbox } from '../src/sandbox/sandbox.ts';
import { newestWith, requestIdIn, signInLink } from '../test/support/story-readers.ts';
import { spread, table } from './spread.ts';
import { serialCalls, type WatchedCall, WatchedFetch } from './watched-fetch.ts';

const DELAYS = { 'partner-center': 400, connector: 80 } as const;

/** What one press came to: milliseconds, and remote calls one after the other. */
type Outcome = { readonly ms: number; readonly calls: readonly WatchedCall[] };
type Pressed = { readonly acknowledged: Outcome; readonly approver: Outcome; readonly requester: Outcome };

/** Measures from the press of *Approve* to what people see, among the sandbox's emulators, made slow. */
export async function benchLatency(folder: string, rounds: number): Promise<void> {
  const watch = new WatchedFetch(DELAYS);
  watch.install();
  try {
    const sandbox = await startSandbox({
      folder: join(folder, 'sandbox'),
      ports: { teams: 0, desk: 0, entra: 0, partnerCenter: 0 },
      log: pino({ level: 'silent' }),
      hasSendingLimits: false,
    });
    try {
      print(await pressed(sandbox, watch, rounds));
    } finally {
      await sandbox.stop();
    }
  } finally {
    watch.remove();
  }
}

async function pressed(sandbox: Sandbox, watch: WatchedFetch, rounds: number): Promise<readonly Pressed[]> {
  const all: Pressed[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const swap =
      round % 2 === 0
        ? 'Microsoft 365 E5 instead of Microsoft 365 E3'
        : 'Microsoft 365 E3 instead of Microsoft 365 E5';
    const id = await ask(sandbox, `${swap} for ada@contoso.com at Contoso because of round ${round}`);
    if (round > 0) {
      all.push(await approve(sandbox, watch, id));
      continue;
    }
    // The first one signs the approver in, and warms up whatever is kept.
    await approverChat(sandbox).press(newestWith(approverChat(sandbox), id), 'request.approve');
    await sandbox.idle();
    await sandbox.signIn('grace', signInLink(approverChat(sandbox)));
    await sandbox.idle();
  }
  return all;
}

async function ask(sandbox: Sandbox, sentence: string): Promise<string> {
  const chat = sandbox.teams.client('sarah').personalChat();
  await chat.say(sentence);
  await sandbox.idle();
  const id = requestIdIn(await chat.press('latest', 'draft.submit'));
  await sandbox.idle();
  return id;
}

async function approve(sandbox: Sandbox, watch: WatchedFetch, id: string): Promise<Pressed> {
  const approver = approverChat(sandbox);
  const message = newestWith(approver, id);
  watch.calls.length = 0;
  watch.isSlow = true;
  const at = performance.now();
  await approver.press(message, 'request.approve');
  const acknowledged = { ms: performance.now() - at, calls: watch.calls.filter(isRemote) };
  await sandbox.idle();
  watch.isSlow = false;
  const calls = watch.calls.filter(isRemote);
  assert(!calls.some(({ party }) => party === 'entra'), 'a token was asked for on the way');
  const update = calls.find(({ what }) => what.endsWith('/licenseupdates'));
  assert(update, 'no license was changed');
  const outcomeIn = (conversation: string): Outcome => {
    const told = calls.find(({ what, from }) => what.includes(conversation) && from >= update.to);
    assert(told, `nobody was told in ${conversation}`);
    return { ms: told.to - at, calls: serialCalls(told, calls) };
  };
  return {
    acknowledged,
    approver: outcomeIn(approver.id),
    requester: outcomeIn(sandbox.teams.client('sarah').personalChat().id),
  };
}

function isRemote({ party }: WatchedCall): boolean {
  return party !== 'other';
}

function approverChat(sandbox: Sandbox) {
  return sandbox.teams.client('grace').personalChat();
}

function print(all: readonly Pressed[]): void {
  console.log(
    `\nFrom the press to the outcome, Partner Center ${DELAYS['partner-center']} ms and connector ${DELAYS.connector} ms a call\n`,
  );
  const row = (who: string, of: (one: Pressed) => Outcome) => [
    who,
    spread(
      all.map((one) => of(one).calls.length),
      0,
    ),
    spread(
      all.map((one) => of(one).ms),
      0,
    ),
  ];
  console.log(
    table(
      ['', 'remote calls one after the other', 'ms'],
      [
        row('the approver has the acknowledgement', (one) => one.acknowledged),
        row('the approver has the outcome', (one) => one.approver),
        row('the requester has the outcome', (one) => one.requester),
      ],
    ),
  );
  const path = all[0]?.requester.calls.map(({ what }) => what.replace(/[0-9a-f-]{36}/g, '…')).join(' → ');
  console.log(`\nthe requester's path: ${path}`);
}
