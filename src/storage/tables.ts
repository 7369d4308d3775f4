/**
 * The tables, in the subset that SQLite and PostgreSQL share: text for ids and ISO times, integers for counts,
 * 0/1 for booleans, JSON as text, ids made by the program.
 */
export type Tables = RequestTables &
  DelegationTables &
  AuditTables &
  BotTables &
  IdentityTables &
  DirectoryTables;

export type RequestTables = {
  requests: {
    id: string;
    version: number;
    status: string;
    customer_id: string;
    user_id: string;
    requester: string;
    executor: string | null;
    bundle_id: string | null;
    created_at: string;
    due_at: string | null;
    record: string;
    /** Until when an instance has it in hand; every write of the record ends that. */
    leased_until: string | null;
  };
  outbox: {
    id: string;
    lane: string;
    /** The request, or its bundle: what the cards are filed under. */
    request_id: string;
    notice: string;
    due_at: string;
    attempts: number;
    /** Set while a card waits to be sent, so that a second one in the same place is not queued beside it. */
    card_key: string | null;
    /** 1 while it is being sent, and after that if its message may stand there already. */
    is_doubtful: number;
  };
};

export type DelegationTables = {
  delegations: {
    id: string;
    delegator: string;
    starts_at: string;
    ends_at: string;
    /** JSON. */
    record: string;
  };
  /** One row. */
  delegation_watch: { id: number; watched_until: string };
};

export type AuditTables = {
  audit_events: {
    seq: number;
    request_id: string | null;
    customer_id: string | null;
    at: string;
    kind: string;
    actor: string | null;
    /** JSON. */
    facts: string;
    /** JSON: the salted digest of each personal field. */
    digests: string;
    key_id: string;
    previous: string;
    mac: string;
  };
  audit_personal: { seq: number; field: string; value: string; salt: string; about: string };
  /** One row. */
  audit_head: { id: number; seq: number; mac: string; post_due_at: string | null };
};

export type BotTables = {
  people: {
    person: string;
    tenant_id: string;
    object_id: string;
    name: string;
    teams_id: string;
    upn: string | null;
    locale: string | null;
    time_zone: string | null;
    /** Where the person's own chat with the bot is (JSON), null while there is none. */
    chat: string | null;
    updated_at: string;
  };
  channels: {
    channel_id: string;
    team_id: string;
    tenant_id: string;
    service_url: string;
  };
  card_copies: {
    request_id: string;
    lane: string;
    place: string;
    activity_id: string;
  };
  bot_state: { key: string; value: string; version: number; updated_at: string };
  helpdesk_channels: { customer_id: string; channel_id: string };
  languages: {
    /** The key of a person, or the id of a conversation. */
    owner: string;
    language: string;
    chosen_by: string;
    chosen_at: string;
  };
  seen_activities: { activity: string; seen_at: string };
  turn_leases: { conversation: string; holder: string; held_until: string };
};

export type IdentityTables = {
  vault: { key: string; revision: string; sealed: string };
  sign_ins: {
    id_hash: string;
    version: number;
    state_hash: string | null;
    expires_at: string;
    announce_at: string | null;
    record: string;
  };
  step_ups: { person: string; claims: string; since: string; is_token_useless: number };
  exchanges: { key: string; started_at: string; status: number | null; failure_detail: string | null };
  directory_account: {
    id: number;
    tenant_id: string;
    object_id: string;
    connected_at: string;
    last_success_at: string | null;
    last_failure_at: string | null;
    last_failure_code: string | null;
  };
};

export type DirectoryTables = {
  customers: {
    id: string;
    /** Numbers the last changes of what a customer is found by, in their order. */
    change: number;
    name: string;
    domain: string | null;
    sort_key: string;
    search_text: string;
    /** When the last reading in which it was seen began. */
    seen_at: string;
    is_hidden: number;
  };
  customer_details: {
    customer_id: string;
    used_at: string | null;
    users_as_of: string | null;
    users_version: number;
    /** JSON. */
    skus: string | null;
    skus_as_of: string | null;
    /** JSON. */
    refusal: string | null;
    due_at: string | null;
  };
  directory_users: {
    customer_id: string;
    id: string;
    upn: string;
    upn_key: string;
    name: string;
    usage_location: string | null;
    is_active: number;
    sort_key: string;
    search_text: string;
    read_at: string;
  };
  directory_readings: {
    name: string;
    as_of: string | null;
    since: string | null;
    continuation_token: string | null;
    due_at: string | null;
    failures: number;
  };
  directory_leases: { name: string; owner: string; held_until: string };
};
