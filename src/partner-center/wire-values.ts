import { z } from 'zod';

// Answers are read openly: a null member is an absent one, an absent number is 0, the case of enums is ignored, and
// what is not as documented counts as absent.

/** A text that may be missing. */
export const text = z.string().nullish().catch(null);
/** An id, without which a resource is none. */
export const id = z.string().min(1);
/** A number of licenses; a missing or negative one is 0. */
export const units = z.coerce
  .number()
  .catch(0)
  .transform((count) => Math.max(0, Math.trunc(count)));
/** An array of texts. */
export const texts = list(z.string());

/** An array whose unreadable members are left out; absent is empty. */
export function list<T extends z.ZodType>(item: T) {
  return z
    .array(z.unknown())
    .nullish()
    .catch(null)
    .transform((members) =>
      (members ?? []).flatMap((member) => {
        const parsed = item.safeParse(member);
        return parsed.success ? [parsed.data] : [];
      }),
    );
}

/** An enum value of Partner Center, `unknown` when it is none of the known ones. */
export function oneOf<const T extends string>(...known: readonly T[]) {
  return text.transform((value): T | 'unknown' => known.find((name) => name === lower(value)) ?? 'unknown');
}

/** A text in lower case; nothing is empty. */
export function lower(value: string | null | undefined): string {
  return (value ?? '').toLowerCase();
}
