import type { PersonId } from './person.ts';

/** One entry of the audit trail: what happened to which request, by whom, with facts that hold no secrets. */
export type AuditEvent = {
  readonly requestId: string;
  readonly at: string;
  readonly kind: string;
  readonly actor: PersonId | null;
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
};
