/** Seals texts so that they can be read only with our keys and only in the place they were sealed for. */
export interface TokenCipher {
  /** `place` names the row; a sealed text moved to another row does not open. */
  seal(text: string, place: string): string;
  /** Throws `CipherError`. */
  open(sealed: string, place: string): string;
  /** Whether a sealed text was made with an older key than the first. */
  isOutdated(sealed: string): boolean;
}
