import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { pino } from 'pino';
import { endOnSignal } from '../src/end-on-signal.ts';

/** The part of `process` that is needed; `exit` is told as an event. */
class Signals extends EventEmitter {
  exit(code: number): void {
    this.emit('exit', code);
  }
}

describe('the end of the program', () => {
  const log = pino({ level: 'silent' });

  function anApp({ stop = async () => true }: { readonly stop?: () => Promise<boolean> } = {}) {
    const happened: string[] = [];
    const app = {
      drain: () => void happened.push('drain'),
      stop(options?: { readonly deadlineMs: number }) {
        happened.push(`stop ${options?.deadlineMs}`);
        return stop();
      },
    };
    const signals = new Signals();
    endOnSignal(app, { graceMs: 5, deadlineMs: 700, log }, signals);
    return { happened, signals };
  }

  it('comes in order: not ready first, then what is under way within the deadline', async () => {
    const { happened, signals } = anApp();
    signals.emit('SIGTERM', 'SIGTERM');
    assert.deepEqual(happened, ['drain']);
    assert.deepEqual(await once(signals, 'exit'), [0]);
    assert.deepEqual(happened, ['drain', 'stop 700']);
  });

  it('is no failure when work was left: the next start takes it up', async () => {
    const { signals } = anApp({ stop: async () => false });
    signals.emit('SIGTERM', 'SIGTERM');
    assert.deepEqual(await once(signals, 'exit'), [0]);
  });

  it('comes at once at the second signal', async () => {
    const { signals } = anApp({ stop: () => new Promise(() => {}) });
    signals.emit('SIGINT', 'SIGINT');
    const ended = once(signals, 'exit');
    signals.emit('SIGINT', 'SIGINT');
    assert.deepEqual(await ended, [1]);
  });

  it('is told as a failure when stopping fails', async () => {
    const { signals } = anApp({ stop: () => Promise.reject(new Error('no')) });
    signals.emit('SIGINT', 'SIGINT');
    assert.deepEqual(await once(signals, 'exit'), [1]);
  });
});
