/** The calls that the emulated Partner Center knows; `unknown` is everything else. */
export type RouteName =
  | 'customers'
  | 'customer'
  | 'users'
  | 'user'
  | 'subscribed-skus'
  | 'licenses'
  | 'license-updates'
  | 'unknown';

/** Which call a request is, with the ids of its path (percent-decoded, as they were sent). */
export type Route = {
  readonly name: RouteName;
  readonly customerId: string;
  readonly userId: string;
  readonly query: URLSearchParams;
};

type Shape = { readonly method: string; readonly parts: readonly string[]; readonly name: RouteName };

const shapes: readonly Shape[] = [
  { method: 'GET', parts: ['customers'], name: 'customers' },
  { method: 'GET', parts: ['customers', ':customer'], name: 'customer' },
  { method: 'GET', parts: ['customers', ':customer', 'users'], name: 'users' },
  { method: 'GET', parts: ['customers', ':customer', 'users', ':user'], name: 'user' },
  { method: 'GET', parts: ['customers', ':customer', 'subscribedskus'], name: 'subscribed-skus' },
  { method: 'GET', parts: ['customers', ':customer', 'users', ':user', 'licenses'], name: 'licenses' },
  {
    method: 'POST',
    parts: ['customers', ':customer', 'users', ':user', 'licenseupdates'],
    name: 'license-updates',
  },
];

/** Recognises a call by its method and target; unknown query parameters (`isKickInstantOn`) are of no effect. */
export function parseRoute(method: string, target: string): Route {
  const [path = '', search = ''] = target.split('?', 2);
  const query = new URLSearchParams(search);
  const unknown: Route = { name: 'unknown', customerId: '', userId: '', query };
  const parts = decodeParts(path);
  if (parts === null || parts[0]?.toLowerCase() !== 'v1') return unknown;
  const found = shapes.find((shape) => shape.method === method && fits(shape.parts, parts.slice(1)));
  if (!found) return unknown;
  return { name: found.name, customerId: parts[2] ?? '', userId: parts[4] ?? '', query };
}

/** All values of a query parameter; its name is compared case-insensitively. */
export function queryValues(route: Route, name: string): string[] {
  const wanted = name.toLowerCase();
  return [...route.query].filter(([key]) => key.toLowerCase() === wanted).map(([, value]) => value);
}

function decodeParts(path: string): string[] | null {
  try {
    return path.split('/').slice(1).map(decodeURIComponent);
  } catch {
    return null;
  }
}

function fits(shape: readonly string[], parts: readonly string[]): boolean {
  if (shape.length !== parts.length) return false;
  return shape.every((part, index) => {
    const given = parts[index] ?? '';
    return part.startsWith(':') ? given !== '' : part === given.toLowerCase();
  });
}
