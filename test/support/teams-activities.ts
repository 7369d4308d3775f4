import assert from 'node:assert/strict';
import { randomInt, randomUUID } from 'node:crypto';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { SandboxPerson } from '../../src/sandbox/world.ts';

/** The body of the answer to an `adaptiveCard/action`. */
export type InvokeBody = { readonly statusCode: number; readonly type: string; readonly value: unknown };

/** An `adaptiveCard/action` from a person's own chat, as Teams would send it. */
export function invokeOf(sandbox: Pick<Sandbox, 'teams' | 'world'>, person: SandboxPerson, value: object) {
  const id = `f:${randomUUID()}`;
  const invoke = { type: 'invoke', name: 'adaptiveCard/action', id, value: { trigger: 'manual', ...value } };
  return { ...envelopeOf(sandbox, person), ...invoke };
}

/** A message from a person's own chat, as Teams would send it; `fields` are its text or value. */
export function messageOf(sandbox: Pick<Sandbox, 'teams' | 'world'>, person: SandboxPerson, fields: object) {
  return {
    ...envelopeOf(sandbox, person),
    type: 'message',
    id: `${Date.now()}${randomInt(1_000_000_000)}`,
    ...fields,
  };
}

function envelopeOf({ teams, world }: Pick<Sandbox, 'teams' | 'world'>, person: SandboxPerson) {
  const { tenantId, teamsId, name, objectId, locale } = person;
  return {
    channelId: 'msteams',
    serviceUrl: teams.serviceUrl.replace(world.partnerTenant.id, tenantId),
    from: { id: teamsId, name, aadObjectId: objectId },
    recipient: { id: `28:${world.botAppId}`, name: 'License Desk' },
    conversation: { id: teams.personalChatId(person.key), conversationType: 'personal', tenantId },
    channelData: { tenant: { id: tenantId } },
    locale,
  };
}

/** Reads the body of such an answer. */
export function invokeBody(body: unknown): InvokeBody {
  assert(typeof body === 'object' && body !== null);
  const { statusCode, type, value }: { statusCode?: unknown; type?: unknown; value?: unknown } = body;
  assert(typeof statusCode === 'number' && typeof type === 'string');
  return { statusCode, type, value };
}
