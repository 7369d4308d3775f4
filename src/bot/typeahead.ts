import { z } from 'zod';
import { type Choice, customerChoice, userChoice } from '../dialogs/choices.ts';
import type { DraftDirectory } from '../dialogs/draft-directory.ts';
import { RequestError } from '../requests/errors.ts';
import type { Person } from '../requests/person.ts';

const MOST_RESULTS = 15;

/** The value of an `application/search` invoke; `queryText` is empty when a list is opened. */
const searchValue = z.looseObject({
  queryText: z.string().max(200).nullish(),
  dataset: z.string().max(200).nullish(),
});

/** Answers the typeahead of a draft's inputs. What cannot be answered is an empty list: the text path stays open. */
export async function searchChoices(
  value: unknown,
  person: Person,
  directory: DraftDirectory,
): Promise<readonly Choice[]> {
  const parsed = searchValue.safeParse(value);
  if (!parsed.success) return [];
  const text = parsed.data.queryText ?? '';
  const dataset = parsed.data.dataset ?? '';
  try {
    const results = await lookUp(dataset, { text, person, directory });
    return results.slice(0, MOST_RESULTS);
  } catch (error) {
    if (error instanceof RequestError) return [];
    throw error;
  }
}

async function lookUp(
  dataset: string,
  {
    text,
    person,
    directory,
  }: { readonly text: string; readonly person: Person; readonly directory: DraftDirectory },
): Promise<readonly Choice[]> {
  if (dataset === 'customers') {
    const customers = await directory.customers(text, person);
    return customers.map(customerChoice);
  }
  const customerId = /^users\/(.+)$/.exec(dataset)?.[1];
  if (!customerId || !(await directory.customer(customerId, person))) return [];
  const users = await directory.users(customerId, text);
  return users.map(userChoice);
}
