import { z } from 'zod';
import { type Finding, findingsOf } from './finding.ts';
import { reasonOf } from './run-checks.ts';

const { ok, warning, failed } = findingsOf('endpoint');

const WARN_DAYS = 14;
const DAY_MS = 24 * 60 * 60 * 1000;
const TIMEOUT_MS = 10_000;

/** How our public address is looked at. */
export type EndpointLook = {
  readonly publicUrl: string;
  readonly fetch: typeof fetch;
  /** When the certificate that a host shows ends. Throws when it cannot be had. */
  readonly certificateEnd: (host: string, port: number) => Promise<Date>;
  readonly clock: () => Date;
};

const readiness = z.looseObject({ status: z.string() });

/** Asks at our own public address, from here: whether it is us, and whether we let nobody in without a token. */
export async function checkEndpoint(look: EndpointLook): Promise<readonly Finding[]> {
  let answer: Response;
  try {
    answer = await ask(look, '/readyz');
  } catch (error) {
    const certificate = isNobodyThere(error) ? [] : await checkCertificate(look);
    return [...certificate, failed('unreachable', { address: look.publicUrl, reason: reasonOf(error) })];
  }
  const certificate = await checkCertificate(look);
  const body = readiness.safeParse(await answer.json().catch(() => undefined));
  if (!body.success || (answer.status !== 200 && answer.status !== 503)) {
    return [...certificate, failed('otherServer', { address: look.publicUrl, status: answer.status })];
  }
  const { status: _, ...parts } = body.data;
  const isReady =
    answer.status === 200
      ? ok('ok', { address: look.publicUrl })
      : warning('notReady', { parts: asText(parts) });
  return [...certificate, isReady, ...(await checkDoor(look))];
}

/** An activity without a token must be turned away by our own door. */
async function checkDoor(look: EndpointLook): Promise<readonly Finding[]> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ type: 'message', channelId: 'msteams', conversation: { id: 'doctor' } });
  const { status } = await ask(look, '/api/messages', { method: 'POST', headers, body });
  return [status === 401 ? ok('door') : failed('doorOpen', { status })];
}

async function checkCertificate({
  publicUrl,
  certificateEnd,
  clock,
}: EndpointLook): Promise<readonly Finding[]> {
  const { protocol, hostname, port } = new URL(publicUrl);
  if (protocol !== 'https:') return [];
  try {
    const endsAt = await certificateEnd(hostname, Number(port || 443));
    const days = Math.floor((endsAt.getTime() - clock().getTime()) / DAY_MS);
    return [days <= WARN_DAYS ? warning('certificateEnds', { days }) : ok('certificate', { days })];
  } catch (error) {
    return [failed('certificateRefused', { reason: reasonOf(error) })];
  }
}

/** Whether there was no connection at all, so that no certificate can be looked at. */
function isNobodyThere(error: unknown): boolean {
  return /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH/.test(reasonOf(error));
}

function ask(look: EndpointLook, path: string, init: RequestInit = {}): Promise<Response> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  return look.fetch(`${look.publicUrl}${path}`, { ...init, redirect: 'manual', signal });
}

function asText(parts: Readonly<Record<string, unknown>>): string {
  return Object.entries(parts)
    .map(([name, state]) => `${name} ${state}`)
    .join(', ');
}
