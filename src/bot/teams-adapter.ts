import type { Activity, InvokeResponse, TurnContext } from 'botbuilder';
import { CloudAdapter } from 'botbuilder/lib/cloudAdapter.js';
import type { Logger } from 'pino';
import { readActivity } from './activity-envelope.ts';
import type { BotCredentials } from './bot-credentials.ts';
import { createChannelAuthentication } from './channel-authentication.ts';
import { FetchedChannelKeys } from './channel-keys.ts';
import { createConnectorTransport } from './connector-transport.ts';
import { Refusal } from './refusal.ts';
import type { AllowedServiceHosts } from './service-url.ts';
import { TeamsAuthentication } from './teams-authentication.ts';
import { TurnConnectors } from './turn-connector.ts';
import { answerFailedTurn, type DescribeFailure } from './turn-failure.ts';

/** What a bot does in one turn. */
export type TurnLogic = (context: TurnContext) => Promise<void>;

/** A request to the bot after its body was read. */
export type TurnRequest = {
  readonly body: Readonly<Record<string, unknown>>;
  /** The `Authorization` header. */
  readonly authorization: string | undefined;
};

/** What to answer over HTTP; `reason` is a fixed word for the log, never for the caller. */
export type TurnAnswer = { readonly status: number; readonly body?: unknown; readonly reason?: string };

/** What the way in and out of Teams needs. */
export type TeamsAdapterDeps = {
  readonly appId: string;
  /** The partner's tenant and those of requesters; nobody else's Teams is let in. */
  readonly allowedTenants: readonly string[];
  readonly channel: { readonly openIdMetadataUrl: string; readonly issuer: string };
  readonly credentials: BotCredentials;
  readonly fetch: typeof fetch;
  readonly allowedServiceHosts: AllowedServiceHosts;
  readonly clock: () => Date;
  readonly log: Logger;
  /** Longest wait for one answer of the connector or the channel's key server, in milliseconds. */
  readonly timeoutMs: number;
  /** The sentence shown to a person whose button press ended in an error of ours. */
  readonly describeFailure: DescribeFailure;
};

/** The Bot Framework adapter behind our own door. */
export type TeamsAdapter = {
  /** For turns that the bot begins itself, and for middleware. */
  readonly adapter: CloudAdapter;
  /** Checks a request and runs its turn. Never rejects. */
  process(request: TurnRequest, logic: TurnLogic): Promise<TurnAnswer>;
};

/**
 * Builds the adapter. There is no anonymous mode.
 * @throws RangeError when the app id, the issuer or the list of tenants is empty.
 */
export function createTeamsAdapter(deps: TeamsAdapterDeps): TeamsAdapter {
  const adapter = new OpenedCloudAdapter(createAuthentication(deps));
  adapter.onTurnError = (context, error) => answerFailedTurn(context, error, deps);
  return {
    adapter,
    async process({ body, authorization }, logic) {
      const activity = readActivity(body);
      if (!activity) return { status: 400, reason: 'not-an-activity' };
      try {
        const answer = await adapter.runTurn(authorization ?? '', activity, logic);
        return { status: answer?.status ?? 200, body: answer?.body };
      } catch (error) {
        if (error instanceof Refusal) return { status: error.statusCode, reason: error.reason };
        deps.log.error({ err: error, activityType: activity.type }, 'activity could not be processed');
        return { status: 500, reason: 'failed' };
      }
    },
  };
}

function createAuthentication(deps: TeamsAdapterDeps): TeamsAuthentication {
  const { appId, allowedTenants, allowedServiceHosts, channel, clock } = deps;
  if (!allowedTenants.some((tenant) => tenant !== ''))
    throw new RangeError('No tenant is allowed to use the bot');
  const keys = new FetchedChannelKeys({ ...deps, openIdMetadataUrl: channel.openIdMetadataUrl });
  return new TeamsAuthentication({
    channel: createChannelAuthentication({ appId, issuer: channel.issuer, keys, clock }),
    rules: { appId, allowedTenants: allowedTenants.filter((tenant) => tenant !== ''), allowedServiceHosts },
    connectors: new TurnConnectors(createConnectorTransport(deps)),
  });
}

/** Gives a way in that spares the SDK's own request handling, which prints bad tokens and answers with reasons. */
class OpenedCloudAdapter extends CloudAdapter {
  runTurn(authorization: string, activity: Activity, logic: TurnLogic): Promise<InvokeResponse | undefined> {
    return this.processActivity(authorization, activity, logic);
  }
}
