import type { JWTPayload } from 'jose';
import type { SandboxPerson, World } from '../world.ts';

/** What every token of the emulator is made from. */
export type TokenFacts = {
  readonly world: World;
  readonly newId: () => string;
  readonly now: Date;
  /** How long access tokens live. */
  readonly lifetimeSeconds: number;
};

/** A sign-in: who, and how it was proven. */
export type SignIn = {
  readonly person: SandboxPerson;
  readonly hasMfa: boolean;
  /** Authentication context classes that the sign-in has satisfied. */
  readonly contexts: readonly string[];
};

/** Who the Partner Center API and the Bot Framework are to Entra ID. */
export const RESOURCES = {
  partnerCenter: 'https://api.partnercenter.microsoft.com',
  botFramework: 'https://api.botframework.com',
  graph: '00000003-0000-0000-c000-000000000000',
} as const;

/** The Teams desktop client, in whose name single sign-on tokens are made out. */
const TEAMS_CLIENT = '1fec8e78-bce4-4aaf-ab1b-5451cc387264';

/** The issuer of version 2 tokens of a tenant. */
export function issuerOf(tenantId: string): string {
  return `https://login.microsoftonline.com/${tenantId}/v2.0`;
}

/** Claims of an access token (version 1) for another company's API, as the documents print one for Partner Center. */
export function delegatedClaims(
  audience: string,
  scopes: string,
  signIn: SignIn,
  facts: TokenFacts,
): JWTPayload {
  const { person } = signIn;
  const [givenName = '', familyName = ''] = latinName(person.name).split(' ');
  return {
    aud: audience,
    iss: `https://sts.windows.net/${person.tenantId}/`,
    ...lifetime(facts),
    acr: '1',
    ...(signIn.contexts.length > 0 ? { acrs: signIn.contexts } : {}),
    amr: methodsOf(signIn),
    appid: facts.world.botAppId,
    appidacr: '1',
    family_name: familyName,
    given_name: givenName,
    ipaddr: '127.0.0.1',
    name: person.name,
    oid: person.objectId,
    scp: scopes,
    sub: pairwiseSubject(person, audience),
    tenant_region_scope: 'EU',
    tid: person.tenantId,
    unique_name: person.upn,
    upn: person.upn,
    uti: facts.newId(),
    ver: '1.0',
  };
}

/** Claims of the single sign-on token that Teams hands over (version 2, for our own app). */
export function ssoClaims(signIn: SignIn, facts: TokenFacts): JWTPayload {
  const { person } = signIn;
  return {
    aud: facts.world.botAppId,
    iss: issuerOf(person.tenantId),
    ...lifetime(facts),
    amr: methodsOf(signIn),
    azp: TEAMS_CLIENT,
    azpacr: '0',
    name: person.name,
    oid: person.objectId,
    preferred_username: person.upn,
    scp: 'access_as_user',
    sub: pairwiseSubject(person, facts.world.botAppId),
    tid: person.tenantId,
    uti: facts.newId(),
    ver: '2.0',
  };
}

/** Claims of an id token for our app. */
export function idClaims(signIn: SignIn, nonce: string | null, facts: TokenFacts): JWTPayload {
  const { person } = signIn;
  return {
    aud: facts.world.botAppId,
    iss: issuerOf(person.tenantId),
    ...lifetime(facts),
    name: person.name,
    ...(nonce === null ? {} : { nonce }),
    oid: person.objectId,
    preferred_username: person.upn,
    sub: pairwiseSubject(person, facts.world.botAppId),
    tid: person.tenantId,
    uti: facts.newId(),
    ver: '2.0',
  };
}

/** Claims of a token of the application alone, without a person. */
export function appOnlyClaims(audience: string, tenantId: string, facts: TokenFacts): JWTPayload {
  const { botAppId } = facts.world;
  return {
    aud: audience,
    iss: `https://sts.windows.net/${tenantId}/`,
    ...lifetime(facts),
    appid: botAppId,
    appidacr: '1',
    idtyp: 'app',
    oid: botAppId,
    sub: botAppId,
    tid: tenantId,
    uti: facts.newId(),
    ver: '1.0',
  };
}

/** What MSAL makes its account key from: a guest is known by the home tenant. */
export function clientInfo(person: SandboxPerson): string {
  const uid = person.homeObjectId ?? person.objectId;
  const utid = person.homeTenantId ?? person.tenantId;
  return Buffer.from(JSON.stringify({ uid, utid })).toString('base64url');
}

function methodsOf({ hasMfa }: SignIn): string[] {
  return hasMfa ? ['pwd', 'mfa'] : ['pwd'];
}

function lifetime({ now, lifetimeSeconds }: TokenFacts): { iat: number; nbf: number; exp: number } {
  const seconds = Math.floor(now.getTime() / 1000);
  return { iat: seconds, nbf: seconds, exp: seconds + lifetimeSeconds };
}

/** Subjects differ from audience to audience. */
function pairwiseSubject(person: SandboxPerson, audience: string): string {
  return Buffer.from(`${person.objectId}/${audience}`).toString('base64url').slice(0, 43);
}

/** The name in Latin letters where the shown one has it in brackets. */
function latinName(name: string): string {
  return /\(([^)]+)\)/.exec(name)?.[1] ?? name;
}
