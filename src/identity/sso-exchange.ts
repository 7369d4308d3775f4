import type { PersonId } from '../requests/person.ts';

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
