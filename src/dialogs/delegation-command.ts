import { ALL_WORDS } from './words/all-words.ts';

/** The wish that somebody decides in the speaker's place: name and days as they were typed, null where none was. */
export type DelegateIntent = {
  readonly kind: 'delegate';
  readonly name: string;
  readonly from: string | null;
  readonly until: string | null;
};

const FORMS = ALL_WORDS.flatMap(({ delegate }) =>
  delegate.map((form) => new RegExp(`^${form}[\\s.!。]*$`, 'iu')),
);

/** Reads "delegate to Kenji until Friday" in any language; undefined when it is nothing of the kind. */
export function readDelegateCommand(text: string): DelegateIntent | undefined {
  for (const form of FORMS) {
    const { name, from, until } = form.exec(text)?.groups ?? {};
    if (!name) continue;
    return { kind: 'delegate', name: name.trim(), from: from?.trim() ?? null, until: until?.trim() ?? null };
  }
  return undefined;
}
