import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { AppCertificate } from './app-credential.ts';

/** When to begin to warn, in days before a certificate ends. */
const WARN_DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Reads a PEM file that holds our app's certificate and its private key, in any order.
 * Throws an `Error` that says which part is missing or that they do not belong together; it never shows the key.
 */
export function readAppCertificate(pem: string): AppCertificate & { readonly endsAt: Date } {
  const certificatePem = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/.exec(pem)?.[0];
  const privateKey = /-----BEGIN (RSA )?PRIVATE KEY-----[\s\S]+?-----END \1?PRIVATE KEY-----/.exec(pem)?.[0];
  if (!certificatePem) throw new Error('there is no certificate in it');
  if (!privateKey) throw new Error('there is no unencrypted private key in it');
  const certificate = new X509Certificate(certificatePem);
  if (!certificate.checkPrivateKey(createPrivateKey(privateKey))) {
    throw new Error('the private key does not belong to the certificate');
  }
  return {
    thumbprintSha256: certificate.fingerprint256.replaceAll(':', ''),
    privateKey,
    endsAt: new Date(certificate.validTo),
  };
}

/** How many whole days a certificate has left; negative when it has ended. */
export function daysLeft(endsAt: Date, now: Date): number {
  return Math.floor((endsAt.getTime() - now.getTime()) / DAY_MS);
}

/** How many whole days a certificate has left, once that is 30 or less (negative: it has ended); null before. */
export function daysToWarnOf(endsAt: Date, now: Date): number | null {
  const left = daysLeft(endsAt, now);
  return left <= WARN_DAYS ? left : null;
}
