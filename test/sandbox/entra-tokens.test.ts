import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { decodeJwt, exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { personOf } from '../../src/sandbox/world.ts';
import { partner, REDIRECT, refusalOf, SCOPE, startEntra, world } from './started-entra.ts';

type Started = Awaited<ReturnType<typeof startEntra>>;

describe('the emulated Entra ID', () => {
  let rig: Started;
  beforeEach(async () => {
    rig = await startEntra();
  });
  afterEach(() => rig.close());

  describe('signing in through MSAL', () => {
    it('gives a Partner Center token with the claims of the documents, and an account of the right person', async () => {
      const { redeem, back } = await rig.signIn('kenji');
      assert.equal(back.searchParams.get('state'), 'state-1');
      const result = await redeem();
      const kenji = personOf(world, 'kenji');
      const claims = decodeJwt(result.accessToken);
      assert.equal(claims.aud, 'https://api.partnercenter.microsoft.com');
      assert.equal(claims.iss, `https://sts.windows.net/${partner}/`);
      assert.deepEqual(
        [claims['oid'], claims['tid'], claims['upn'], claims['scp'], claims['amr'], claims['appid']],
        [kenji.objectId, partner, kenji.upn, 'user_impersonation', ['pwd', 'mfa'], world.botAppId],
      );
      assert.equal(claims['family_name'], 'Tanaka');
      assert.equal(result.account?.homeAccountId, `${kenji.objectId}.${partner}`);
      assert.equal(decodeJwt(result.idToken)['nonce'], 'nonce-1');
      assert.equal(result.account?.username, kenji.upn);
      assert.ok(result.scopes.includes(SCOPE));
    });

    it('takes no mfa claim from a person who did not confirm, or cannot', async () => {
      const without = await (await rig.signIn('kenji', {}, false)).redeem();
      assert.deepEqual(decodeJwt(without.accessToken)['amr'], ['pwd']);
      const yuki = await (await rig.signIn('yuki')).redeem();
      assert.deepEqual(decodeJwt(yuki.accessToken)['amr'], ['pwd']);
      rig.entra.switches.setMfa('yuki', true);
      const later = await (await rig.signIn('yuki')).redeem();
      assert.deepEqual(decodeJwt(later.accessToken)['amr'], ['pwd', 'mfa']);
    });

    it('knows a guest by the home account but makes the token out in the inviting tenant', async () => {
      const guest = personOf(world, 'guest');
      const result = await (await rig.signIn('guest')).redeem();
      assert.equal(result.account?.homeAccountId, `${guest.homeObjectId}.${guest.homeTenantId}`);
      assert.equal(decodeJwt(result.accessToken)['oid'], guest.objectId);
      assert.equal(decodeJwt(result.accessToken)['tid'], partner);
    });

    it('redeems a code once', async () => {
      const { redeem } = await rig.signIn('kenji');
      await redeem();
      assert.equal((await refusalOf(redeem())).number, 54005);
    });

    const badProofs: [string, object, number][] = [
      ['another verifier', { codeVerifier: 'x'.repeat(43) }, 501481],
      ['another redirect address', { redirectUri: `${REDIRECT}/other` }, 500112],
      ['an invented code', { code: 'invented' }, 70000],
    ];
    for (const [what, proof, number] of badProofs) {
      it(`refuses ${what}`, async () => {
        const { redeem } = await rig.signIn('kenji');
        assert.deepEqual((await refusalOf(redeem(proof))).number, number);
      });
    }

    it('refuses a code that is older than ten minutes', async () => {
      const { redeem } = await rig.signIn('kenji');
      rig.time.ahead = 11 * 60_000;
      assert.equal((await refusalOf(redeem())).number, 70008);
    });

    it('publishes the keys that its tokens verify with', async () => {
      const token = await rig.entra.mintSsoToken('kenji');
      const issuer = `https://login.microsoftonline.com/${partner}/v2.0`;
      const { payload } = await jwtVerify(token, rig.network.signingKeys(partner), {
        issuer,
        audience: world.botAppId,
      });
      assert.equal(payload['scp'], 'access_as_user');
      assert.equal(rig.entra.keyRequests(), 1);
      await assert.rejects(
        jwtVerify(
          await rig.entra.mintSsoToken('kenji', { isForged: true }),
          rig.network.signingKeys(partner),
        ),
      );
    });
  });

  describe('refreshing', () => {
    async function signedIn(person = 'kenji', withMfa = true) {
      const { client, redeem } = await rig.signIn(person, {}, withMfa);
      const { account } = await redeem();
      if (!account) throw new Error('MSAL has no account.');
      return {
        silent: (forceRefresh: boolean) =>
          client.acquireTokenSilent({ scopes: [SCOPE], account, forceRefresh }),
      };
    }

    it('answers from MSAL’s cache until forced, then with a token that keeps the MFA of the sign-in', async () => {
      const { silent } = await signedIn('kenji', false);
      assert.equal((await silent(false)).fromCache, true);
      const fresh = await silent(true);
      assert.equal(fresh.fromCache, false);
      assert.deepEqual(decodeJwt(fresh.accessToken)['amr'], ['pwd']);
      assert.deepEqual(rig.entra.tokenRequests(), {
        ...{ authorization_code: 1, refresh_token: 1, on_behalf_of: 0, client_credentials: 0 },
      });
    });

    it('needs a new sign-in when the refresh tokens of the person are revoked', async () => {
      const kenji = await signedIn('kenji');
      const grace = await signedIn('grace');
      rig.entra.switches.revokeRefreshTokens('kenji');
      const refused = await refusalOf(kenji.silent(true));
      assert.deepEqual([refused.type, refused.number], ['InteractionRequiredAuthError', 50173]);
      assert.equal((await grace.silent(true)).fromCache, false);
    });

    it('takes a refresh token once where rotation is strict', async () => {
      const form = (refreshToken: string) => ({
        method: 'POST',
        body: new URLSearchParams({
          client_id: world.botAppId,
          client_secret: rig.entra.clientSecret,
          grant_type: 'refresh_token',
          refresh_token: refreshToken,
          scope: `${SCOPE} offline_access`,
        }),
      });
      const { redeem } = await rig.signIn('kenji');
      await redeem();
      const first = (await rig.entra.snapshot()).refreshTokens[0]?.token ?? '';
      const address = `${rig.entra.url}/${partner}/oauth2/v2.0/token`;
      assert.equal((await fetch(address, form(first))).status, 200);
      rig.entra.switches.rotateStrictly(true);
      const rotated: { refresh_token: string } = JSON.parse(await (await fetch(address, form(first))).text());
      assert.notEqual(rotated.refresh_token, first);
      assert.equal((await fetch(address, form(first))).status, 400);
      assert.equal((await fetch(address, form(rotated.refresh_token))).status, 200);
    });

    it('asks for claims until a sign-in has answered them', async () => {
      const { silent } = await signedIn('grace');
      rig.entra.switches.requireClaims('grace');
      const refused = await refusalOf(silent(true));
      assert.deepEqual([refused.type, refused.number], ['InteractionRequiredAuthError', 50076]);
      const claims = String(refused.claims);
      const result = await (await rig.signIn('grace', { claims })).redeem();
      assert.deepEqual(decodeJwt(result.accessToken)['acrs'], ['c1']);
      assert.equal((await silent(true)).fromCache, false);
    });

    it('shows its token lifetime and the skew of its clock in the tokens', async () => {
      rig.entra.switches.setTokenLifetime(120);
      rig.entra.switches.setClockSkew(60 * 60_000);
      const { accessToken } = await (await rig.signIn('kenji')).redeem();
      const { iat = 0, exp = 0 } = decodeJwt(accessToken);
      assert.equal(exp - iat, 120);
      assert.ok(iat * 1000 > Date.now() + 55 * 60_000);
      await assert.rejects(rig.entra.verifyAccessToken(accessToken), {
        code: 'ERR_JWT_CLAIM_VALIDATION_FAILED',
      });
    });
  });

  describe('on-behalf-of', () => {
    it('exchanges a single sign-on token; what it says of MFA holds on', async () => {
      const strong = await rig.onBehalfOf(await rig.entra.mintSsoToken('kenji'));
      assert.deepEqual(decodeJwt(strong?.accessToken ?? '')['amr'], ['pwd', 'mfa']);
      assert.equal(decodeJwt(strong?.accessToken ?? '')['oid'], personOf(world, 'kenji').objectId);
      const weak = await rig.onBehalfOf(await rig.entra.mintSsoToken('kenji', { withMfa: false }));
      assert.deepEqual(decodeJwt(weak?.accessToken ?? '')['amr'], ['pwd']);
    });

    it('refuses assertions that are expired, forged, for another app, without the scope, or of another tenant', async () => {
      const mint = rig.entra.mintSsoToken;
      const number = async (assertion: Promise<string>) =>
        (await refusalOf(rig.onBehalfOf(await assertion))).number;
      assert.equal(await number(mint('kenji', { expiresInSeconds: -3600 })), 500133);
      assert.equal(await number(mint('kenji', { isForged: true })), 50013);
      assert.equal(await number(mint('kenji', { claims: { aud: 'another-app' } })), 50013);
      assert.equal(await number(mint('kenji', { claims: { scp: 'User.Read' } })), 50013);
      assert.equal(await number(mint('ayse')), 50013);
    });

    it('needs consent once until somebody signed in and gave it', async () => {
      rig.entra.switches.requireConsent(true);
      const assertion = await rig.entra.mintSsoToken('kenji');
      const refused = await refusalOf(rig.onBehalfOf(assertion));
      assert.deepEqual(
        [refused.type, refused.suberror, refused.number],
        ['InteractionRequiredAuthError', 'consent_required', 65001],
      );
      await (await rig.signIn('kenji')).redeem();
      assert.ok(await rig.onBehalfOf(assertion));
    });

    it('asks for MFA with claims where the tenant insists on it', async () => {
      rig.entra.switches.requireMfa(true);
      const refused = await refusalOf(
        rig.onBehalfOf(await rig.entra.mintSsoToken('kenji', { withMfa: false })),
      );
      assert.equal(refused.number, 50076);
      assert.match(String(refused.claims), /acrs/);
      assert.ok(await rig.onBehalfOf(await rig.entra.mintSsoToken('kenji')));
    });

    const scripted = [
      ['consent-required', 'InteractionRequiredAuthError', 65001],
      ['mfa-required', 'InteractionRequiredAuthError', 50076],
      ['mfa-setup-required', 'InteractionRequiredAuthError', 50079],
      ['conditional-access', 'InteractionRequiredAuthError', 53003],
      ['mfa-in-invalid-grant', 'ServerError', 50076],
      ['bad-assertion', 'ServerError', 50013],
      ['invalid-client', 'ServerError', 7000215],
      ['temporarily-unavailable', 'ServerError', 90033],
    ] as const;
    for (const [fault, type, number] of scripted) {
      it(`can be told to answer ${fault}, once`, async () => {
        const assertion = await rig.entra.mintSsoToken('kenji');
        rig.entra.faults.next(fault, 1, 'on_behalf_of');
        const refused = await refusalOf(rig.onBehalfOf(assertion));
        assert.deepEqual([refused.type, refused.number], [type, number]);
        assert.ok(await rig.onBehalfOf(assertion));
      });
    }
  });

  describe('the bot’s own token and how the bot proves itself', () => {
    const scopes = ['https://api.botframework.com/.default'];
    const forBot = (auth?: object) =>
      rig.newClient(auth).acquireTokenByClientCredential({ scopes, skipCache: true });

    it('gives the bot a Bot Framework token for its secret', async () => {
      const result = await forBot();
      const claims = decodeJwt(result?.accessToken ?? '');
      assert.deepEqual(
        [claims.aud, claims['appid'], claims['tid']],
        [...['https://api.botframework.com', world.botAppId, partner]],
      );
      assert.equal((await rig.entra.verifyAccessToken(result?.accessToken ?? '')).kind, 'app-only');
    });

    it('takes two secrets while one is rotated, and neither a wrong nor a removed one', async () => {
      rig.entra.switches.addClientSecret('the-next-one');
      assert.ok(await forBot({ clientSecret: 'the-next-one' }));
      assert.ok(await forBot());
      rig.entra.switches.removeClientSecret(rig.entra.clientSecret);
      assert.equal((await refusalOf(forBot())).number, 7000215);
      assert.equal((await refusalOf(forBot({ clientSecret: 'invented' }))).code, 'invalid_client');
    });

    it('takes a certificate whose key is registered', async () => {
      const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const certificate = {
        thumbprintSha256: 'a'.repeat(64),
        privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      };
      assert.equal((await refusalOf(forBot({ clientCertificate: certificate }))).number, 700027);
      rig.entra.switches.addCertificateKey(await exportJWK(publicKey));
      assert.ok(await forBot({ clientCertificate: certificate }));
    });

    it('takes a federated token of a registered issuer, for the right audience and subject', async () => {
      const { privateKey, publicKey } = await generateKeyPair('ES256');
      const issue = (subject: string, audience = 'api://AzureADTokenExchange') =>
        new SignJWT({})
          .setProtectedHeader({ alg: 'ES256' })
          .setIssuer('https://ci.example')
          .setSubject(subject)
          .setAudience(audience)
          .setExpirationTime('5m')
          .sign(privateKey);
      rig.entra.switches.addFederatedCredential({
        issuer: 'https://ci.example',
        subject: 'license-desk',
        publicKey: await exportJWK(publicKey),
      });
      assert.ok(await forBot({ clientAssertion: () => issue('license-desk') }));
      assert.equal(
        (await refusalOf(forBot({ clientAssertion: () => issue('somebody-else') }))).number,
        700027,
      );
      assert.equal(
        (await refusalOf(forBot({ clientAssertion: () => issue('license-desk', 'api://else') }))).number,
        700027,
      );
    });
  });

  describe('trouble', () => {
    const token = () =>
      fetch(`${rig.entra.url}/${partner}/oauth2/v2.0/token`, {
        method: 'POST',
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
        signal: AbortSignal.timeout(300),
      });

    it('can hang, cut the line, and answer with a page', async () => {
      rig.entra.faults.next('cut');
      await assert.rejects(token(), TypeError);
      rig.entra.faults.next('html');
      assert.equal((await token()).headers.get('content-type'), 'text/html');
      rig.entra.faults.next('hang');
      await assert.rejects(token(), { name: 'TimeoutError' });
      assert.equal((await token()).status, 400);
    });

    it('holds an answer until it is let go', async () => {
      const gate = Promise.withResolvers<void>();
      rig.entra.faults.next({ until: gate.promise });
      const answer = token();
      gate.resolve();
      assert.equal((await answer).status, 400);
    });

    it('gives the network client a timeout and lets it go nowhere else', async () => {
      const { networkClient } = rig.network;
      await assert.rejects(networkClient.sendPostRequestAsync('https://example.com/token'), /does not leave/);
      assert.throws(
        () => rig.network.browserUrl('https://login.microsoftonline.com.example/x'),
        /does not leave/,
      );
      rig.entra.faults.next('hang', 1, 'keys');
      await assert.rejects(
        networkClient.sendGetRequestAsync(
          `https://login.microsoftonline.com/${partner}/discovery/v2.0/keys`,
          undefined,
          50,
        ),
        { name: 'TimeoutError' },
      );
    });

    it('remembers keys, refresh tokens and switches over a restart', async () => {
      const { client, redeem } = await rig.signIn('kenji');
      const { account, accessToken } = await redeem();
      rig.entra.switches.setMfa('grace', false);
      const kept = JSON.parse(JSON.stringify(await rig.entra.snapshot()));
      const again = await startEntra({ state: kept });
      try {
        assert.equal((await again.entra.verifyAccessToken(accessToken)).upn, personOf(world, 'kenji').upn);
        const cache = client.getTokenCache().serialize();
        const next = again.newClient();
        next.getTokenCache().deserialize(cache);
        if (!account) throw new Error('MSAL has no account.');
        const fresh = await next.acquireTokenSilent({ scopes: [SCOPE], account, forceRefresh: true });
        assert.equal(fresh.fromCache, false);
        const weak = decodeJwt(await again.entra.mintSsoToken('grace'));
        assert.deepEqual(weak['amr'], ['pwd']);
      } finally {
        await again.close();
      }
    });

    it('writes no token and no secret into its log', async () => {
      const { redeem } = await rig.signIn('kenji');
      const result = await redeem();
      const log = JSON.stringify(rig.entra.tokenLog());
      assert.match(log, /"person":"kenji"/);
      assert.equal(log.includes(result.accessToken), false);
      assert.equal(log.includes(rig.entra.clientSecret), false);
    });
  });
});
