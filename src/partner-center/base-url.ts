import { isIP } from 'node:net';

/**
 * The root of the API without a trailing slash and without `/v1`, which every path brings along.
 * Plain http is accepted on loopback only; throws `TypeError` on anything else that must not get a token.
 */
export function apiRoot(baseUrl: string): string {
  const url = new URL(baseUrl);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    throw new TypeError('the base URL of Partner Center must be https (http on loopback only)');
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new TypeError('the base URL of Partner Center must have no credentials, query or fragment');
  }
  const path = url.pathname.replace(/\/+$/, '').replace(/\/v1$/i, '').replace(/\/+$/, '');
  return `${url.origin}${path}`;
}

function isLoopback(hostname: string): boolean {
  if (hostname === 'localhost' || hostname === '[::1]') return true;
  return isIP(hostname) === 4 && hostname.startsWith('127.');
}
