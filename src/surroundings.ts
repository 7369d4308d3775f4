import type { INetworkModule } from '@azure/msal-node';
import type { JWTVerifyGetKey } from 'jose';
import { type AllowedServiceHosts, isTeamsServiceUrl } from './bot/service-url.ts';
import type { EntraNetwork } from './identity/identity.ts';

/** Where the remote parties are. Production knows only Microsoft's; the sandbox puts its emulators here. */
export type Surroundings = {
  readonly channel: { readonly openIdMetadataUrl: string; readonly issuer: string };
  readonly allowedServiceHosts: AllowedServiceHosts;
  readonly entra?: EntraNetwork;
  readonly botNetworkClient?: INetworkModule;
  readonly signingKeys?: JWTVerifyGetKey;
  /** Origin of the page that opens sign-in pop-ups. */
  readonly openerOrigin?: string;
};

/** Microsoft's public cloud. */
export const MICROSOFT: Surroundings = {
  channel: {
    openIdMetadataUrl: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
    issuer: 'https://api.botframework.com',
  },
  allowedServiceHosts: isTeamsServiceUrl,
};
