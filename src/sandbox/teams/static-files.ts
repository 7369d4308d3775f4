import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { createRequire } from 'node:module';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/** The only files of packages that the page gets, under `/vendor/` beside what the page keeps there itself. */
const vendorFiles: Readonly<Record<string, { packageName: string; path: string }>> = {
  'adaptivecards.min.js': { packageName: 'adaptivecards', path: 'dist/adaptivecards.min.js' },
  'adaptivecards.css': { packageName: 'adaptivecards', path: 'dist/adaptivecards.css' },
  'adaptivecards-carousel.css': { packageName: 'adaptivecards', path: 'dist/adaptivecards-carousel.css' },
  'markdown-it.min.js': { packageName: 'markdown-it', path: 'dist/browser/markdown-it.umd.min.js' },
};

/** Nothing is loaded from elsewhere and nothing inline runs; card images may be data. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Serves the page's files and the vendored scripts; false when there is no such file. */
export async function serveFile(response: ServerResponse, pathname: string, folder: URL): Promise<boolean> {
  const file = locate(pathname, folder);
  if (!file) return false;
  const content = await readFile(file.url).catch(() => null);
  if (content === null) return false;
  response.writeHead(200, {
    'content-type': file.contentType,
    'cache-control': 'no-cache',
    'content-security-policy': contentSecurityPolicy,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  response.end(content);
  return true;
}

/** Plain names only: letters, digits, dash, underscore and inner dots, so that no path leads out of the folder. */
function locate(pathname: string, folder: URL): { url: URL; contentType: string } | null {
  const path = pathname === '/' ? 'index.html' : pathname.slice(1);
  const extension = /\.[a-z]+$/.exec(path)?.[0] ?? '';
  const contentType = contentTypes[extension];
  if (!contentType || !/^([\w-]+\/)*[\w-]+(\.[\w-]+)+$/.test(path)) return null;
  const name = path.startsWith('vendor/') ? path.slice('vendor/'.length) : '';
  const vendor = Object.hasOwn(vendorFiles, name) ? vendorFiles[name] : undefined;
  return { url: vendor ? vendorUrl(vendor) : new URL(path, folder), contentType };
}

function vendorUrl({ packageName, path }: { packageName: string; path: string }): URL {
  const manifest = createRequire(import.meta.url).resolve(`${packageName}/package.json`);
  return new URL(path, `file://${manifest}`);
}
