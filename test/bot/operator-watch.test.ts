import assert from 'node:assert/strict';
import { pino } from 'pino';
import { OperatorWatch, type OperatorWatchDependencies } from '../../src/bot/operator-watch.ts';
import { createTranslator } from '../../src/i18n/translator.ts';
import type { DirectoryHealth } from '../../src/identity/directory-account.ts';

const now = new Date('2026-11-21T08:00:00Z');
const priya = { tenantId: 't', objectId: 'p', name: 'Priya Shah' };
const well: DirectoryHealth = {
  state: 'connected',
  account: priya,
  connectedAt: '2026-11-01T08:00:00Z',
  lastSuccessAt: '2026-11-21T07:59:00Z',
  lastFailure: null,
};

describe('watching what only an operator can mend', () => {
  let sent: string[];
  let marks: Set<string>;

  beforeEach(() => {
    sent = [];
    marks = new Set();
  });

  function watch(changes: Partial<OperatorWatchDependencies> = {}): OperatorWatch {
    return new OperatorWatch({
      directoryHealth: async () => well,
      certificateDaysLeft: () => null,
      operators: async () => [priya],
      people: {
        find: async () => ({
          ...priya,
          teamsId: '29:p',
          upn: null,
          locale: 'en-GB',
          chosenLanguage: null,
          timeZone: null,
          chat: { serviceUrl: 's', conversationId: 'c' },
        }),
      },
      connector: {
        send: async (_place, activity) => {
          sent.push(activity.text ?? '');
          return { id: '1' };
        },
      },
      translator: createTranslator(),
      told: {
        mark: async (key) => {
          const isNew = !marks.has(key);
          marks.add(key);
          return isNew;
        },
        unmark: async () => {},
      },
      clock: () => now,
      log: pino({ level: 'silent' }),
      ...changes,
    });
  }

  it('says nothing while all is well', async () => {
    await watch().look();
    assert.deepEqual(sent, []);
  });

  it('tells once that the directory account must sign in again', async () => {
    const directoryHealth = async () => ({ ...well, state: 'needs-sign-in' }) as const;
    await watch({ directoryHealth }).look();
    await watch({ directoryHealth }).look();
    assert.equal(sent.length, 1);
    assert.match(sent[0] ?? '', /connect directory/);
  });

  it('waits a quarter of an hour before it speaks of an account that fails', async () => {
    const failing = (lastSuccessAt: string) => async () =>
      ({ ...well, state: 'failing', lastSuccessAt }) as const;
    await watch({ directoryHealth: failing('2026-11-21T07:50:00Z') }).look();
    assert.deepEqual(sent, []);
    await watch({ directoryHealth: failing('2026-11-21T07:40:00Z') }).look();
    assert.equal(sent.length, 1);
  });

  it('counts the days that a certificate has left', async () => {
    await watch({ certificateDaysLeft: () => 12 }).look();
    assert.match(sent[0] ?? '', /12 days/);
  });

  it('goes on when an operator cannot be reached', async () => {
    const connector = { send: () => Promise.reject(new Error('gone')) };
    await watch({ connector, certificateDaysLeft: () => 1 }).look();
    assert.deepEqual(sent, []);
  });
});
