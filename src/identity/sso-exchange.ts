import { setTimeout as wait } from 'node:timers/promises';
import type { JWTVerifyGetKey } from 'jose';
import type { Logger } from 'pino';
import type { PersonId } from '../requests/person.ts';
import type { Announcer } from './announcer.ts';
import type { EntraClient } from './entra-client.ts';
import { readEntraError } from './entra-errors.ts';
import type { ExchangeOutcome, ExchangeStore } from './exchange-store.ts';
import { refuseExchangeToken } from './exchange-token.ts';
import { hashOpaque } from './opaque.ts';
import type { SignInStore } from './sign-in-store.ts';
import { SingleFlight } from './single-flight.ts';
import type { VaultTokens } from './vault-tokens.ts';
import { isPerson, personSlot, whose } from './whose.ts';

/** A `signin/tokenExchange` invoke of Teams; `person` comes from the authenticated activity, never from its value. */
export type ExchangeRequest = {
  readonly person: PersonId;
  readonly exchangeId: string;
  readonly connectionName: string;
  /** The Entra access token for our own app. It is not kept. */
  readonly token: string;
  readonly locale: string | null;
};

/** The invoke's answer: 200 done, 412 show the button, 400 malformed, 500 our fault (no button will help). */
export type ExchangeAnswer = {
  readonly status: 200 | 400 | 412 | 500;
  readonly body: {
    readonly id: string;
    readonly connectionName: string;
    readonly failureDetail: string;
  } | null;
};

/** Teams' single sign-on: exchanges the token that Teams hands us for the person's Partner Center tokens. */
export interface SsoExchange {
  exchange(request: ExchangeRequest): Promise<ExchangeAnswer>;
}

type Deps = {
  readonly clientId: string;
  readonly partnerTenantId: string;
  readonly keys: JWTVerifyGetKey;
  readonly entra: EntraClient;
  readonly tokens: VaultTokens;
  readonly exchanges: ExchangeStore;
  readonly signIns: SignInStore;
  readonly announcer: Announcer;
  readonly clock: () => Date;
  readonly log: Logger;
};

/** How long the one that was first may take; Teams waits 10 to 15 s for an answer. */
const LONGEST_EXCHANGE_MS = 7_000;
const LOOK_AGAIN_MS = 100;
const DONE: ExchangeOutcome = { status: 200, failureDetail: null };

/**
 * Teams sends the same exchange from every client that the person has open, also at once and to several instances:
 * the first one carries it out, the others get its outcome.
 */
export function createSsoExchange(deps: Deps): SsoExchange {
  const { clock, log } = deps;
  const flights = new SingleFlight<ExchangeOutcome>();

  async function refuse({ person, token }: ExchangeRequest): Promise<ExchangeOutcome | null> {
    const { clientId, partnerTenantId: tenantId, keys } = deps;
    const refusal = await refuseExchangeToken(token, person, { clientId, tenantId, keys, now: clock() });
    if (refusal === null) return null;
    if (refusal === 'keys-unavailable') {
      log.error({ person: whose(person) }, "Entra ID's signing keys could not be read");
      return { status: 500, failureDetail: 'keys-unavailable' };
    }
    log.warn(
      { security: `exchange-token-${refusal}`, person: whose(person) },
      'a token exchange was refused',
    );
    return { status: 412, failureDetail: 'token-not-accepted' };
  }

  async function once(key: string, request: ExchangeRequest): Promise<ExchangeOutcome> {
    const startedAt = clock();
    const staleBefore = new Date(startedAt.getTime() - 2 * LONGEST_EXCHANGE_MS).toISOString();
    if (!(await deps.exchanges.begin(key, startedAt.toISOString(), staleBefore))) return outcomeOfOther(key);
    const outcome = await carryOut(request);
    await deps.exchanges.finish(key, outcome);
    return outcome;
  }

  async function outcomeOfOther(key: string): Promise<ExchangeOutcome> {
    for (let waited = 0; waited < LONGEST_EXCHANGE_MS; waited += LOOK_AGAIN_MS) {
      const outcome = (await deps.exchanges.find(key))?.outcome;
      if (outcome) return outcome;
      await wait(LOOK_AGAIN_MS);
    }
    return { status: 500, failureDetail: 'busy' };
  }

  async function carryOut({ person, token, exchangeId, locale }: ExchangeRequest): Promise<ExchangeOutcome> {
    if (await deps.signIns.stepUp(person)) return { status: 412, failureDetail: 'mfa' };
    try {
      const grant = await deps.entra.onBehalfOf(token);
      if (!isPerson(grant.owner, person)) {
        log.error(
          { security: 'token-of-another-person', person: whose(person) },
          'an exchange brought foreign tokens',
        );
        return { status: 412, failureDetail: 'token-not-accepted' };
      }
      await deps.tokens.keep(personSlot(person), grant, null);
    } catch (error) {
      return failed(person, error);
    }
    await tell(person, exchangeId, locale);
    return DONE;
  }

  async function failed(person: PersonId, error: unknown): Promise<ExchangeOutcome> {
    const problem = readEntraError(error);
    if (problem.kind === 'unavailable') {
      const { code, entraCode } = problem.error;
      log.error(
        { person: whose(person), code, entraCode },
        'a token exchange failed, and not for the person',
      );
      return { status: 500, failureDetail: code };
    }
    const { why, claims, entraCode } = problem;
    log.info({ person: whose(person), why, entraCode }, 'a token exchange needs the person');
    const since = clock().toISOString();
    if (claims !== null) await deps.signIns.setStepUp(person, { claims, since, isTokenUseless: false });
    return { status: 412, failureDetail: why };
  }

  /** A silent sign-in is told about like one on the page: with a record, so that it is not lost. */
  async function tell(person: PersonId, exchangeId: string, locale: string | null): Promise<void> {
    const at = clock().toISOString();
    const record = {
      idHash: `sso:${exchangeKey(person, exchangeId)}`,
      version: 1,
      person: { tenantId: person.tenantId, objectId: person.objectId },
      purpose: { kind: 'refresh' } as const,
      claims: null,
      loginHint: null,
      locale,
      expiresAt: at,
      flow: null,
      mustChooseAccount: false,
      completedAt: at,
      announceAt: deps.announcer.nextTry(),
    };
    await deps.signIns.insert(record);
    await deps.announcer.announce(record, 'silent');
  }

  return {
    async exchange(request) {
      const { person, exchangeId, connectionName, token } = request;
      if (exchangeId === '' || token === '') return { status: 400, body: null };
      const key = exchangeKey(person, exchangeId);
      const outcome = (await refuse(request)) ?? (await flights.run(key, () => once(key, request)));
      if (outcome.status === 200) return { status: 200, body: null };
      const failureDetail = outcome.failureDetail ?? 'unknown';
      return { status: outcome.status, body: { id: exchangeId, connectionName, failureDetail } };
    },
  };
}

/** Somebody else's exchange id is another exchange: outcomes are never shared between people. */
function exchangeKey(person: PersonId, exchangeId: string): string {
  return hashOpaque(`${whose(person)} ${exchangeId}`);
}
