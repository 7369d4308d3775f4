import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { TOKEN } from './test-client.ts';

const FOLDER = new URL('../vectors/partner-center/', import.meta.url);

const vectorSchema = z.object({
  name: z.string(),
  request: z.object({
    method: z.string(),
    path: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.unknown(),
  }),
  response: z.object({ status: z.number(), headers: z.record(z.string(), z.string()), body: z.unknown() }),
});

/** One documented exchange. */
export type Vector = z.infer<typeof vectorSchema>;

/** Any JSON object. */
export const members = z.record(z.string(), z.unknown());
export type Members = z.infer<typeof members>;

/** All documented exchanges. */
export function readVectors(): readonly Vector[] {
  return readdirSync(FOLDER).map((file) =>
    vectorSchema.parse(JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'))),
  );
}

/** The options that make a call use the ids of the exchange. */
export function optionsOf({ request }: Vector) {
  const header = (name: string) =>
    Object.entries(request.headers).find(([key]) => key.toLowerCase() === name)?.[1];
  return {
    accessToken: TOKEN,
    idempotencyKey: header('ms-requestid') ?? '77777777-7777-4777-8777-777777777777',
    correlationId: header('ms-correlationid') ?? '88888888-8888-4888-8888-888888888888',
    locale: header('x-locale'),
  };
}

/** The URL of the exchange. */
export function urlOf(vector: Vector): URL {
  return new URL(vector.request.path, 'http://peer');
}

/** A license update as the service understands it: names in any case, null and empty are nothing, remarks of the SDK too. */
export function meaningfulMembers(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(meaningfulMembers);
  if (typeof body !== 'object' || body === null) return body;
  const entries = Object.entries(body)
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => name !== 'licensewarnings' && name !== 'attributes')
    .filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => [name, meaningfulMembers(value)]);
  return Object.fromEntries(entries);
}
