/** Says which instance has the turn in a conversation. */
export interface TurnLeaseStore {
  /** Takes the conversation until `heldUntil`; false while somebody else holds it. */
  take(
    conversation: string,
    lease: { readonly holder: string; readonly now: Date; readonly heldUntil: Date },
  ): Promise<boolean>;
  release(conversation: string, holder: string): Promise<void>;
}
