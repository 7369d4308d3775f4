import { createHash } from 'node:crypto';
import { PAGE_STYLE } from './page-style.ts';

const styleHash = createHash('sha256').update(PAGE_STYLE).digest('base64');

/** Only our own scripts and our one style; no frames, no forms, nothing sent elsewhere. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  `style-src 'sha256-${styleHash}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The headers of every answer below `/auth/`. */
export function pageHeaders(options: { isHttps: boolean; type?: string }): Record<string, string> {
  return {
    'Content-Type': `${options.type ?? 'text/html'}; charset=utf-8`,
    'Content-Security-Policy': POLICY,
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'X-Robots-Tag': 'noindex',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
    ...(options.isHttps ? { 'Strict-Transport-Security': 'max-age=31536000' } : {}),
  };
}
