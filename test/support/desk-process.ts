import { createApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { endOnSignal } from '../../src/end-on-signal.ts';
import { createLog } from '../../src/log.ts';
import { type EmulatorAddresses, loopbackSurroundings } from '../../src/sandbox/loopback-surroundings.ts';
import { CrashSteps } from './crash-steps.ts';

/** What an instance is told by the test that starts it. */
export type DeskOrders = {
  readonly variables: Readonly<Record<string, string>>;
  readonly addresses: EmulatorAddresses;
  /** Its clock goes so much ahead, so that leases of an earlier process are over. */
  readonly aheadMs: number;
  /** Whether its steps can be counted, and it can be told to die at one. */
  readonly hasSteps: boolean;
};

/** What a running instance is told. It answers with the steps that it has counted so far. */
export type DeskWish = { readonly aheadMs: number; readonly dieAt: number | null };

// License Desk as a process of its own: like src/main.ts, but among the emulators of the process that starts it.
process.once('disconnect', () => process.exit(1));
process.once('message', (orders: DeskOrders) => void start(orders));

async function start({ variables, addresses, aheadMs, hasSteps }: DeskOrders): Promise<void> {
  const steps = new CrashSteps();
  if (hasSteps) steps.install();
  let ahead = aheadMs;
  const config = loadConfig(variables);
  const log = createLog('info');
  const app = await createApp({
    config,
    log,
    surroundings: loopbackSurroundings(addresses),
    clock: () => new Date(Date.now() + ahead),
    pace: null,
  });
  await app.start();
  endOnSignal(app, { ...config.shutdown, log });
  process.on('message', (wish: DeskWish) => {
    const counted = steps.counted;
    ahead = wish.aheadMs;
    steps.count(wish.dieAt);
    process.send?.({ counted });
  });
  process.send?.({ port: app.port });
}
