import { asCustomer } from '../../src/directory/partner-center-entries.ts';
import { createRandom, idOf, makeCustomer, NOW } from './data.ts';
import { distribution, measure, memoryInUse, queriesOver, watchLoop } from './measure.ts';
import type { SearchBench } from './search.ts';

/** So many are written in one transaction, as when they are read from Partner Center. */
const AT_ONCE = 10;

/** The customers: writing them, taking them into memory, searching among all and among those of one person. */
export async function benchCustomers({ size, store, open }: SearchBench): Promise<void> {
  const random = createRandom(1);
  const customers = Array.from({ length: size.customers }, (_, number) =>
    asCustomer({
      ...{ ...makeCustomer(random, number), id: idOf(number) },
      ...{ customDomains: [], relationshipToPartner: 'reseller' },
    }),
  );
  const began = performance.now();
  const times: number[] = [];
  const writing = watchLoop();
  for (let start = 0; start < customers.length; start += AT_ONCE) {
    const at = performance.now();
    await store.putCustomers(customers.slice(start, start + AT_ONCE), NOW);
    times.push(performance.now() - at);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await store.noteCustomerReading({ asOf: NOW });
  const seconds = (performance.now() - began) / 1000;
  console.log(`${size.customers} customers written in ${seconds.toFixed(1)} s`);
  console.log(`  ${AT_ONCE} at once: ${distribution(times)} ms; event loop: ${writing.end()}`);

  const directory = open();
  const before = memoryInUse();
  const loading = watchLoop();
  const at = performance.now();
  await directory.searchCustomers('');
  const ms = (performance.now() - at).toFixed(0);
  console.log(`first search (all are read into memory): ${ms} ms; event loop: ${loading.end()}`);
  await directory.searchCustomers('xyz');
  console.log(`  memory: ${(memoryInUse() - before).toFixed(0)} MB`);

  const texts = customers.map((customer) => (random(6) ? customer.name : (customer.domain ?? '')));
  const queries = queriesOver(texts, size.queries);
  await measure({
    ...{ name: 'customers', queries, checked: size.checked, all: customers },
    search: (text) => directory.searchCustomers(text),
  });
  const own = customers.filter((_, number) => number % 500 === 0);
  const allowedIds = own.map(({ id }) => id);
  await measure({
    ...{ name: `customers, one may see ${own.length}`, queries, checked: size.checked, all: own },
    search: (text) => directory.searchCustomers(text, { allowedIds }),
  });
}
