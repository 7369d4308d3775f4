import { setImmediate as turn } from 'node:timers/promises';
import type { ListedCustomer } from '../../src/directory/directory-store.ts';
import { asCustomer } from '../../src/directory/partner-center-entries.ts';
import { createRandom, idOf, makeCustomer, NOW } from './data.ts';
import { printLongest, printWatched, type Watched, watchLoop } from './loop-watch.ts';
import { distribution, measure, memoryInUse, queriesOver } from './measure.ts';
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
  await write(customers, store);

  const before = memoryInUse();
  const directory = await readIntoMemory(open);
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

/** A piece of a hundred is watched, so that watching does not slow down the others. */
async function write(customers: readonly ListedCustomer[], store: SearchBench['store']): Promise<void> {
  const began = performance.now();
  const times: number[] = [];
  const watched: Watched[] = [];
  for (let start = 0; start < customers.length; start += AT_ONCE) {
    const watch = times.length % 100 === 0 ? watchLoop() : null;
    const at = performance.now();
    await store.putCustomers(customers.slice(start, start + AT_ONCE), NOW);
    times.push(performance.now() - at);
    if (watch) watched.push(await watch.end());
    await turn();
  }
  await store.noteCustomerReading({ asOf: NOW });
  const seconds = (performance.now() - began) / 1000;
  console.log(`${customers.length} customers written in ${seconds.toFixed(1)} s`);
  console.log(`  ${AT_ONCE} at once: ${distribution(times)} ms`);
  printLongest('in a write', watched);
}

/** Several times, each time as after a start; the last directory is gone on with. */
async function readIntoMemory(open: SearchBench['open']): Promise<ReturnType<SearchBench['open']>> {
  const times: number[] = [];
  const rounds: Watched[] = [];
  let directory = open();
  for (let round = 0; round < 5; round++) {
    directory = open();
    const reading = watchLoop();
    const at = performance.now();
    await directory.searchCustomers('');
    times.push(performance.now() - at);
    rounds.push(await reading.end());
  }
  console.log(`first search (all are read into memory): ${distribution(times)} ms`);
  printWatched(rounds);
  return directory;
}
