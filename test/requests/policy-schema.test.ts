import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { policyJsonSchema } from '../../src/requests/policy-schema.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

const node = z.looseObject({
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).default([]),
  default: z.unknown().optional(),
});

/** Every setting of a schema by its path, `[]` for the entries of a list. */
function settingsOf(schema: unknown, path = ''): readonly string[] {
  const { properties = {}, items, anyOf } = node.parse(schema);
  const inside = Object.entries(properties).flatMap(([name, value]) => {
    const at = path === '' ? name : `${path}.${name}`;
    return [at, ...settingsOf(value, at)];
  });
  const forms = anyOf.flatMap((form) => settingsOf(form, path));
  const entries = items === undefined ? [] : settingsOf(items, `${path}[]`);
  return [...inside, ...forms, ...entries];
}

describe('the schema of the policy file', () => {
  it('is the one that editors read', () => {
    assert.deepEqual(
      JSON.parse(read('policy.schema.json')),
      JSON.parse(JSON.stringify(policyJsonSchema())),
      'write it anew: node src/write-policy-schema.ts',
    );
  });

  it('is named by the example', () => {
    assert.match(read('policy.example.yaml'), /^# yaml-language-server: \$schema=\.\/policy\.schema\.json\n/);
  });

  it('is described in full by the reference, which describes nothing else', () => {
    const described = [...read('docs/policy-reference.md').matchAll(/^\| `([a-zA-Z.[\]]+)` \| /gm)];
    const settings = settingsOf(policyJsonSchema());
    assert(settings.length > 30);
    assert.deepEqual(described.map(([, name]) => name).sort(), [...settings].sort());
  });
});
