import assert from 'node:assert/strict';
import { pino } from 'pino';
import { CHAIN_START, type ChainHead } from '../../src/requests/audit-chain.ts';
import { createAuditHeadPost } from '../../src/requests/audit-head-post.ts';
import type { AuditHeadSchedule } from '../../src/requests/audit-store.ts';
import { later } from '../support/builders.ts';
import { StillClock } from '../support/still-clock.ts';

const HEAD: ChainHead = { seq: 12, mac: 'ab'.repeat(32) };
const DAY = 86_400_000;

describe('the head of the audit trail', () => {
  let clock: StillClock;
  let dueAt: string | null;
  let head: ChainHead;
  let posted: ChainHead[];
  let log: string[];
  let isChannelDown: boolean;

  beforeEach(() => {
    clock = new StillClock();
    dueAt = null;
    head = HEAD;
    posted = [];
    log = [];
    isChannelDown = false;
  });

  const schedule: AuditHeadSchedule = {
    async take(now, leaseMs) {
      if (dueAt !== null && dueAt > now.toISOString()) return undefined;
      dueAt = new Date(now.getTime() + leaseMs).toISOString();
      return head;
    },
    async done(at) {
      dueAt = at.toISOString();
    },
    nextDueAt: async () => dueAt,
  };

  async function run(): Promise<void> {
    const worker = createAuditHeadPost({
      schedule,
      async post(one) {
        if (isChannelDown) throw new Error('no channel');
        posted.push(one);
      },
      clock: clock.read,
      log: pino({ level: 'info' }, { write: (line) => log.push(line) }),
    });
    worker.start();
    await worker.idle();
    await worker.stop();
  }

  it('is put before people and into the log once a day, across restarts', async () => {
    await run();
    await run();
    assert.deepEqual(posted, [HEAD]);
    assert(log.some((line) => line.includes(`"auditHead":"12:${HEAD.mac}"`)));
    clock.advance(DAY - 1);
    await run();
    assert.equal(posted.length, 1);
    clock.advance(1);
    await run();
    assert.equal(posted.length, 2);
  });

  it('is posted later when it could not be, and logged in any case', async () => {
    isChannelDown = true;
    await run();
    assert.deepEqual(posted, []);
    assert(log.some((line) => line.includes(`"auditHead":"12:${HEAD.mac}"`)));
    assert.equal(dueAt, later(600_000));
    isChannelDown = false;
    clock.advance(600_000);
    await run();
    assert.deepEqual(posted, [HEAD]);
  });

  it('is not posted while nothing has happened', async () => {
    head = CHAIN_START;
    await run();
    assert.deepEqual([posted, log], [[], []]);
    assert.equal(dueAt, later(DAY));
  });
});
