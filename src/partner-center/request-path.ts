/** The URL path of an API call; each segment is percent-encoded, so a user principal name stays one segment. */
export function urlPath(segments: readonly string[]): string {
  return `/v1/${segments.map(encoded).join('/')}`;
}

/** The same path for logs and errors: ids stay, user principal names do not. */
export function shownPath(segments: readonly string[]): string {
  return `/v1/${segments.map((segment) => (segment.includes('@') ? '{upn}' : encodeURIComponent(segment))).join('/')}`;
}

/** The query with its question mark, or nothing. */
export function queryText(parameters: readonly (readonly [name: string, value: string])[]): string {
  const pairs = parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function encoded(segment: string): string {
  // A URL drops dots and empty segments, which would call something else.
  if (segment === '' || segment === '.' || segment === '..')
    throw new TypeError('an id in the path is missing');
  return encodeURIComponent(segment);
}
