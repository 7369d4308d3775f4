import type { PersonId } from '../requests/person.ts';

/** The account that reads the directory, and how its last uses went. */
export type DirectoryAccountRecord = {
  readonly account: PersonId;
  readonly connectedAt: string;
  readonly lastSuccessAt: string | null;
  readonly lastFailure: { readonly at: string; readonly code: string } | null;
};

/** Where the one directory account is named. */
export interface DirectoryAccountStore {
  read(): Promise<DirectoryAccountRecord | undefined>;
  /** Replaces whatever is there; null empties it. */
  write(record: DirectoryAccountRecord | null): Promise<void>;
  /** Notes how a use went, if `account` is still the one; never brings a removed account back. */
  note(
    account: PersonId,
    use: Partial<Pick<DirectoryAccountRecord, 'lastSuccessAt' | 'lastFailure'>>,
  ): Promise<void>;
}
