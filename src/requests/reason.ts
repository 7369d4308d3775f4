/** A reason as it was meant: null where nothing of it can be seen, as of spaces or letters without width. */
export function seenReason(typed: string | null): string | null {
  const seen = (typed ?? '').replace(/[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\s\u2800]/gu, '');
  return typed && seen !== '' ? typed.trim() : null;
}
