import type { Migration } from 'kysely/migration';
import { requestTables } from './migrations/001-requests.ts';
import { identityTables } from './migrations/002-identity.ts';
import { directoryTables } from './migrations/003-directory.ts';
import { botTables } from './migrations/004-bot.ts';
import { auditTables } from './migrations/005-audit.ts';
import { outboxDoubts } from './migrations/006-outbox.ts';
import { leases } from './migrations/007-leases.ts';
import { languageTables } from './migrations/008-languages.ts';
import { bundles } from './migrations/009-bundles.ts';
import { dueIndexes } from './migrations/010-due.ts';
import { delegationTables } from './migrations/011-delegations.ts';
import { helpdeskChannelTables } from './migrations/012-helpdesk-channels.ts';
import { roleRefusalIndex } from './migrations/013-role-refusals.ts';
import { customerChanges } from './migrations/014-customer-changes.ts';
import { roleRefusalIndexByCustomer } from './migrations/015-role-refusals-by-customer.ts';

/** All schema changes in order; a name never changes once released. */
export const migrations: Record<string, Migration> = {
  '001-requests': requestTables,
  '002-identity': identityTables,
  '003-directory': directoryTables,
  '004-bot': botTables,
  '005-audit': auditTables,
  '006-outbox': outboxDoubts,
  '007-leases': leases,
  '008-languages': languageTables,
  '009-bundles': bundles,
  '010-due': dueIndexes,
  '011-delegations': delegationTables,
  '012-helpdesk-channels': helpdeskChannelTables,
  '013-role-refusals': roleRefusalIndex,
  '014-customer-changes': customerChanges,
  '015-role-refusals-by-customer': roleRefusalIndexByCustomer,
};
