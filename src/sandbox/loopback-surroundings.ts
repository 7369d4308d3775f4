import type { Surroundings } from '../surroundings.ts';
import { createLoopbackNetwork } from './entra/network.ts';

/** Where the emulators are. */
export type EmulatorAddresses = {
  readonly entraUrl: string;
  readonly teamsUrl: string;
  readonly openIdMetadataUrl: string;
  readonly partnerTenantId: string;
};

/** The emulators in place of Microsoft, for License Desk in this process or in another one. */
export function loopbackSurroundings(at: EmulatorAddresses): Surroundings {
  const network = createLoopbackNetwork({ entraUrl: at.entraUrl });
  return {
    channel: { openIdMetadataUrl: at.openIdMetadataUrl, issuer: 'https://api.botframework.com' },
    allowedServiceHosts: (url) => url.origin === at.teamsUrl,
    entra: { networkClient: network.networkClient, browserUrl: network.browserUrl },
    botNetworkClient: network.networkClient,
    signingKeys: network.signingKeys(at.partnerTenantId),
    openerOrigin: at.teamsUrl,
  };
}
