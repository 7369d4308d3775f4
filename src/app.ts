import { readFileSync } from 'node:fs';
import { createCore } from './compose/core.ts';
import { createEdge } from './compose/edge.ts';
import { type AppParts, layGround } from './compose/ground.ts';
import { createRules } from './compose/rules.ts';
import { createWatch } from './compose/watch.ts';
import { createHealth } from './health.ts';
import { parsePolicy } from './requests/policy-file.ts';
import { settlesWithin } from './running-work.ts';
import { createServer } from './server.ts';

const TEND_EVERY_MS = 60_000;
const DATABASE_CLOSING_MS = 2000;

/** The running program. */
export interface App {
  /** The port in use once started. */
  readonly port: number;
  /** The port of the metrics once started; 0 where they are off. */
  readonly metricsPort: number;
  /** Starts to listen and takes up what an earlier run left. */
  start(): Promise<void>;
  /** Says from now on that it is not ready, and goes on serving. */
  drain(): void;
  /**
   * Stops taking requests, finishes what is under way and closes the database, within `deadlineMs`. Resolves to whether
   * everything was finished; what was not is taken up by the next start, or by another instance.
   */
  stop(options?: { readonly deadlineMs: number }): Promise<boolean>;
  /** What is done every minute: sign-ins are retold, operators are told what only they can mend. */
  tend(): Promise<void>;
  /** Resolves when nothing is under way and nothing is due. */
  idle(): Promise<void>;
}

/** Puts the program together. Throws `PolicyFileError`. */
export async function createApp(parts: AppParts): Promise<App> {
  // A policy that cannot be used keeps everything else from being touched.
  const firstRules = parsePolicy(readFileSync(parts.config.policyFile, 'utf8'));
  const ground = await layGround(parts);
  const wake = () => {
    fulfilmentWorker.wake();
    outbox.wake();
  };
  const rules = createRules(ground, firstRules, wake);
  const core = createCore(ground, rules, () => outbox.wake());
  const { bot, outbox, onActivity } = createEdge(ground, rules, core);
  const { metricsServer, auditHeadPost, tend } = createWatch(ground, rules, core);
  const { policyKeeper, delegationWatch } = rules;
  const { identity, directory, fulfilmentWorker } = core;
  const { config, log, clock, database } = ground;
  let isDraining = false;
  const server = createServer({
    onActivity,
    pages: identity.pages,
    health: createHealth({
      isDraining: () => isDraining,
      state: ground.stores.state,
      workers: () => ({ fulfilment: fulfilmentWorker.lookedAt, outbox: outbox.lookedAt }),
      clock,
    }),
    log,
    clock,
  });

  let tending: NodeJS.Timeout | undefined;
  let stopping: Promise<boolean> | undefined;
  const stopWithin = async (deadlineMs: number) => {
    isDraining = true;
    clearInterval(tending);
    await policyKeeper.stop();
    const deadline = performance.now() + deadlineMs;
    const withinDeadline = (work: Promise<unknown>) =>
      settlesWithin(Math.max(deadline - performance.now(), 0), work);
    const isServed = await server.close({ deadlineMs: deadlineMs / 2 });
    const isCarriedOut = await withinDeadline(
      bot.idle().then(() => Promise.all([fulfilmentWorker.stop(), delegationWatch.stop()])),
    );
    const isTold = await withinDeadline(Promise.all([outbox.stop(), auditHeadPost.stop()]));
    const isRead = await withinDeadline(directory.sync.stop().then(() => directory.idle()));
    await metricsServer.close();
    await settlesWithin(DATABASE_CLOSING_MS, database.destroy());
    return isServed && isCarriedOut && isTold && isRead;
  };
  return {
    get port() {
      return server.port;
    },
    get metricsPort() {
      return metricsServer.port;
    },
    async start() {
      await identity.tend();
      await rules.setClocks();
      fulfilmentWorker.start();
      delegationWatch.start();
      outbox.start();
      auditHeadPost.start();
      policyKeeper.start();
      directory.sync.start();
      tending = setInterval(() => void tend(), TEND_EVERY_MS);
      tending.unref();
      if (config.metrics) await metricsServer.listen(config.metrics.port, config.metrics.host);
      await server.listen(config.port, config.host);
      await rules.logPolicyFindings();
    },
    drain() {
      isDraining = true;
    },
    stop({ deadlineMs } = { deadlineMs: 10_000 }) {
      stopping ??= stopWithin(deadlineMs);
      return stopping;
    },
    tend,
    async idle() {
      await policyKeeper.look();
      // What fell due since the workers went to sleep is taken up first.
      wake();
      delegationWatch.wake();
      auditHeadPost.wake();
      // Each may give the others something to do.
      do {
        await bot.idle();
        await directory.idle();
        await delegationWatch.idle();
        await fulfilmentWorker.idle();
        await outbox.idle();
        await auditHeadPost.idle();
      } while (bot.isBusy || fulfilmentWorker.isBusy || outbox.isBusy);
    },
  };
}
