import { type Finding, findingsOf } from './finding.ts';

const { ok, warning, failed } = findingsOf('credentials');

/** What became of asking for an app token with one credential; `entraCode` is the number of an `AADSTS…` error. */
export type TokenTry =
  | { readonly kind: 'token' }
  | { readonly kind: 'refused'; readonly entraCode: number | null }
  | { readonly kind: 'unavailable'; readonly entraCode: number | null };

/** A credential by its variable, and how to try it. */
export type CredentialTry = { readonly variable: string; readonly ask: () => Promise<TokenTry> };

/** Tries each credential by itself: of two secrets one may be dead while the other hides it. */
export async function checkCredentials(tries: readonly CredentialTry[]): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  let isOneGood = false;
  for (const { variable, ask } of tries) {
    const answer = await ask();
    isOneGood ||= answer.kind === 'token';
    findings.push(findingOf(variable, answer));
  }
  // While another one works, a refused one is a matter of time and not of now.
  return isOneGood
    ? findings.map((finding) =>
        finding.level === 'failed' ? warning(`${finding.code}Beside`, finding.values) : finding,
      )
    : findings;
}

function findingOf(variable: string, answer: TokenTry): Finding {
  if (answer.kind === 'token') return ok('ok', { variable });
  const error = answer.entraCode === null ? '-' : `AADSTS${answer.entraCode}`;
  if (answer.kind === 'unavailable') return failed('unavailable', { variable, error });
  return failed('refused', { variable, error });
}
