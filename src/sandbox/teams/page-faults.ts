import { z } from 'zod';
import type { FaultQueue } from './faults.ts';
import type { HttpAnswer } from './http-exchange.ts';
import { PageError } from './page-error.ts';

const faultSchema = z.strictObject({
  kind: z.enum(['throttled', 'precondition-failed', 'bad-gateway', 'cut', 'lost-answer', 'delay', 'hang']),
  times: z.number().int().positive().optional(),
  conversationId: z.string().optional(),
  method: z.enum(['GET', 'POST', 'PUT', 'DELETE']).optional(),
  retryAfterSeconds: z.number().nonnegative().optional(),
  delayMs: z.number().nonnegative().optional(),
});
const clearSchema = z.strictObject({ clear: z.literal(true) });
const limitsSchema = z.strictObject({ hasSendLimits: z.boolean() });

/** `POST /api/faults`: adds a fault, clears all, or switches the sending limits. */
export function takeFaults(faults: FaultQueue, body: unknown): HttpAnswer {
  const asked = z.union([faultSchema, clearSchema, limitsSchema]).safeParse(body);
  if (!asked.success) throw new PageError(400, 'Not a fault.');
  if ('clear' in asked.data) faults.clear();
  else if ('hasSendLimits' in asked.data) faults.hasSendLimits = asked.data.hasSendLimits;
  else faults.add(asked.data);
  return { status: 200, body: { hasSendLimits: faults.hasSendLimits } };
}
