import { asUser } from '../../src/directory/partner-center-entries.ts';
import { createRandom, idOf, makeUser, NOW } from './data.ts';
import { printWatched, type Watched, watchLoop } from './loop-watch.ts';
import { distribution, measure, memoryInUse, queriesOver } from './measure.ts';
import type { SearchBench } from './search.ts';

/** So many are written in one transaction. */
const AT_ONCE = 500;

/** The users of customers: taking those of a customer into memory, and searching there. */
export async function benchUsers({ size, store, open }: SearchBench): Promise<void> {
  const random = createRandom(2);
  const first: ReturnType<typeof asUser>[] = [];
  const began = performance.now();
  for (let tenant = 0; tenant < size.tenants; tenant++) {
    for (let start = 0; start < size.users; start += AT_ONCE) {
      const users = Array.from({ length: Math.min(AT_ONCE, size.users - start) }, (_, number) =>
        asUser(userOf(random, start + number), NOW),
      );
      if (tenant === 0) first.push(...users);
      await store.putUsers(idOf(tenant), users);
    }
    const skus = { asOf: NOW, skus: [], licenseGroups: [] };
    await store.noteDetails(idOf(tenant), { usedAt: NOW, usersAsOf: NOW, skus });
  }
  const seconds = (performance.now() - began) / 1000;
  console.log(
    `${size.users * size.tenants} users in ${size.tenants} customers written in ${seconds.toFixed(1)} s`,
  );

  const before = memoryInUse();
  const directory = open();
  const times: number[] = [];
  for (let tenant = 0; tenant < size.tenants; tenant++) {
    const at = performance.now();
    await directory.searchUsers(idOf(tenant), 'ada');
    times.push(performance.now() - at);
  }
  console.log(`first search in a customer (its users are read into memory): ${distribution(times)} ms`);
  await watchReading(open);
  console.log(`  memory: ${(memoryInUse() - before).toFixed(0)} MB`);
  await measure({
    name: 'users of one customer',
    queries: queriesOver(
      first.map((user) => (random(4) ? user.name : user.upn)),
      size.queries,
    ),
    ...{ checked: size.checked, all: first },
    search: (text) => directory.searchUsers(idOf(0), text),
  });
}

/** The users of one customer are read several times, each time as after a start. */
async function watchReading(open: SearchBench['open']): Promise<void> {
  const rounds: Watched[] = [];
  for (let round = 0; round < 5; round++) {
    const directory = open();
    const reading = watchLoop();
    await directory.searchUsers(idOf(0), 'ada');
    rounds.push(await reading.end());
  }
  printWatched(rounds);
}

function userOf(random: (below: number) => number, number: number) {
  const { name, upn } = makeUser(random, number);
  return {
    ...{ id: idOf(number), displayName: name, upn, firstName: null, lastName: null },
    ...{ usageLocation: 'TR', state: 'active' as const, softDeletedAt: null },
  };
}
