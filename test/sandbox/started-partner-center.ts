import { randomUUID } from 'node:crypto';
import { createWorld } from '../../src/sandbox/create-world.ts';
import type { AccessTokenClaims, TokenKind } from '../../src/sandbox/partner-center/access-token.ts';
import { createPartnerCenterEmulator } from '../../src/sandbox/partner-center/partner-center-emulator.ts';
import { customerOf, personOf, productOf } from '../../src/sandbox/world.ts';

type CallOptions = {
  readonly as?: string;
  readonly requestId?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
};

export const world = createWorld();
export const contoso = customerOf(world, 'Contoso');
export const ada = userOf('ada@contoso.com');
export const cagla = userOf('cagla.ozturk@contoso.com');
export const sku = (partNumber: string): string => productOf(world, partNumber).skuId;
export const userPath = (userId: string): string => `/v1/customers/${contoso.id}/users/${userId}`;

export function userOf(upn: string) {
  const found = contoso.users.find((user) => user.upn === upn);
  if (!found) throw new Error(`Contoso has no user ${upn}.`);
  return found;
}

/** An emulator that listens, takes `<person>[:<kind>][:no-mfa]` as tokens, and counts time from a fixed moment. */
export async function startPartnerCenter(options: { state?: unknown } = {}) {
  const time = { now: new Date('2026-11-20T09:00:00Z') };
  const emulator = createPartnerCenterEmulator({
    world,
    clock: () => time.now,
    newId: randomUUID,
    verifyToken: async (token) => claimsOf(token),
    ...options,
  });
  await emulator.listen(0);

  async function call(method: string, path: string, given: CallOptions = {}) {
    const response = await fetch(`${emulator.url}${path}`, {
      method,
      headers: {
        ...(given.as === '' ? {} : { Authorization: `Bearer ${given.as ?? 'kenji'}` }),
        'MS-RequestId': given.requestId ?? randomUUID(),
        ...given.headers,
      },
      ...(given.body === undefined ? {} : { body: textOf(given.body) }),
      signal: AbortSignal.timeout(60_000),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const hasMark = bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]));
    const text = bytes.subarray(hasMark ? 3 : 0).toString('utf8');
    return {
      status: response.status,
      headers: response.headers,
      hasMark,
      text,
      json: () => JSON.parse(text),
    };
  }

  return {
    emulator,
    time,
    call,
    get: (path: string, given?: CallOptions) => call('GET', path, given),
    update: (userId: string, body: unknown, given?: CallOptions) =>
      call('POST', `${userPath(userId)}/licenseupdates`, { ...given, body }),
    close: () => emulator.close(),
  };
}

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function claimsOf(token: string): AccessTokenClaims {
  const [key = '', ...marks] = token.split(':');
  if (key === 'forged') throw new Error('The signature is wrong.');
  const person = personOf(world, key);
  const kind: TokenKind = marks.includes('app-only')
    ? 'app-only'
    : marks.includes('partner-token')
      ? 'partner-token'
      : 'app-plus-user';
  return {
    audience: marks.includes('graph')
      ? 'https://graph.windows.net'
      : 'https://api.partnercenter.microsoft.com',
    kind,
    tenantId: person.tenantId,
    appId: world.botAppId,
    objectId: kind === 'app-only' ? null : person.objectId,
    name: kind === 'app-only' ? null : person.name,
    upn: kind === 'app-only' ? null : person.upn,
    scopes: ['user_impersonation'],
    methods: person.mfa === 'yes' && !marks.includes('no-mfa') ? ['pwd', 'mfa'] : ['pwd'],
  };
}
