import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';

/** What a process has used so far. */
export type Usage = { readonly rssMb: number; readonly peakRssMb: number; readonly cpuMs: number };

/** A process of the bench, as the one that started it sees it. */
export type Started<Ready> = {
  readonly ready: Ready;
  /** From the fork until it was ready. */
  readonly startedInMs: number;
  /** Asks it something and waits for the answer. */
  ask<Answer>(question: unknown): Promise<Answer>;
  usage(): Promise<Usage>;
  stop(): Promise<void>;
};

/** Options of Node, and variables beside our own. */
export type ProcessOptions = {
  readonly execArgv?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Whether what it prints is shown. */
  readonly isShown?: boolean;
};

/** Starts a file of this folder as a process of its own and gives it its orders. */
export async function startProcess<Ready>(
  file: string,
  orders: unknown,
  { execArgv = [], env = {}, isShown = false }: ProcessOptions = {},
): Promise<Started<Ready>> {
  const startedAt = performance.now();
  const child = fork(join(import.meta.dirname, file), {
    stdio: ['ignore', isShown ? 'inherit' : 'ignore', 'inherit', 'ipc'],
    execArgv: [...execArgv],
    env: { ...process.env, ...env },
  });
  const ready = await asked<Ready>(child, orders);
  return {
    ready,
    startedInMs: performance.now() - startedAt,
    ask: (question) => asked(child, question),
    usage: () => asked(child, 'usage'),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.disconnect();
      }),
  };
}

function asked<Answer>(child: ChildProcess, question: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`a process of the bench ended with ${code}`));
    child.once('exit', onExit);
    child.once('message', (message: { readonly answer?: Answer; readonly error?: string }) => {
      child.off('exit', onExit);
      if (message.error === undefined) resolve(message.answer as Answer);
      else reject(new Error(message.error));
    });
    child.send(question as object);
  });
}

/** The other end: takes orders once, then answers questions; ends with the process that started it. */
export function takeOrders<Orders, Ready>(
  start: (orders: Orders) => Promise<{
    readonly ready: Ready;
    readonly answer?: (question: unknown) => Promise<unknown>;
    readonly stop?: () => Promise<unknown>;
  }>,
): void {
  let running: Promise<Awaited<ReturnType<typeof start>>> | undefined;
  const answerTo = async (message: unknown): Promise<unknown> => {
    if (message === 'usage') return usageNow();
    if (running) return (await running).answer?.(message);
    running = start(message as Orders);
    return (await running).ready;
  };
  process.on('message', (message) => {
    answerTo(message).then(
      (answer) => process.send?.({ answer }),
      (error) => process.send?.({ error: String(error?.stack ?? error) }),
    );
  });
  process.once('disconnect', async () => {
    await (await running)?.stop?.();
    process.exit(0);
  });
}

function usageNow(): Usage {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  return {
    rssMb: process.memoryUsage.rss() / 1e6,
    peakRssMb: (maxRSS * 1024) / 1e6,
    cpuMs: (userCPUTime + systemCPUTime) / 1000,
  };
}
