import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeProtectedHeader } from 'jose';
import { readAppCertificate } from '../../src/identity/app-certificate.ts';
import type { AppCredential } from '../../src/identity/app-credential.ts';
import { createEntraNetwork } from '../../src/identity/entra-network.ts';
import { CookieBrowser } from '../support/cookie-browser.ts';
import { ada, type IdentityRig, idOf, SECRET, startIdentityRig } from '../support/identity-rig.ts';
import { selfSigned } from '../support/self-signed.ts';

describe('proving to Entra ID which app we are', () => {
  let rig: IdentityRig;

  before(async () => {
    rig = await startIdentityRig();
  });

  after(() => rig.stop());

  /** Signs in with the credential and returns what the token endpoint was sent. */
  async function prove(credential: AppCredential): Promise<{ status: number; form: URLSearchParams }> {
    rig.entra.tokenCalls.length = 0;
    const { signIns, pages } = rig.secondInstance({ credential });
    const invitation = { expiresAt: rig.later(60), locale: null };
    const link = await signIns.invite(idOf(ada), { kind: 'refresh' }, invitation);
    const browser = new CookieBrowser(ada);
    const callback = new URL(await browser.openUpTo(link, `${rig.publicUrl}/auth/callback`));
    const { status } = await pages.handle({
      method: 'GET',
      path: callback.pathname,
      query: callback.searchParams,
      cookies: Object.fromEntries(browser.cookies),
      acceptLanguage: null,
    });
    return { status, form: rig.entra.tokenCalls[0] ?? new URLSearchParams() };
  }

  it('works with a certificate, named by its SHA-256 thumbprint', async () => {
    const { certificate, privateKey } = selfSigned(new Date('2030-01-01'));
    const read = readAppCertificate(certificate + privateKey);
    const { status, form } = await prove({ certificate: read });
    assert.equal(status, 200);
    const header = decodeProtectedHeader(form.get('client_assertion') ?? '');
    assert.equal(
      Buffer.from(String(header['x5t#S256']), 'base64url').toString('hex').toUpperCase(),
      read.thumbprintSha256,
    );
  });

  it('tries the second secret when the first is refused, and uses the code but once', async () => {
    const { status } = await prove({ secrets: ['', 'ended last night', SECRET] });
    assert.equal(status, 200);
    const sent = rig.entra.tokenCalls.map((call) => call.get('client_secret'));
    assert.deepEqual(sent, ['ended last night', SECRET]);
  });

  it('does not try another secret because of a fault that is not the secret', async () => {
    rig.entra.faults.push({ status: 503, body: { error: 'temporarily_unavailable' } });
    const { status } = await prove({ secrets: [SECRET, 'next'] });
    assert.equal(status, 503);
    assert.equal(rig.entra.tokenCalls.length, 1);
  });

  it('is refused at the start without any secret', () => {
    assert.throws(() => rig.secondInstance({ credential: { secrets: [''] } }), RangeError);
  });

  it('works with a federated credential', async () => {
    const { status, form } = await prove({ assertion: async () => 'assertion-of-the-platform' });
    assert.equal(status, 200);
    assert.equal(form.get('client_assertion'), 'assertion-of-the-platform');
  });

  it('says that it is our fault when the platform gives no assertion', async () => {
    const { status } = await prove({ assertion: async () => Promise.reject(new Error('no platform')) });
    assert.equal(status, 500);
    assert.equal(rig.entra.tokenCalls.length, 0);
  });
});

describe("MSAL's way to Entra ID", () => {
  it('ends by itself when nobody answers', async () => {
    const server = createServer(() => {});
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    await assert.rejects(createEntraNetwork(fetch, 50).sendPostRequestAsync(url), { name: 'TimeoutError' });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('follows no redirect with our secret in the body', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(307, { Location: '/elsewhere' }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
    await assert.rejects(
      createEntraNetwork(fetch, 1000).sendPostRequestAsync(url, { body: 'client_secret=x' }),
    );
    assert.deepEqual(asked, ['/token']);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});
