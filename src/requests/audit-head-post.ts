import type { Logger } from 'pino';
import { type ChainHead, headText } from './audit-chain.ts';
import type { AuditHeadSchedule } from './audit-store.ts';
import { DueWorker } from './due-worker.ts';

const DAY_MS = 24 * 60 * 60_000;
/** When it is tried again if posting failed, or its instance died over it. */
const TRY_AGAIN_MS = 10 * 60_000;

export type AuditHeadPostDependencies = {
  readonly schedule: AuditHeadSchedule;
  /** Shows the head to people, where nobody who may change the database can take it back. */
  readonly post: (head: ChainHead) => Promise<void>;
  readonly clock: () => Date;
  readonly log: Logger;
};

/**
 * Once a day puts the head of the audit trail into the log and before people, so that a trail that was cut or rewritten
 * later shows. A row of the database tells when, and one instance does it.
 */
export function createAuditHeadPost({
  schedule,
  post,
  clock,
  log,
}: AuditHeadPostDependencies): DueWorker<ChainHead> {
  return new DueWorker<ChainHead>({
    mostAtOnce: 1,
    async take(now) {
      const head = await schedule.take(now, TRY_AGAIN_MS);
      return head ? [head] : [];
    },
    keyOf: () => 'head',
    async handle(head) {
      if (head.seq > 0) {
        log.info({ auditHead: headText(head) }, 'the audit trail ends here today');
        await post(head);
      }
      await schedule.done(new Date(clock().getTime() + DAY_MS));
    },
    nextDueAt: () => schedule.nextDueAt(),
    clock,
    onFault: (error) => log.error({ err: error }, 'the head of the audit trail could not be posted'),
  });
}
