/** One sealed cache; `revision` is new at every write and never used twice. */
export type VaultRow = { readonly revision: string; readonly sealed: string };

/** Where sealed token caches are kept. What it stores is unreadable to it. */
export interface VaultStore {
  read(key: string): Promise<VaultRow | undefined>;
  /** Writes if the stored revision is still `expected` (null: no row yet); returns whether it was. */
  write(key: string, row: VaultRow, expected: string | null): Promise<boolean>;
  remove(key: string): Promise<boolean>;
  keys(): Promise<readonly string[]>;
}
