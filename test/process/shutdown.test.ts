import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { viewMessageCard } from '../support/card-view.ts';
import { type DeskBooks, readDeskBooks } from '../support/desk-books.ts';
import { type DeskProcess, type Fleet, startFleet } from '../support/desk-fleet.ts';
import { startSettledSandbox } from '../support/settled-sandbox.ts';
import { slowIt } from '../support/slow-it.ts';
import { newestWith, requestIdIn } from '../support/story-readers.ts';
import { makeThrowAwayFolder } from '../support/throw-away-folder.ts';
import { until } from '../support/until.ts';

const SENTENCE = 'Visio Plan 2 for deniz.arslan@contoso.com because of the network plans';

describe('License Desk as a process', function processes() {
  this.timeout(30_000);
  let folder: string;
  let sandbox: Sandbox;
  let fleet: Fleet;
  let books: DeskBooks;

  beforeEach(async () => {
    folder = makeThrowAwayFolder('process');
    sandbox = await startSettledSandbox({
      folder,
      log: pino({ level: 'silent' }),
      hasSingleSignOn: true,
      hasSendingLimits: false,
    });
    fleet = await startFleet(sandbox);
    books = readDeskBooks(join(folder, 'license-desk.db'));
  });

  afterEach(async () => {
    sandbox.partnerCenter.faults.clear();
    await fleet.stop();
    await sandbox.stop();
    rmSync(folder, { recursive: true });
  });

  const chat = (key: string) => sandbox.teams.client(key).personalChat();
  const shows = (key: string, id: string, status: string) =>
    newestWith(chat(key), id) &&
    viewMessageCard(newestWith(chat(key), id)).lines.some((line) => line.includes(status));
  const isReady = async ({ url }: DeskProcess) => (await fetch(`${url}/readyz`)).status === 200;

  /** Sarah asks and Grace approves; resolves when the update is under way at a Partner Center that does not answer. */
  async function anUpdateUnderWay() {
    let answer: () => void = () => {};
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    sandbox.partnerCenter.faults.next({ kind: 'held', until: answered }, 1, 'license-updates');
    await chat('sarah').say(SENTENCE);
    await until('the draft is shown', () => chat('sarah').latest().cards.length > 0);
    const id = requestIdIn(await chat('sarah').press('latest', 'draft.submit'));
    await until('Grace has the card', () =>
      chat('grace')
        .messages()
        .some(({ cards }) => String(cards[0]?.['speak']).includes(id)),
    );
    await chat('grace').press(newestWith(chat('grace'), id), 'request.approve');
    await until('the update is under way', () => sandbox.partnerCenter.faults.pending().length === 0);
    assert.equal(books.request(id).status, 'executing');
    return { id, answer };
  }

  it('turns not ready first, serves on, finishes what is under way, and ends', async () => {
    const desk = await fleet.start({ set: { SHUTDOWN_GRACE_SECONDS: '0.4', SHUTDOWN_SECONDS: '10' } });
    assert(await isReady(desk));
    const { id, answer } = await anUpdateUnderWay();
    desk.signal('SIGTERM');
    await until('it is not ready', async () => !(await isReady(desk)));
    assert.equal((await chat('elif').say('help')).delivery, 'accepted');
    answer();
    assert.deepEqual(await desk.ended, { code: 0, signal: null });
    assert(desk.log.some((line) => line.includes('License Desk has stopped')));
    assert.equal(books.request(id).status, 'completed');
    assert.equal(sandbox.partnerCenter.switches.effectiveUpdates().length, 1);

    await fleet.start();
    await until('everybody is told', () => ['sarah', 'grace'].every((key) => shows(key, id, 'Done')));
  });

  slowIt('ends in time over what does not end, and the next start takes it up', async () => {
    const desk = await fleet.start({ set: { SHUTDOWN_GRACE_SECONDS: '0', SHUTDOWN_SECONDS: '0.5' } });
    const { id, answer } = await anUpdateUnderWay();
    const since = performance.now();
    desk.signal('SIGTERM');
    assert.equal((await desk.ended).code, 0);
    assert(performance.now() - since < 4000);
    assert(desk.log.some((line) => line.includes('with work under way')));
    assert.equal(books.request(id).status, 'executing');
    answer();

    await fleet.start({ aheadMs: 100_000 });
    await until('it is carried out', () => books.request(id).status === 'completed');
    assert.equal(sandbox.partnerCenter.switches.effectiveUpdates().length, 1);
    await until('everybody is told', () => ['sarah', 'grace'].every((key) => shows(key, id, 'Done')));
  });

  slowIt('is taken up like that after it was killed, too', async () => {
    const desk = await fleet.start();
    const { id, answer } = await anUpdateUnderWay();
    desk.signal('SIGKILL');
    assert.equal((await desk.ended).signal, 'SIGKILL');
    answer();
    await fleet.start({ aheadMs: 100_000 });
    await until('it is carried out', () => books.request(id).status === 'completed');
    assert.equal(sandbox.partnerCenter.switches.effectiveUpdates().length, 1);
    await until('everybody is told', () => ['sarah', 'grace'].every((key) => shows(key, id, 'Done')));
  });
});
