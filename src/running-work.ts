/** Knows what is under way, so that a shutdown can wait for it. */
export class RunningWork {
  readonly #running = new Set<Promise<unknown>>();

  /** Counts `work` as under way until it is settled, however it ends. */
  add(work: Promise<unknown>): void {
    this.#running.add(work);
    const remove = () => this.#running.delete(work);
    work.then(remove, remove);
  }

  /** Waits until nothing is under way, at most `deadlineMs` milliseconds; resolves to whether that was so. */
  finish(deadlineMs: number): Promise<boolean> {
    return settlesWithin(deadlineMs, this.#allSettled());
  }

  async #allSettled(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }
}

/** Waits for `work` at most `deadlineMs` milliseconds; resolves to whether it was settled by then. */
export async function settlesWithin(deadlineMs: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), deadlineMs);
  });
  const settled = Promise.allSettled([work]).then(() => true);
  try {
    return await Promise.race([settled, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
