import { writeFileSync } from 'node:fs';
import { policyJsonSchema } from './requests/policy-schema.ts';

// Writes the JSON Schema of the policy file for editors: node src/write-policy-schema.ts
const file = new URL('../policy.schema.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(policyJsonSchema(), null, 2)}\n`);
