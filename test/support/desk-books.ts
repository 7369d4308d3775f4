import { DatabaseSync } from 'node:sqlite';
import { inOrder } from '../../src/requests/bundle.ts';
import type { LicenseRequest } from '../../src/requests/license-request.ts';

/** One entry of the audit trail as it was written. */
export type WrittenEvent = {
  readonly requestId: string;
  readonly kind: string;
  readonly actor: string | null;
  readonly facts: Readonly<Record<string, unknown>>;
};

/** What License Desk has written down, read behind its back. */
export type DeskBooks = {
  /** The record of a request. Throws when there is none. */
  request(id: string): LicenseRequest;
  /** Every request there is. */
  requests(): readonly LicenseRequest[];
  /** The requests of a bundle, in their order. */
  membersOf(bundleId: string): readonly LicenseRequest[];
  /** The request that was made last. Throws when there is none. */
  newestRequest(): LicenseRequest;
  events(id: string): readonly WrittenEvent[];
  /** How many rows a table has. */
  count(table: string): number;
};

/** Reads the database file; each question sees what is written at that moment. */
export function readDeskBooks(file: string): DeskBooks {
  const ask = (sql: string, ...values: string[]) => {
    const database = new DatabaseSync(file, { readOnly: true });
    try {
      return database.prepare(sql).all(...values);
    } finally {
      database.close();
    }
  };
  const requests = (): readonly LicenseRequest[] =>
    ask('select record from requests').map((row) => JSON.parse(String(row['record'])));
  return {
    requests,
    membersOf: (bundleId) => inOrder(requests().filter(({ bundle }) => bundle?.id === bundleId)),
    request(id) {
      const [row] = ask('select record from requests where id = ?', id);
      if (!row) throw new Error(`There is no request ${id}.`);
      return JSON.parse(String(row['record']));
    },
    newestRequest() {
      const [row] = ask('select record from requests order by rowid desc limit 1');
      if (!row) throw new Error('There is no request.');
      return JSON.parse(String(row['record']));
    },
    events: (id) =>
      ask('select * from audit_events where request_id = ? order by seq', id).map((row) => ({
        requestId: String(row['request_id']),
        kind: String(row['kind']),
        actor: row['actor'] === null ? null : String(row['actor']),
        facts: JSON.parse(String(row['facts'])),
      })),
    count: (table) => Number(ask(`select count(*) as n from "${table}"`)[0]?.['n']),
  };
}
