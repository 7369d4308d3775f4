import { z } from 'zod';
import { type Choice, customerChoice, userChoice } from '../dialogs/choices.ts';
import type { DraftDirectory } from '../dialogs/draft-directory.ts';
import { RequestError } from '../requests/errors.ts';
import type { Person } from '../requests/person.ts';
import { LIST_NAMES } from '../requests/request-lists.ts';
import type { RequestListViews } from './request-list-views.ts';

const MOST_RESULTS = 15;

/** The value of an `application/search` invoke; `queryText` is empty when a list is opened. */
const searchValue = z.looseObject({
  queryText: z.string().max(200).nullish(),
  dataset: z.string().max(200).nullish(),
});

/** Where choices come from: the directory for a draft, the requests themselves for a list of them. */
export type ChoiceSources = {
  readonly directory: DraftDirectory;
  readonly lists: Pick<RequestListViews, 'customerChoices'>;
};

/** Answers the typeahead of a card's inputs. What cannot be answered is an empty list: the text path stays open. */
export async function searchChoices(
  value: unknown,
  person: Person,
  sources: ChoiceSources,
): Promise<readonly Choice[]> {
  const parsed = searchValue.safeParse(value);
  if (!parsed.success) return [];
  const text = parsed.data.queryText ?? '';
  const dataset = parsed.data.dataset ?? '';
  try {
    const results = await lookUp(dataset, { text, person, ...sources });
    return results.slice(0, MOST_RESULTS);
  } catch (error) {
    if (error instanceof RequestError) return [];
    throw error;
  }
}

async function lookUp(
  dataset: string,
  { text, person, directory, lists }: ChoiceSources & { readonly text: string; readonly person: Person },
): Promise<readonly Choice[]> {
  if (dataset === 'customers') {
    const customers = await directory.customers(text, person);
    return customers.map(customerChoice);
  }
  const list = LIST_NAMES.find((name) => dataset === `requests/${name}`);
  if (list) return lists.customerChoices(list, text, person);
  const customerId = /^users\/(.+)$/.exec(dataset)?.[1];
  if (!customerId || !(await directory.customer(customerId, person))) return [];
  const users = await directory.users(customerId, text);
  return users.map(userChoice);
}
