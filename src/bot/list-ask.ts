import { z } from 'zod';
import { LIST_NAMES, type ListName } from '../requests/request-lists.ts';
import type { RequestMark } from '../requests/request-store.ts';
import type { Press } from './press.ts';

/** Which page of which list somebody wants to see; `customer` is a part of a name, as it was typed. */
export type ListAsk = {
  readonly list: ListName;
  readonly customer: string;
  readonly mark: RequestMark | null;
  readonly isBack: boolean;
};

/** The first page of a list. */
export function firstPage(list: ListName, customer = ''): ListAsk {
  return { list, customer, mark: null, isBack: false };
}

/** A customer's name is known by its beginning. */
const LONGEST_CUSTOMER = 100;

const customer = z.string().trim().max(LONGEST_CUSTOMER).catch('');

/** A customer as a choice names it. */
export function customerNamed(name: string): string {
  return name.slice(0, LONGEST_CUSTOMER).trim();
}

const shape = z.object({
  list: z.enum(LIST_NAMES).catch('mine'),
  customer,
  mark: z
    .object({ createdAt: z.iso.datetime(), id: z.string().max(20) })
    .nullable()
    .catch(null),
  isBack: z.boolean().catch(false),
});

/** What is kept of a list, or comes back from its card: anything that cannot be read is left out. */
export function readListAsk(value: unknown): ListAsk {
  return shape.parse(typeof value === 'object' && value !== null ? value : {});
}

/** What the filter sends for every customer: no name is just that. */
export const EVERY_CUSTOMER = '*';

const chosen = z.object({ in_list: z.enum(LIST_NAMES).optional().catch(undefined), in_customer: customer });

/** Reads the page that a button names: beside the one that is shown, or as it was chosen in the filter. */
export function readListPress({ verb, data }: Press): ListAsk {
  if (verb === 'list.mine') return firstPage('mine');
  if (verb === 'list.pending') return firstPage('waiting');
  const shown = readListAsk(data['page']);
  if (verb !== 'list.filter') return shown;
  const { in_list, in_customer } = chosen.parse(data);
  return firstPage(in_list ?? shown.list, in_customer === EVERY_CUSTOMER ? '' : in_customer);
}
