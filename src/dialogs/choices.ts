import { addressLabel, labelText, shortLabel } from '../i18n/plain-text.ts';
import type { UserReference } from '../requests/license-change.ts';
import type { CustomerChoice } from './draft-directory.ts';

const LONGEST_NAME = 80;

/** One entry of a list to choose from. */
export type Choice = { readonly title: string; readonly value: string };

/** A customer with its domain, by which it is told from others of a like name. */
export function customerChoice({ id, name, domain }: CustomerChoice): Choice {
  return { title: labelText(domain ? `${name} – ${domain}` : name), value: id };
}

/** A user with the user principal name. */
export function userChoice({ id, name, upn }: UserReference): Choice {
  return { title: `${shortLabel(name, LONGEST_NAME)} – ${addressLabel(upn)}`, value: id };
}

/** The same choices, each value once. */
export function withoutRepeats(choices: readonly Choice[]): readonly Choice[] {
  return choices.filter((one, index) => choices.findIndex((other) => other.value === one.value) === index);
}
