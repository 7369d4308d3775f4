import { migrate, openDatabase } from '../../src/storage/database.ts';

// One of several processes that start at once on the database that its argument names.
const database = openDatabase(process.argv[2] ?? ':memory:');
await migrate(database);
await database.destroy();
