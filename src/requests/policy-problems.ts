import { z } from 'zod';
import { editDistance } from './edit-distance.ts';

type Issue = z.core.$ZodIssue;
type Schema = z.core.JSONSchema.JSONSchema;

/** What is said of something that has another form altogether. */
const OTHER_FORM: ReadonlySet<string> = new Set(['invalid_type', 'invalid_value']);

/** What is wrong with something that should have the form of `schema`: each place, with a sentence. */
export function problemsOf(error: z.ZodError, schema: z.ZodType): readonly string[] {
  return error.issues
    .flatMap((issue) => insideOf(issue))
    .map((issue) => `${issue.path.join('.') || 'the file'}: ${sentenceOf(issue, schema)}`);
}

/** Where something may take several forms, what is wrong inside the one that was meant says more than that none fits. */
function insideOf(issue: Issue): readonly Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const meant = issue.errors.find((issues) =>
    issues.every(({ path, code }) => path.length > 0 || !OTHER_FORM.has(code)),
  );
  return meant?.map((inside) => ({ ...inside, path: [...issue.path, ...inside.path] })) ?? [issue];
}

function sentenceOf(issue: Issue, schema: z.ZodType): string {
  if (issue.code !== 'unrecognized_keys') return issue.message;
  const known = settingsAt(issue.path, z.toJSONSchema(schema, { io: 'input' }));
  return issue.keys
    .map((key) => {
      const meant = nearest(key, known);
      return `has no setting "${key}"; ${meant ? `did you mean "${meant}"?` : `there are ${known.join(', ')}`}`;
    })
    .join('; ');
}

/** The names that may stand at a place, in any of the forms that it can take. */
function settingsAt(path: Issue['path'], schema: Schema): readonly string[] {
  let places = formsOf(schema);
  for (const step of path) {
    places = places.flatMap(({ items, properties }) =>
      formsOf(typeof step === 'number' ? items : properties?.[String(step)]),
    );
  }
  return [...new Set(places.flatMap(({ properties }) => Object.keys(properties ?? {})))];
}

/** Of lists, `items` is the form of every entry: no list of ours has entries of several forms by their place. */
function formsOf(schema: Schema['items']): readonly Schema[] {
  if (typeof schema !== 'object' || Array.isArray(schema)) return [];
  return [schema, ...(schema.anyOf ?? []).flatMap((form) => formsOf(form))];
}

/** A third of the letters may be wrong, and upper and lower case are not told apart. */
function nearest(word: string, known: readonly string[]): string | undefined {
  const letters = word.toLowerCase();
  const [first] = known
    .map((name) => ({ name, distance: editDistance(letters, name.toLowerCase()) }))
    .filter(({ distance }) => distance <= Math.max(1, Math.floor(letters.length / 3)))
    .toSorted((one, other) => one.distance - other.distance);
  return first?.name;
}
