import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { ada, cagla, contoso, sku, startPartnerCenter, userPath } from './started-partner-center.ts';

const f3 = { LicensesToAssign: [{ SkuId: sku('SPE_F1') }] };
const customers = '/v1/customers?size=1';

describe('faults at the emulated Partner Center', () => {
  let pc: Awaited<ReturnType<typeof startPartnerCenter>>;
  beforeEach(async () => {
    pc = await startPartnerCenter();
  });
  afterEach(() => pc.close());
  const effects = () => pc.emulator.switches.effectiveUpdates().length;

  for (const kind of ['unavailable-before', 'cut-before'] as const) {
    it(`${kind}: nothing is applied, and the repeat is`, async () => {
      const requestId = 'a37d3009-665d-4e12-b76e-1aa10cf80140';
      pc.emulator.faults.next(kind);
      const first = pc.update(cagla.id, f3, { requestId });
      if (kind === 'cut-before') await assert.rejects(first, TypeError);
      else assert.equal((await first).status, 503);
      assert.equal(effects(), 0);
      assert.equal((await pc.update(cagla.id, f3, { requestId })).status, 201);
      assert.equal(effects(), 1);
    });
  }

  for (const kind of ['unavailable-after', 'cut-after'] as const) {
    it(`${kind}: the update stands, and the repeat gets its answer`, async () => {
      const requestId = 'a37d3009-665d-4e12-b76e-1aa10cf80140';
      pc.emulator.faults.next(kind);
      await pc.get(customers);
      const first = pc.update(cagla.id, f3, { requestId });
      if (kind === 'cut-after') await assert.rejects(first, TypeError);
      else assert.equal((await first).status, 503);
      assert.equal(effects(), 1);
      assert.equal((await pc.update(cagla.id, f3, { requestId })).status, 201);
      assert.equal(effects(), 1);
    });
  }

  it('hang: no answer comes, before or after applying', async () => {
    const update = () =>
      fetch(`${pc.emulator.url}${userPath(cagla.id)}/licenseupdates`, {
        method: 'POST',
        headers: { Authorization: 'Bearer kenji' },
        body: JSON.stringify(f3),
        signal: AbortSignal.timeout(100),
      });
    pc.emulator.faults.next('hang-before');
    await assert.rejects(update(), { name: 'TimeoutError' });
    assert.equal(effects(), 0);
    pc.emulator.faults.next('hang-after');
    await assert.rejects(update(), { name: 'TimeoutError' });
    assert.equal(effects(), 1);
    assert.deepEqual(
      pc.emulator.exchanges().map(({ ending, status }) => [ending, status]),
      [
        ['hanging', null],
        ['hanging', null],
      ],
    );
  });

  it('throttled: the gateway’s own answer, without the service’s headers', async () => {
    pc.emulator.faults.next({ kind: 'throttled', retryAfterSeconds: 57 });
    const answer = await pc.get(customers);
    assert.deepEqual(
      [answer.status, answer.headers.get('retry-after'), answer.headers.get('ms-requestid')],
      [429, '57', null],
    );
    assert.deepEqual(answer.json(), {
      statusCode: 429,
      message: 'Rate limit is exceeded. Try again in 57 seconds.',
    });
  });

  it('can answer 408, a page, any error of the table, or anything at all', async () => {
    const { faults } = pc.emulator;
    faults.next('request-timeout');
    faults.next('html');
    faults.next({ kind: 'error', status: 400, code: '2055' });
    faults.next({ kind: 'answer', answer: { status: 500, body: { error: { code: 'x', message: 'y' } } } });
    assert.equal((await pc.get(customers)).status, 408);
    const page = await pc.get(customers);
    assert.deepEqual([page.status, page.headers.get('content-type')], [502, 'text/html']);
    assert.match(page.text, /^<!DOCTYPE html>/);
    const error = (await pc.get(customers)).json();
    assert.deepEqual([error.code, error.description], ['2055', 'The ETag is no longer valid.']);
    assert.deepEqual((await pc.get(customers)).json(), { error: { code: 'x', message: 'y' } });
    assert.equal((await pc.get(customers)).status, 200);
  });

  it('can show licenses and seats as they were before the latest update', async () => {
    await pc.update(cagla.id, { LicensesToAssign: [{ SkuId: sku('VISIOCLIENT') }] });
    await pc.update(cagla.id, f3);
    pc.emulator.faults.next('stale-read', 2);
    const licenses = async () => (await pc.get(`${userPath(cagla.id)}/licenses`)).json().totalCount;
    const consumed = async () => {
      const page: { items: { productSku: { id: string }; consumedUnits: number }[] } = (
        await pc.get(`/v1/customers/${contoso.id}/subscribedskus`)
      ).json();
      return page.items.find(({ productSku }) => productSku.id === sku('SPE_F1'))?.consumedUnits ?? 0;
    };
    const [staleLicenses, staleSeats] = [await licenses(), await consumed()];
    const [freshLicenses, freshSeats] = [await licenses(), await consumed()];
    assert.deepEqual([staleLicenses, freshLicenses], [1, 2]);
    assert.equal(freshSeats, staleSeats + 1);
  });

  it('can forbid reads while updates go on', async () => {
    pc.emulator.faults.next('reads-forbidden', Number.POSITIVE_INFINITY);
    assert.equal((await pc.get(`${userPath(ada.id)}/licenses`)).json().code, 900308);
    assert.equal((await pc.update(cagla.id, f3)).status, 201);
    assert.equal((await pc.get(userPath(ada.id))).status, 403);
    pc.emulator.faults.clear();
    assert.equal((await pc.get(userPath(ada.id))).status, 200);
  });

  it('can dress one answer differently in several ways at once', async () => {
    const { faults } = pc.emulator;
    faults.next('no-byte-order-mark');
    faults.next('ok-instead-of-created');
    faults.next('no-ms-headers');
    faults.next('no-body');
    const answer = await pc.update(cagla.id, f3);
    assert.deepEqual(
      [answer.status, answer.hasMark, answer.text, answer.headers.get('ms-requestid')],
      [200, false, '', null],
    );
    assert.equal((await pc.update(ada.id, f3)).hasMark, true);
  });

  it('can let an answer wait, by time or until it is let go', async () => {
    const gate = Promise.withResolvers<void>();
    pc.emulator.faults.next({ kind: 'held', until: gate.promise }, 1, 'license-updates');
    const answer = pc.update(cagla.id, f3);
    const seen = Promise.withResolvers<void>();
    const stop = pc.emulator.onChange(() => seen.resolve());
    await seen.promise;
    stop();
    assert.equal(effects(), 1);
    assert.deepEqual(pc.emulator.exchanges(), []);
    gate.resolve();
    assert.equal((await answer).status, 201);
    pc.emulator.faults.next({ kind: 'late', milliseconds: 5 });
    assert.equal((await pc.get(customers)).status, 200);
  });

  it('can warn of anything', async () => {
    const warnings = [{ code: 'W1', message: 'Look at this.', servicePlans: ['TEAMS1'] }];
    pc.emulator.faults.next({ kind: 'warnings', warnings });
    assert.deepEqual((await pc.update(cagla.id, f3)).json().licenseWarnings, warnings);
  });

  it('meets only calls that match, as often as told', async () => {
    const { faults } = pc.emulator;
    faults.next({ kind: 'error', status: 500, code: 800003 }, 2, ({ userId }) => userId === ada.id);
    faults.next('request-timeout', 1, 'users');
    assert.equal((await pc.get(userPath(cagla.id))).status, 200);
    assert.equal((await pc.get(userPath(ada.id))).status, 500);
    assert.deepEqual(
      faults.pending().map(({ timesLeft }) => timesLeft),
      [1, 1],
    );
    assert.equal((await pc.get(`${userPath(ada.id)}/licenses`)).status, 500);
    assert.equal((await pc.get(userPath(ada.id))).status, 200);
    assert.equal((await pc.get(`/v1/customers/${contoso.id}/users`)).status, 408);
  });

  it('waits for a call with a good token', async () => {
    pc.emulator.faults.next('html');
    assert.equal((await pc.get(customers, { as: 'forged' })).status, 401);
    assert.equal((await pc.get(customers)).status, 502);
  });
});

describe('what the emulated Partner Center shows and remembers', () => {
  let pc: Awaited<ReturnType<typeof startPartnerCenter>>;
  beforeEach(async () => {
    pc = await startPartnerCenter();
  });
  afterEach(() => pc.close());

  it('shows each exchange with the token redacted and the person named', async () => {
    const seen: string[] = [];
    const stop = pc.emulator.onExchange(({ path }) => seen.push(path));
    await pc.update(cagla.id, f3, { requestId: 'a37d3009-665d-4e12-b76e-1aa10cf80140' });
    stop();
    await pc.get(customers, { as: 'forged' });
    const [update, refused] = pc.emulator.exchanges();
    assert.deepEqual(seen, [`${userPath(cagla.id)}/licenseupdates`]);
    assert.equal(update?.status, 201);
    assert.equal(update?.actor?.name, '田中 健二 (Kenji Tanaka)');
    assert.equal(update?.requestBody, JSON.stringify(f3));
    assert.equal(JSON.parse(update?.responseBody ?? '').attributes.objectType, 'LicenseUpdate');
    assert.equal(update?.responseHeaders['MS-RequestId'], 'a37d3009-665d-4e12-b76e-1aa10cf80140');
    assert.match(JSON.stringify(update?.requestHeaders), /"Bearer …"/);
    assert.equal(JSON.stringify([update, refused]).includes('Bearer kenji'), false);
    assert.equal(refused?.actor, null);
  });

  it('goes on after a restart where it stopped', async () => {
    const requestId = 'a37d3009-665d-4e12-b76e-1aa10cf80140';
    await pc.update(cagla.id, f3, { requestId });
    pc.emulator.switches.addSeats(contoso.id, sku('POWER_BI_PRO'), 2);
    const state = JSON.parse(JSON.stringify(pc.emulator.snapshot()));
    const again = await startPartnerCenter({ state });
    try {
      assert.deepEqual(again.emulator.switches.skusOf(contoso.id, cagla.id), [sku('SPE_F1')]);
      assert.equal((await again.update(cagla.id, f3, { requestId })).status, 201);
      assert.equal(again.emulator.switches.effectiveUpdates().length, 1);
      assert.deepEqual(again.emulator.snapshot(), state);
    } finally {
      await again.close();
    }
  });

  it('can be put back, and refuses what is no snapshot', async () => {
    const before = pc.emulator.snapshot();
    await pc.update(cagla.id, f3);
    pc.emulator.restore(before);
    assert.deepEqual(pc.emulator.switches.skusOf(contoso.id, cagla.id), []);
    assert.throws(() => pc.emulator.restore({ version: 7 }));
  });

  it('frees a seat by taking a license from a holder', () => {
    const { switches } = pc.emulator;
    const power = sku('POWER_BI_PRO');
    const free = () => switches.seatsOf(contoso.id).find(({ product }) => product.skuId === power)?.available;
    assert.equal(free(), 0);
    assert.equal(typeof switches.freeSeat(contoso.id, power), 'string');
    assert.equal(free(), 1);
    assert.equal(switches.freeSeat(contoso.id, sku('AAD_PREMIUM_P2')), null);
  });
});
