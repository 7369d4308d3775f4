import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { IdentityUnavailable } from '../../src/identity/identity-unavailable.ts';
import { personSlot } from '../../src/identity/whose.ts';
import { CookieBrowser } from '../support/cookie-browser.ts';
import { refusal } from '../support/entra-double.ts';
import { ada, bob, type IdentityRig, idOf, SECRET, startIdentityRig } from '../support/identity-rig.ts';

const TABLES = ['vault', 'sign_ins', 'step_ups', 'exchanges', 'directory_account'] as const;

/** Plays good and bad ways through everything, and collects what could be read afterwards. */
async function playEverything(rig: IdentityRig) {
  const links: string[] = [];
  const cookies: string[] = [];
  const thrown: unknown[] = [];
  const answers: unknown[] = [];

  const visit = async (user = ada, as = ada) => {
    const invitation = { expiresAt: rig.later(60), locale: null };
    const link = await rig.identity.signIns.invite(idOf(user), { kind: 'refresh' }, invitation);
    links.push(new URL(link).searchParams.get('s') ?? '');
    const browser = new CookieBrowser(as);
    const callback = await browser.openUpTo(link, `${rig.publicUrl}/auth/callback`);
    cookies.push(...browser.cookies.values(), new URL(callback).searchParams.get('state') ?? '');
    await browser.get(callback);
    await new CookieBrowser(as).get(callback);
  };
  const attempt = async (work: Promise<unknown>) => {
    const result = await work.catch((error: unknown) => thrown.push(error));
    if (typeof result === 'object' && result !== null && !('accessToken' in result)) answers.push(result);
  };
  const exchange = async (id: string, user = ada) =>
    rig.identity.sso.exchange({
      person: idOf(ada),
      exchangeId: id,
      connectionName: 'own',
      token: await rig.entra.exchangeToken(user),
      locale: null,
    });
  const refresh = () => rig.identity.tokens.acquire(idOf(ada), { forceRefresh: true });

  await visit();
  await visit(ada, bob);
  await attempt(refresh());
  await attempt(exchange('1'));
  await attempt(exchange('2', bob));
  for (const fault of [
    { status: 400, body: refusal('invalid_grant', 'AADSTS50013: bad', { claims: '{"id_token":{}}' }) },
    { status: 401, body: refusal('invalid_client', 'AADSTS7000215: bad') },
    { status: 200, body: {} },
    { hang: true as const },
  ]) {
    rig.entra.faults.push(fault, fault, fault);
    await attempt(refresh());
    await attempt(exchange(`fault ${JSON.stringify(fault)}`));
    await visit();
    rig.entra.faults.length = 0;
  }
  rig.entra.state.twist = { accessTokenUser: bob, nonce: 'foreign' };
  await attempt(refresh());
  await visit();
  rig.entra.state.twist = {};
  await visit();
  await attempt(Promise.reject(new IdentityUnavailable('entra-timeout')));
  const row = await rig.deps.vault.read(personSlot(idOf(ada)).key);
  assert.ok(row, 'something is kept in the end');
  return { links, cookies, thrown, answers };
}

async function dump(rig: IdentityRig): Promise<string> {
  const rows = [];
  for (const table of TABLES)
    rows.push((await sql`select * from ${sql.table(table)}`.execute(rig.database)).rows);
  return JSON.stringify(rows);
}

const textOf = (error: unknown): string =>
  error instanceof Error ? `${error.stack} ${JSON.stringify(error)} ${textOf(error.cause)}` : String(error);

describe('what must stay secret', () => {
  let rig: IdentityRig;
  let played: Awaited<ReturnType<typeof playEverything>>;

  before(async () => {
    rig = await startIdentityRig({ timeoutMs: 150 });
    played = await playEverything(rig);
  });

  after(() => rig.stop());

  const secrets = () => {
    const verifiers = rig.entra.tokenCalls.map((call) => call.get('code_verifier') ?? '');
    const found = [SECRET, ...rig.entra.issued, ...verifiers].filter((secret) => secret !== '');
    assert.ok(found.length > 30, 'there was something to leak');
    // A token's middle is as telling as the whole of it.
    return found.flatMap((secret) => [secret, ...secret.split('.').filter((part) => part.length > 40)]);
  };

  const assertNone = (haystack: string, needles: readonly string[], where: string) => {
    assert.ok(haystack.length > 0);
    for (const needle of needles)
      assert.ok(!haystack.includes(needle), `${needle.slice(0, 12)}… is in ${where}`);
  };

  it('is in no log line', () => {
    const own = [...played.links, ...played.cookies];
    assertNone(rig.logLines.join('\n'), [...secrets(), ...own], 'the log');
  });

  it('is in no page and no header but the cookie itself', () => {
    const served = rig.served.join('\n').replaceAll(/"Set-Cookie":"[^"]*"/g, '');
    assertNone(served, [...secrets(), ...played.cookies], 'what browsers got');
  });

  it('is in no error and no answer', () => {
    assert.ok(played.thrown.length >= 4);
    assertNone(played.thrown.map(textOf).join('\n'), secrets(), 'an error');
    assertNone(JSON.stringify([played.answers, rig.told]), secrets(), 'an answer');
  });

  it('is nowhere readable in the database', async () => {
    const own = [...played.links, ...played.cookies];
    assertNone(await dump(rig), [...secrets(), ...own], 'the database');
  });
});
