import assert from 'node:assert/strict';
import { pino } from 'pino';
import { createFulfilmentWorker } from '../../src/fulfilment/fulfilment-worker.ts';
import { RequestWriter } from '../../src/requests/request-writer.ts';
import { aLicenseChange, aLicenseRequest, aUserReference, later, NOW } from '../support/builders.ts';
import { aFulfilmentRig } from '../support/fulfilment-rig.ts';
import { SECOND } from '../support/movable-clock.ts';

function aWorker() {
  const rig = aFulfilmentRig();
  const log: string[] = [];
  const worker = createFulfilmentWorker({
    store: rig.store,
    fulfilment: rig.fulfilment,
    writer: new RequestWriter(rig.store, rig.policy, () => worker.wake()),
    clock: rig.clock.read,
    log: pino({ level: 'error' }, { write: (line) => log.push(line) }),
  });
  return { ...rig, worker, log };
}

describe('the worker that carries requests out', () => {
  it('takes up what is due, to the end', async () => {
    const { worker, put, now } = aWorker();
    put(aLicenseRequest({ status: 'approved' }));
    worker.start();
    await worker.idle();
    await worker.stop();
    assert.deepEqual([now().status, now().result?.verification], ['completed', 'seen']);
  });

  it('leaves alone what is not due yet', async () => {
    const { worker, put, now } = aWorker();
    const pending = put(aLicenseRequest());
    worker.start();
    await worker.idle();
    await worker.stop();
    assert.deepEqual(now(), pending);
  });

  it('neither loses a request to a fault of ours nor spins over it', async () => {
    const { worker, put, now, clock, store, log, policy } = aWorker();
    put(aLicenseRequest({ status: 'approved' }));
    policy.planFor = async () => {
      throw new Error('a bug');
    };
    worker.start();
    await worker.idle();
    assert.deepEqual([now().status, now().dueAt], ['approved', later(30 * SECOND)]);
    assert.deepEqual(
      store.events.map(({ kind }) => kind),
      ['postponed'],
    );
    assert.match(log[0] ?? '', /K7M2QX.*a bug/);
    Reflect.deleteProperty(policy, 'planFor');
    clock.advance(30 * SECOND);
    worker.wake();
    await worker.idle();
    await worker.stop();
    assert.equal(now().status, 'completed');
  });

  it('lets no request wait for another one that is stuck', async () => {
    const { worker, put, now, partnerCenter } = aWorker();
    partnerCenter.fates = ['hangs-before'];
    put(aLicenseRequest({ id: 'STUCK1', status: 'approved', dueAt: later(-1) }));
    put(
      aLicenseRequest({
        id: 'QUICK1',
        status: 'approved',
        dueAt: NOW,
        change: aLicenseChange({ user: aUserReference('Bo', 'bo@contoso.com') }),
      }),
    );
    worker.start();
    while (now('QUICK1').status !== 'completed') await new Promise(setImmediate);
    assert.equal(now('STUCK1').status, 'executing');
  });
});
