import { readFileSync, writeFileSync } from 'node:fs';
import { errorsPage } from './errors-page.ts';
import { withPicture } from './room-picture.ts';

const docs = new URL('../docs/', import.meta.url);
const architecture = new URL('architecture.md', docs);

writeFileSync(new URL('errors.md', docs), errorsPage());
writeFileSync(architecture, withPicture(readFileSync(architecture, 'utf8')));
