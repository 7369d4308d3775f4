import type { Activity } from 'botbuilder';
import {
  type AuthenticateRequestResult,
  AuthenticationConstants,
  BotFrameworkAuthentication,
  ClaimsIdentity,
  type ConnectorFactory,
  type UserTokenClient,
} from 'botframework-connector';
import { type AdmissionRules, admit } from './admission.ts';
import type { ChannelAuthentication } from './channel-authentication.ts';
import { Refusal } from './refusal.ts';
import { RefusingUserTokenClient } from './refusing-user-token-client.ts';

/** What the SDK's authentication is replaced with. */
export type TeamsAuthenticationDeps = {
  readonly channel: ChannelAuthentication;
  readonly rules: AdmissionRules;
  readonly connectors: ConnectorFactory;
};

const CONNECTOR_AUDIENCE = 'https://api.botframework.com';
const PUBLIC_CLOUD_CALLER = 'urn:botframework:azure';

/**
 * The door, at the SDK's own extension point: whichever way an activity reaches the adapter, it passes the channel's
 * token check and then the admission rules, or is turned away with a `Refusal`.
 */
export class TeamsAuthentication extends BotFrameworkAuthentication {
  readonly #deps: TeamsAuthenticationDeps;
  readonly #userTokens: UserTokenClient = new RefusingUserTokenClient();

  constructor(deps: TeamsAuthenticationDeps) {
    super();
    this.#deps = deps;
  }

  override async authenticateRequest(
    activity: Activity,
    authHeader: string,
  ): Promise<AuthenticateRequestResult> {
    const { channel, rules, connectors } = this.#deps;
    await channel.check(authHeader, activity.serviceUrl);
    admit(activity, rules);
    return {
      audience: CONNECTOR_AUDIENCE,
      callerId: PUBLIC_CLOUD_CALLER,
      claimsIdentity: this.#identityOf(activity.serviceUrl),
      connectorFactory: connectors,
    };
  }

  /** Web sockets are not a way in. */
  override async authenticateStreamingRequest(): Promise<never> {
    throw new Refusal(401, 'not-supported');
  }

  override createConnectorFactory(): ConnectorFactory {
    return this.#deps.connectors;
  }

  override async createUserTokenClient(): Promise<UserTokenClient> {
    return this.#userTokens;
  }

  #identityOf(serviceUrl: string): ClaimsIdentity {
    const audience = { type: AuthenticationConstants.AudienceClaim, value: this.#deps.rules.appId };
    const vouched = { type: AuthenticationConstants.ServiceUrlClaim, value: serviceUrl };
    return new ClaimsIdentity([audience, vouched], true);
  }
}
