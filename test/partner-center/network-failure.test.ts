import assert from 'node:assert/strict';
import { PartnerCenterUnreachable } from '../../src/partner-center/errors.ts';
import { aClient, assignPowerBi, CUSTOMER, rejection, USER, updateIds } from './test-client.ts';

type Facts = { readonly code?: string; readonly syscall?: string };

function failure(facts: Facts): Error {
  return Object.assign(new Error('network trouble'), facts);
}

/** A `fetch` that fails as the platform's does: a TypeError with the reason as its cause. */
function failingFetch(cause: Error): typeof fetch {
  return async () => {
    throw new TypeError('fetch failed', { cause });
  };
}

describe('a license update that the network did not carry', () => {
  const notSent: readonly Facts[] = [
    { code: 'ECONNREFUSED', syscall: 'connect' },
    { code: 'ENOTFOUND', syscall: 'getaddrinfo' },
    { code: 'EAI_AGAIN', syscall: 'getaddrinfo' },
    { code: 'ETIMEDOUT', syscall: 'connect' },
    { code: 'EHOSTUNREACH', syscall: 'connect' },
    { code: 'UND_ERR_CONNECT_TIMEOUT' },
    { code: 'CERT_HAS_EXPIRED' },
    { code: 'SELF_SIGNED_CERT_IN_CHAIN' },
    { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
    { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
  ];
  const perhapsSent: readonly Facts[] = [
    { code: 'ECONNRESET', syscall: 'read' },
    { code: 'EPIPE', syscall: 'write' },
    { code: 'ETIMEDOUT', syscall: 'read' },
    { code: 'EHOSTUNREACH', syscall: 'read' },
    { code: 'UND_ERR_SOCKET' },
    { code: 'UND_ERR_HEADERS_TIMEOUT' },
    { code: 'ERR_SSL_SSL/TLS_ALERT_BAD_RECORD_MAC' },
    {},
  ];
  const update = (cause: Error) =>
    rejection(
      aClient('https://partner-center.test', { fetch: failingFetch(cause) }).client.updateLicenses(
        CUSTOMER,
        USER,
        assignPowerBi,
        updateIds,
      ),
    );

  for (const facts of notSent) {
    it(`was certainly not sent: ${facts.code} in ${facts.syscall ?? 'the handshake'}`, async () => {
      const error = await update(failure(facts));
      assert.ok(error instanceof PartnerCenterUnreachable);
      assert.deepEqual([error.code, error.mayHaveBeenApplied], ['not-connected', false]);
    });
  }

  for (const facts of perhapsSent) {
    it(`may have been applied: ${facts.code ?? 'no code'} in ${facts.syscall ?? 'the connection'}`, async () => {
      const error = await update(failure(facts));
      assert.ok(error instanceof PartnerCenterUnreachable);
      assert.deepEqual([error.code, error.mayHaveBeenApplied], ['cut-off', true]);
    });
  }

  it('was certainly not sent when every address of the host refused', async () => {
    const refused = failure({ code: 'ECONNREFUSED', syscall: 'connect' });
    const error = await update(new AggregateError([refused, refused], 'all refused'));
    assert.ok(error instanceof PartnerCenterUnreachable);
    assert.equal(error.mayHaveBeenApplied, false);
  });

  it('may have been applied when one of several reasons is open', async () => {
    const refused = failure({ code: 'ECONNREFUSED', syscall: 'connect' });
    const error = await update(new AggregateError([refused, failure({ code: 'ECONNRESET' })]));
    assert.ok(error instanceof PartnerCenterUnreachable);
    assert.equal(error.mayHaveBeenApplied, true);
  });

  it('keeps what the network said as the cause', async () => {
    const error = await update(failure({ code: 'ECONNRESET', syscall: 'read' }));
    assert.ok(error instanceof Error && error.cause instanceof Error);
    assert.equal(error.cause.message, 'network trouble (ECONNRESET)');
  });
});
