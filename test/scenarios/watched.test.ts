import assert from 'node:assert/strict';
import { type Desk, startDesk } from '../support/desk.ts';

/** The figures of a metric by their labels, such as `{status="pending"}`. */
function figures(text: string, name: string): ReadonlyMap<string, number> {
  const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(name.length, at), Number(line.slice(at + 1))];
    }),
  );
}

/** The sum of the figures whose labels all contain these words. */
function sum(text: string, name: string, ...words: readonly string[]): number {
  return [...figures(text, name)]
    .filter(([labels]) => words.every((word) => labels.includes(`"${word}"`)))
    .reduce((total, [, figure]) => total + figure, 0);
}

describe('a story, watched by an operator', () => {
  let desk: Desk;
  let atFirst: string;
  let afterwards: string;
  let id: string;

  const scrape = async () => {
    const answer = await fetch(`http://127.0.0.1:${desk.sandbox.app.metricsPort}/metrics`);
    assert.equal(answer.status, 200);
    return answer.text();
  };
  const grown = (name: string, ...words: readonly string[]) =>
    sum(afterwards, name, ...words) - sum(atFirst, name, ...words);

  before(async () => {
    desk = await startDesk({ environment: { METRICS_PORT: '0' } });
    atFirst = await scrape();
    id = await desk.ask('sarah', 'E5 for ada@contoso.com at Contoso because she joins security');
    await desk.approveSignedIn('kenji', id);
    await desk.idle();
    afterwards = await scrape();
  });
  after(() => desk.stop());

  it('shows turns and presses by verb and outcome', () => {
    assert(grown('license_desk_turn_seconds_count', 'message', 'ok') >= 1);
    assert.equal(grown('license_desk_turn_seconds_count', 'draft.submit', 'card'), 1);
    assert.equal(grown('license_desk_turn_seconds_count', 'request.approve', 'card'), 1);
  });

  it('shows calls to each party by operation and status', () => {
    assert.equal(
      grown('license_desk_remote_call_seconds_count', 'partner-center', 'licenseupdates', '201'),
      1,
    );
    assert(grown('license_desk_remote_call_seconds_count', 'connector', 'send', '201') >= 2);
    assert(grown('license_desk_remote_call_seconds_count', 'connector', 'update', '200') >= 1);
    assert(grown('license_desk_remote_call_seconds_count', 'entra', 'authorization_code', '200') >= 1);
  });

  it('shows the path by which tokens were had', () => {
    assert.equal(grown('license_desk_token_requests_total', 'authorization_code', 'token'), 1);
    assert.equal(grown('license_desk_token_requests_total', 'refresh_token', 'token'), 0, 'the path is warm');
    assert.equal(grown('license_desk_executor_tokens_total', 'sign-in'), 1);
    assert(grown('license_desk_executor_tokens_total', 'token') >= 1);
  });

  it('shows what became of requests and notices', () => {
    assert.equal(grown('license_desk_request_events_total', 'submitted'), 1);
    assert.equal(grown('license_desk_request_events_total', 'completed'), 1);
    assert(grown('license_desk_deliveries_total', 'card', 'sent') >= 2);
    assert.equal(sum(afterwards, 'license_desk_outbox_depth'), 0);
    assert.equal(figures(afterwards, 'license_desk_outbox_late_seconds').get(''), 0);
  });

  it('shows open requests by status, with their age', async () => {
    await desk.ask('sarah', 'Power BI Pro for ada@contoso.com at Contoso because of a report');
    await desk.pass(60_000);
    const text = await scrape();
    assert.equal(sum(text, 'license_desk_requests', 'pending'), 1);
    assert.equal(sum(text, 'license_desk_requests', 'awaiting_seats'), 0);
    assert(sum(text, 'license_desk_oldest_request_seconds', 'pending') >= 60);
  });

  it('shows how the directory account is doing', () => {
    assert.equal(sum(afterwards, 'license_desk_directory_account', 'connected'), 1);
    assert.equal(sum(afterwards, 'license_desk_directory_account', 'failing'), 0);
  });

  it('names nobody and nothing of a customer', () => {
    const labels = afterwards.split('\n').filter((line) => line.startsWith('license_desk_'));
    assert(labels.length > 50);
    for (const line of labels) {
      assert(!/[0-9a-f]{8}-[0-9a-f]{4}/i.test(line), line);
      assert(!/contoso|sarah|kenji/i.test(line), line);
    }
  });

  it('answers nothing but the metrics on their port', async () => {
    const base = `http://127.0.0.1:${desk.sandbox.app.metricsPort}`;
    assert.equal((await fetch(`${base}/`)).status, 404);
    assert.equal((await fetch(`${base}/metrics`, { method: 'POST' })).status, 404);
    assert.equal((await fetch(`${desk.sandbox.deskUrl}/metrics`)).status, 404);
  });

  it('says in the log what became of the request, by ids', () => {
    const lines = desk.log.map((line) => JSON.parse(line)).filter((line) => line.requestId === id);
    const events = lines.filter((line) => line.msg === 'request').map((line) => line.event);
    assert.deepEqual(
      events.filter((event) => ['submitted', 'approved', 'completed'].includes(event)),
      ['submitted', 'approved', 'completed'],
    );
    const done = lines.find((line) => line.event === 'completed');
    const call = desk.updates()[0];
    assert(call);
    const sent = desk.log
      .map((line) => JSON.parse(line))
      .find((line) => line.msg === 'remote call' && line.operation === 'licenseupdates');
    assert.equal(done.correlationId, sent.correlationId);
    assert(!JSON.stringify(lines).includes('Ada'), 'names stay out');
  });

  it('is ready, and says so of each part', async () => {
    const answer = await fetch(`${desk.sandbox.deskUrl}/readyz`);
    assert.deepEqual(
      [answer.status, await answer.json()],
      [200, { status: 'ok', database: 'ok', workers: 'ok', outbox: 'ok' }],
    );
  });
});
