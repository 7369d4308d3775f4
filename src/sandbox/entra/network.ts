import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';

const ENTRA = 'https://login.microsoftonline.com/';
const DEFAULT_TIMEOUT_MS = 10_000;

type Options = { readonly headers?: Record<string, string>; readonly body?: string };
type Answer<Body> = { headers: Record<string, string>; body: Body; status: number };

/** MSAL's `INetworkModule`, structurally, so that the sandbox need not import MSAL. */
export interface LoopbackNetworkClient {
  sendGetRequestAsync<Body>(url: string, options?: Options, timeout?: number): Promise<Answer<Body>>;
  sendPostRequestAsync<Body>(url: string, options?: Options): Promise<Answer<Body>>;
}

/** Ways from `login.microsoftonline.com` to the emulator; everything else is refused. */
export interface LoopbackNetwork {
  /** For MSAL's `system.networkClient`: its authority stays the real one, so nothing is discovered. */
  readonly networkClient: LoopbackNetworkClient;
  /** The address that a browser is sent to instead. */
  browserUrl(url: string): string;
  /** The published keys of a tenant, fetched when first needed and kept. */
  signingKeys(tenantId: string): JWTVerifyGetKey;
}

/**
 * Reroutes everything meant for Entra ID to the emulator.
 * @param timeoutMs longest wait for one answer, in milliseconds
 */
export function createLoopbackNetwork({
  entraUrl,
  timeoutMs = DEFAULT_TIMEOUT_MS,
}: {
  readonly entraUrl: string;
  readonly timeoutMs?: number;
}): LoopbackNetwork {
  const toLoopback = (url: string): string => {
    if (!url.startsWith(ENTRA)) throw new Error(`The sandbox does not leave this machine: ${originOf(url)}`);
    return `${entraUrl}/${url.slice(ENTRA.length)}`;
  };
  async function send<Body>(method: string, url: string, options: Options = {}, timeout = timeoutMs) {
    const response = await fetch(toLoopback(url), {
      method,
      headers: options.headers ?? {},
      ...(method === 'POST' ? { body: options.body ?? '' } : {}),
      redirect: 'error',
      signal: AbortSignal.timeout(timeout),
    });
    const body: Body = JSON.parse(await response.text());
    return { status: response.status, headers: Object.fromEntries(response.headers), body };
  }
  return {
    networkClient: {
      sendGetRequestAsync: (url, options, timeout) => send('GET', url, options, timeout),
      sendPostRequestAsync: (url, options) => send('POST', url, options),
    },
    browserUrl: toLoopback,
    signingKeys: (tenantId) =>
      createRemoteJWKSet(new URL(`${entraUrl}/${tenantId}/discovery/v2.0/keys`), {
        timeoutDuration: timeoutMs,
      }),
  };
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : 'no address';
}
