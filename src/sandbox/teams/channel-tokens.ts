/** How a token is made wrong on purpose. */
export type ChannelTokenOverrides = {
  readonly audience?: string;
  readonly issuer?: string;
  /** The `serviceurl` claim; null leaves it out. */
  readonly serviceUrl?: string | null;
  /** Seconds from now; negative for an expired token. 3600 unless given. */
  readonly expiresInSeconds?: number;
  readonly notBeforeInSeconds?: number;
  /** `none` is unsigned; `bad` has a signature of another key under our key id. */
  readonly signature?: 'good' | 'bad' | 'none';
  /** Key id in the header. */
  readonly keyId?: string;
};
