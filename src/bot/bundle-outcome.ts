import { sentencesText } from '../i18n/sentence-text.ts';
import type { Translate } from '../i18n/translator.ts';
import type { BundleOutcome } from '../requests/bundle-service.ts';
import type { LicenseRequest } from '../requests/license-request.ts';
import { namesText } from './bundle-rows.ts';
import { refusalText } from './refusal-text.ts';

/** What became of it, in a sentence. */
const SENTENCES = {
  'bundle.approve': 'bundle.approved',
  'bundle.reject': 'bundle.rejected',
  'bundle.cancel': 'bundle.cancelled',
  'bundle.retry': 'bundle.retried',
  'bundle.run': 'bundle.ran',
  'bundle.nudge': 'bundle.nudged',
} as const;

/** What can be done with all requests of a bundle. */
export type BundleVerb = keyof typeof SENTENCES;

/** Whether a verb does something with all requests of a bundle. */
export function isBundleVerb(verb: string): verb is BundleVerb {
  return Object.hasOwn(SENTENCES, verb);
}

/** What became of it for whom, and for whom it did not and why. */
export function outcomeText(
  { verb, id }: { readonly verb: BundleVerb; readonly id: string },
  outcome: BundleOutcome,
  text: Translate,
): string {
  const values = { id, names: namesText(outcome.done, text) };
  const done = outcome.done.length > 0 ? text(SENTENCES[verb], values) : '';
  return sentencesText([done, refusedText(outcome, text)]);
}

/** Who was not decided on, and why; empty where all were. */
export function refusedText({ refused }: Pick<BundleOutcome, 'refused'>, text: Translate): string {
  const reasons = new Map<string, LicenseRequest[]>();
  for (const { request, error } of refused) {
    const why = refusalText(error, text);
    reasons.set(why, [...(reasons.get(why) ?? []), request]);
  }
  const sentences = [...reasons].map(([why, requests]) =>
    text('bundle.refused', { names: namesText(requests, text), why }),
  );
  return sentencesText(sentences);
}
