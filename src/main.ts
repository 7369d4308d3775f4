import { enableCompileCache } from 'node:module';
import { dirname, join } from 'node:path';

// What Node makes of the sources is kept beside the database: the next start has a third less to do. Nobody else may be
// able to write there, as it is run. It is no help where nothing can be written, and no harm.
const { NODE_COMPILE_CACHE, DATABASE_FILE = 'data/license-desk.db' } = process.env;
if (!NODE_COMPILE_CACHE) enableCompileCache(join(dirname(DATABASE_FILE), 'compiled'));

await import('./start.ts');
