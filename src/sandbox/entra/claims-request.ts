import { z } from 'zod';

const wish = z
  .looseObject({ value: z.string().optional(), values: z.array(z.string()).optional() })
  .nullable();
const section = z.looseObject({ acrs: wish.optional(), amr: wish.optional() });
const claimsRequest = z.looseObject({ access_token: section.optional(), id_token: section.optional() });

/** What the `claims` parameter of a sign-in asks for. */
export type ClaimsWish = {
  readonly asksForMfa: boolean;
  /** Authentication context classes (`acrs`) that the sign-in must satisfy. */
  readonly contexts: readonly string[];
};

/** Reads a `claims` parameter; null when it is no claims request. The capabilities that MSAL adds ask for nothing. */
export function readClaimsRequest(text: string | null): ClaimsWish | null {
  if (text === null || text === '') return { asksForMfa: false, contexts: [] };
  const parsed = claimsRequest.safeParse(parseJson(text));
  if (!parsed.success) return null;
  const sections = [parsed.data.access_token, parsed.data.id_token];
  const contexts = sections.flatMap((part) => valuesOf(part?.acrs));
  const methods = sections.flatMap((part) => valuesOf(part?.amr));
  return { asksForMfa: contexts.length > 0 || methods.includes('mfa'), contexts };
}

function valuesOf(wanted: z.infer<typeof wish> | undefined): string[] {
  return [...(wanted?.values ?? []), ...(wanted?.value === undefined ? [] : [wanted.value])];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
