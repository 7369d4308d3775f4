import { createHash } from 'node:crypto';
import { stringify } from 'yaml';
import type { ApprovalPlan } from '../src/requests/approval-policy.ts';
import type { LicenseRequest } from '../src/requests/license-request.ts';
import type { Person } from '../src/requests/person.ts';
import { cardsEverywhere } from '../src/requests/request-notices.ts';
import { withClock } from '../src/requests/waiting.ts';
import { aLicenseRequest, aPlan, aStage } from '../test/support/builders.ts';

/** Application id of the bot under measurement. */
export const BOT_APP_ID = 'b0b0b0b0-0000-4000-8000-00000000b0b0';
/** The tenant in which everybody lives. */
export const TENANT = 'aaaaaaaa-0000-4000-8000-00000000aaaa';
/** The path of the connector below the surroundings' address. */
export const CONNECTOR_PATH = '/teams/';

const SAMPLE = aLicenseRequest();
const PLAN = aPlan({ digest: createHash('sha256').update('policy').digest('hex') });

/** More than turns in flight, so that those in flight are of different conversations. */
const CUSTOMERS = 48;
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A person with the chat that they have with the bot. */
export type BenchPerson = Person & {
  readonly teamsId: string;
  readonly chatId: string;
  readonly upn: string;
};

/** The requester with this number. */
export function requesterOf(number: number): BenchPerson {
  return personOf('r', number, `Sarah Jones ${number}`);
}

/** One of the two approvers of a request. */
export function approverOf(request: number, which: 0 | 1): BenchPerson {
  return personOf('a', (request % CUSTOMERS) * 2 + which, which === 0 ? 'Kenji Sato' : 'Grace Hill');
}

/** Everybody who may approve. */
export function allApprovers(): readonly BenchPerson[] {
  return Array.from({ length: CUSTOMERS * 2 }, (_, at) => approverOf(at >> 1, at % 2 === 0 ? 0 : 1));
}

/** A request id as people read it out; numbers that follow each other have ids far apart. */
export function requestIdOf(number: number): string {
  let rest = Math.imul(number + 1, 0x9e3779b1) & 0x3fffffff;
  let id = '';
  for (let digit = 0; digit < 6; digit += 1) {
    id += ALPHABET[rest & 31];
    rest >>>= 5;
  }
  return id;
}

/** A pending request for which the first of two approvals is missing; it was asked for in its requester's chat. */
export function requestOf(
  number: number,
  { connector, people, at }: { readonly connector: string; readonly people: number; readonly at: string },
): LicenseRequest {
  const requester = requesterOf(number % people);
  const place = { serviceUrl: connector, conversationId: requester.chatId };
  const user = { name: 'Ada Lovelace', upn: `ada.${number}@contoso.com`, id: userIdOf(number) };
  const request = {
    ...SAMPLE,
    id: requestIdOf(number),
    change: {
      ...SAMPLE.change,
      customer: { id: customerIdOf(number), name: `Contoso ${number % CUSTOMERS}` },
      user,
    },
    requester: asPerson(requester),
    thread: { key: place.conversationId, reference: { place, isPersonal: true, cardId: null } },
    createdAt: at,
    updatedAt: at,
    validUntil: later(at, 14),
  };
  return withClock(request, planOf(number));
}

/** What the policy file asks for a request, for those who do not read one. */
export function planOf(number: number): ApprovalPlan {
  return { ...PLAN, stages: stagesOf(number) };
}

function stagesOf(number: number): ApprovalPlan['stages'] {
  const approvers = [approverOf(number, 0), approverOf(number, 1)].map(asPerson);
  return [aStage(approvers, { need: 2 })];
}

/** Which places a decision on this request has to tell. */
export function noticesOf(request: LicenseRequest, number: number) {
  return cardsEverywhere(request, planOf(number));
}

/** The policy file: two approvers of its own for each customer, both must approve. */
export function policyText(): string {
  const approvers = (customer: number) => [approverOf(customer, 0).upn, approverOf(customer, 1).upn];
  const customers = Array.from({ length: CUSTOMERS }, (_, customer) => ({
    id: customerIdOf(customer),
    stages: [{ anyOf: approvers(customer), need: 2 }],
  }));
  return stringify({
    operators: [approverOf(0, 0).upn],
    approval: { stages: [{ anyOf: approvers(0), need: 1 }] },
    customers,
  });
}

/** An activity as Teams sends it from somebody's own chat; `id` makes it another one. */
function activityOf(person: BenchPerson, connector: string, fields: Readonly<Record<string, unknown>>) {
  return {
    timestamp: new Date().toISOString(),
    localTimezone: 'Europe/London',
    channelId: 'msteams',
    serviceUrl: connector,
    from: { id: person.teamsId, name: person.name, aadObjectId: person.objectId },
    recipient: { id: `28:${BOT_APP_ID}`, name: 'License Desk' },
    conversation: { id: person.chatId, conversationType: 'personal', tenantId: TENANT },
    channelData: { tenant: { id: TENANT } },
    entities: [
      { type: 'clientInfo', locale: 'en-GB', country: 'GB', platform: 'Windows', timezone: 'Europe/London' },
    ],
    locale: 'en-GB',
    ...fields,
  };
}

/** The first approver of a request presses *Approve*. */
export function pressOf(number: number, connector: string) {
  const data = { requestId: requestIdOf(number), revision: 1 };
  return activityOf(approverOf(number, 0), connector, {
    type: 'invoke',
    name: 'adaptiveCard/action',
    id: `f:press-${number}`,
    replyToId: '1700000000000',
    value: { action: { type: 'Action.Execute', verb: 'request.approve', data }, trigger: 'manual' },
  });
}

/** The requester of a request asks how it stands; `turn` makes it a message of its own. */
export function messageOf(
  number: number,
  turn: number,
  { connector, people }: { readonly connector: string; readonly people: number },
) {
  return activityOf(requesterOf(number % people), connector, {
    type: 'message',
    id: `17${turn}`,
    text: `status ${requestIdOf(number)}`,
    textFormat: 'plain',
    attachments: [{ contentType: 'text/html', content: `<p>status ${requestIdOf(number)}</p>` }],
  });
}

/** The number behind a request's id: that of the customer's approvers is all that is needed. */
export function customerNumberOf(request: LicenseRequest): number {
  return Number.parseInt(request.change.customer.id.slice(0, 8), 16);
}

/** Without what only this file knows of a person. */
export function asPerson({ tenantId, objectId, name }: Person): Person {
  return { tenantId, objectId, name };
}

function personOf(kind: 'a' | 'r', number: number, name: string): BenchPerson {
  const objectId = `${kind === 'a' ? 'a0000000' : 'e0000000'}-0000-4000-8000-${hex(number, 12)}`;
  return {
    tenantId: TENANT,
    objectId,
    name,
    teamsId: `29:${objectId}`,
    chatId: `a:${objectId}`,
    upn: `${kind}${number}@northwind.example`,
  };
}

function userIdOf(number: number): string {
  return `d0000000-0000-4000-8000-${hex(number, 12)}`;
}

/** The customer that a request is about. */
export function customerIdOf(number: number): string {
  return `${hex(number % CUSTOMERS, 8)}-0000-4000-8000-00000000cccc`;
}

function hex(number: number, digits: number): string {
  return number.toString(16).padStart(digits, '0');
}

function later(iso: string, days: number): string {
  return new Date(Date.parse(iso) + days * 86_400_000).toISOString();
}
