/** JSON as it is read from a file. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

const PLACEHOLDER = /^\{\{([\w.]+)\}\}$/;

/**
 * Puts values into a JSON template: a text that is `{{name}}` and nothing else is replaced by the value of that name.
 * Throws `RangeError` for a name without a value.
 */
export function fillTemplate(template: Json, find: (name: string) => string | undefined): Json {
  if (typeof template === 'string') return filled(template, find);
  if (Array.isArray(template)) return template.map((item) => fillTemplate(item, find));
  if (typeof template !== 'object' || template === null) return template;
  const entries = Object.entries(template).map(([name, value]) => [name, fillTemplate(value, find)]);
  return Object.fromEntries(entries);
}

/** Where a template takes its values from: the path of each place (`bots[0].botId`) and the name that stands there. */
export function placesOf(template: Json, path = ''): readonly (readonly [path: string, name: string])[] {
  if (typeof template === 'string') {
    const name = PLACEHOLDER.exec(template)?.[1];
    return name ? [[path, name]] : [];
  }
  if (Array.isArray(template)) return template.flatMap((item, index) => placesOf(item, `${path}[${index}]`));
  if (typeof template !== 'object' || template === null) return [];
  return Object.entries(template).flatMap(([name, value]) =>
    placesOf(value, path === '' ? name : `${path}.${name}`),
  );
}

function filled(text: string, find: (name: string) => string | undefined): string {
  const name = PLACEHOLDER.exec(text)?.[1];
  if (!name) return text;
  const value = find(name);
  if (value === undefined) throw new RangeError(`the template wants {{${name}}}, which has no value`);
  return value;
}
