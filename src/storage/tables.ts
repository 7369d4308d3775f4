/**
 * The tables, in the subset that SQLite and PostgreSQL share: text for ids and ISO times, integers for counts,
 * 0/1 for booleans, JSON as text, ids made by the program.
 */
export type Tables = RequestTables;

export type RequestTables = {
  requests: {
    id: string;
    version: number;
    status: string;
    customer_id: string;
    user_id: string;
    requester: string;
    executor: string | null;
    created_at: string;
    due_at: string | null;
    record: string;
  };
  audit_events: {
    seq: number;
    request_id: string;
    at: string;
    kind: string;
    actor: string | null;
    facts: string;
  };
  outbox: {
    id: string;
    lane: string;
    request_id: string;
    notice: string;
    due_at: string;
    attempts: number;
  };
};
