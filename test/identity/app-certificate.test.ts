import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { daysToWarnOf, readAppCertificate } from '../../src/identity/app-certificate.ts';
import { selfSigned } from '../support/self-signed.ts';

const END = new Date('2027-03-01T12:00:00Z');

describe("our app's certificate", () => {
  const { certificate, privateKey } = selfSigned(END);
  const other = selfSigned(END);

  it('is read from one PEM text, in any order', () => {
    const der = Buffer.from(certificate.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
    const thumbprint = createHash('sha256').update(der).digest('hex').toUpperCase();
    for (const pem of [certificate + privateKey, `${privateKey}\n${certificate}`]) {
      const read = readAppCertificate(pem);
      assert.equal(read.thumbprintSha256, thumbprint);
      assert.equal(read.privateKey.trim(), privateKey.trim());
      assert.deepEqual(read.endsAt, END);
    }
  });

  const wrong: readonly (readonly [string, string, RegExp])[] = [
    ['without a certificate', privateKey, /no certificate/],
    ['without a key', certificate, /no unencrypted private key/],
    ['with the key of another certificate', certificate + other.privateKey, /does not belong/],
    ['that is empty', '', /no certificate/],
  ];

  for (const [what, pem, message] of wrong) {
    it(`is refused ${what}, without showing the key`, () => {
      assert.throws(
        () => readAppCertificate(pem),
        (error) =>
          error instanceof Error && message.test(error.message) && !/PRIVATE KEY-----/.test(error.message),
      );
    });
  }

  const left: readonly (readonly [string, string, number | null])[] = [
    ['is not worth a warning 31 days before its end', '2027-01-29T11:59:00Z', null],
    ['is, once there are 30 days left', '2027-01-30T12:00:00Z', 30],
    ['has no day left on its last day', '2027-03-01T01:00:00Z', 0],
    ['has ended the moment after', '2027-03-01T12:00:01Z', -1],
  ];

  for (const [title, now, days] of left) {
    it(title, () => assert.equal(daysToWarnOf(END, new Date(now)), days));
  }
});
