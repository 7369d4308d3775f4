/** How long a request has waited for whoever can act now, and how often they were reminded of it. */
export type Wait = {
  /** Since when (ISO time): begins anew with each status, and with each stage of sign-off. */
  readonly since: string;
  readonly reminders: number;
  readonly remindedAt: string | null;
};

/** A stage of sign-off in which others may decide as well since this time (ISO). */
export type Escalation = { readonly stage: number; readonly at: string };

/** A wait that begins now. */
export function waitFrom(at: string): Wait {
  return { since: at, reminders: 0, remindedAt: null };
}
