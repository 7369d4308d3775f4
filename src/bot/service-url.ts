/** Decides whether our app token may be sent to a connector's address. */
export type AllowedServiceHosts = (url: URL) => boolean;

const TEAMS_HOSTS = ['smba.trafficmanager.net', 'smba.infra.gcc.teams.microsoft.com'];

/** The connectors of Teams in Microsoft's public cloud and in GCC: https, the usual port, a known host. */
export function isTeamsServiceUrl(url: URL): boolean {
  if (url.protocol !== 'https:' || url.port !== '') return false;
  return TEAMS_HOSTS.includes(url.hostname) || url.hostname.endsWith('.botframework.com');
}

/**
 * The base of all connector addresses below a `serviceUrl`, ending in a slash; undefined when it is not an address
 * that we may call.
 */
export function serviceBase(serviceUrl: string, isAllowed: AllowedServiceHosts): string | undefined {
  if (!URL.canParse(serviceUrl)) return undefined;
  const url = new URL(serviceUrl);
  const isPlain = url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (!isPlain || !isAllowed(url)) return undefined;
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}
