import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node';

/** One exchange with Entra ID. */
export type EntraExchange = {
  /** How a token was asked for (`grant_type`), or `discovery` for everything else. */
  readonly grant: string;
  /** The HTTP status; null when nobody answered. */
  readonly status: number | null;
  readonly seconds: number;
};

const GRANTS: Readonly<Record<string, string>> = {
  authorization_code: 'authorization_code',
  refresh_token: 'refresh_token',
  client_credentials: 'client_credentials',
  'urn:ietf:params:oauth:grant-type:jwt-bearer': 'on_behalf_of',
};

/** MSAL's way to Entra ID, told about; nothing that is sent or answered is kept. */
export function observedNetwork(
  network: INetworkModule,
  onExchange: (exchange: EntraExchange) => void,
): INetworkModule {
  async function observe<T>(
    grant: string,
    send: () => Promise<NetworkResponse<T>>,
  ): Promise<NetworkResponse<T>> {
    const startedAt = performance.now();
    const seconds = () => (performance.now() - startedAt) / 1000;
    try {
      const answer = await send();
      onExchange({ grant, status: answer.status, seconds: seconds() });
      return answer;
    } catch (error) {
      onExchange({ grant, status: null, seconds: seconds() });
      throw error;
    }
  }
  return {
    sendGetRequestAsync: (url, options, timeout) =>
      observe('discovery', () => network.sendGetRequestAsync(url, options, timeout)),
    sendPostRequestAsync: (url, options) =>
      observe(grantOf(options), () => network.sendPostRequestAsync(url, options)),
  };
}

function grantOf(options: NetworkRequestOptions | undefined): string {
  const grant = new URLSearchParams(options?.body ?? '').get('grant_type');
  return GRANTS[grant ?? ''] ?? 'discovery';
}
