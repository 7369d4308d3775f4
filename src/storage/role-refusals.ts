import { sql } from 'kysely';
import type { RoleRefusal } from '../requests/policy-findings.ts';
import type { Database } from './database.ts';

/**
 * Whom Partner Center refused at a customer for want of a role, as the audit trail tells it, unless they have carried
 * something out there since; of one customer when it is named.
 */
export async function readRoleRefusals(
  database: Database,
  ofCustomer?: string,
): Promise<readonly RoleRefusal[]> {
  const events = await roleRefusalEvents(database, ofCustomer).execute();
  const latest = new Map<string, RoleRefusal & { readonly seq: number }>();
  for (const { seq, customer_id: customerId, facts } of events) {
    const executor = executorIn(facts);
    if (!customerId || !executor) continue;
    const key = `${customerId} ${executor}`;
    if (seq > (latest.get(key)?.seq ?? 0)) latest.set(key, { customerId, executor, seq });
  }
  const standing: RoleRefusal[] = [];
  for (const { customerId, executor, seq } of latest.values()) {
    const done = await database
      .selectFrom('audit_events')
      .select('facts')
      .where('customer_id', '=', customerId)
      .where('seq', '>', seq)
      .where('kind', '=', 'completed')
      .execute();
    if (!done.some(({ facts }) => executorIn(facts) === executor)) standing.push({ customerId, executor });
  }
  return standing;
}

/** The events that tell of a missing role. */
export function roleRefusalEvents(database: Database, ofCustomer?: string) {
  const few = database
    .selectFrom('audit_events')
    .select(['seq', 'customer_id', 'facts'])
    // Written out, so that the index of these few events serves.
    .where('kind', '=', sql.lit('executor-lacks-role'));
  return ofCustomer ? few.where('customer_id', '=', ofCustomer.toLowerCase()) : few;
}

function executorIn(facts: string): string | undefined {
  const { executor }: { readonly executor?: string } = JSON.parse(facts);
  return executor?.toLowerCase();
}
