import { isSame } from '../is-same.ts';
import { type Answer, type Outcome, refusal } from './answer.ts';
import type { Call } from './call.ts';
import { rolesAt, rolesFor } from './roles.ts';
import type { RouteName } from './route.ts';
import {
  refuseMalformedUpdate,
  refuseUnknownUser,
  refuseWithoutSeats,
  refuseWithoutUsageLocation,
} from './update-checks.ts';

/** What every Partner Center token is made out for. */
const PARTNER_CENTER_AUDIENCE = 'https://api.partnercenter.microsoft.com';

/**
 * The order in which a call is refused, behind a token whose signature and lifetime are good. No document gives this
 * order: it is an assumption, and it is kept here alone. Between the two lists a repeated `MS-RequestId` gets the
 * answer it got before.
 */
const doorChecks: readonly ((call: Call) => Outcome | undefined)[] = [
  refuseForeignAudience,
  (call) => call.scripted,
  refuseUnknownRoute,
  refuseTokenKind,
  refuseWithoutMfa,
  refuseOutsider,
  refuseUnknownCustomer,
  refuseConditionalAccess,
  refuseMissingRole,
];
const requestChecks: readonly ((call: Call) => Answer | undefined)[] = [
  refuseMalformedUpdate,
  refuseUnknownUser,
  refuseWithoutUsageLocation,
  refuseWithoutSeats,
];

/** Runs the checks in their order and carries the call out when none refuses it. */
export function settle(call: Call, carryOut: (call: Call) => Answer): Outcome {
  const atTheDoor = firstOf(doorChecks, call);
  if (atTheDoor !== undefined) return atTheDoor;
  if (call.route.name !== 'license-updates') return firstOf(requestChecks, call) ?? carryOut(call);
  const stored = call.books.storedAnswer(repeatKey(call), call.now);
  if (stored) return { status: stored.status, body: stored.body };
  const answer = firstOf(requestChecks, call) ?? carryOut(call);
  const { status, body } = answer;
  call.books.storeAnswer({ key: repeatKey(call), at: call.now.toISOString(), status, body });
  return answer;
}

function firstOf<Result>(
  checks: readonly ((call: Call) => Result | undefined)[],
  call: Call,
): Result | undefined {
  for (const check of checks) {
    const result = check(call);
    if (result !== undefined) return result;
  }
  return undefined;
}

/** Calls on a customer's tenant: they need a person, and the customer's rules apply. */
const tenantRoutes: readonly RouteName[] = [
  'users',
  'user',
  'subscribed-skus',
  'licenses',
  'license-updates',
];

/** The key under which the answer to a call is kept for its repeats. */
function repeatKey({ claims, method, target, requestId }: Call): string {
  const [path = ''] = target.split('?', 1);
  return `${claims.tenantId} ${method} ${path} ${requestId}`.toLowerCase();
}

function refuseForeignAudience({ claims }: Call): Answer | undefined {
  if (claims.audience === PARTNER_CENTER_AUDIENCE) return undefined;
  const description = `The audience '${claims.audience}' in the token is invalid and is no longer supported in Partner Center API.`;
  return refusal(401, '900420', { description });
}

function refuseUnknownRoute({ route }: Call): Answer | undefined {
  return route.name === 'unknown' ? refusal(404, 1000) : undefined;
}

function refuseTokenKind({ claims, route }: Call): Answer | undefined {
  if (!tenantRoutes.includes(route.name) || claims.kind === 'app-plus-user') return undefined;
  return claims.kind === 'app-only' ? refusal(403, 900329) : refusal(400, 900316);
}

function refuseWithoutMfa({ claims }: Call): Answer | undefined {
  if (claims.kind !== 'app-plus-user' || claims.methods.includes('mfa')) return undefined;
  return refusal(401, 900421);
}

/** Only people whom the partner has made agents (here: approvers and operators) may call Partner Center. */
function refuseOutsider({ claims, world }: Call): Answer | undefined {
  if (!isSame(claims.tenantId, world.partnerTenant.id)) return refusal(403, 2032);
  if (claims.kind !== 'app-plus-user') return undefined;
  const agent = personOfCall(claims.objectId, world.people)?.roles.some(
    (role) => role === 'approver' || role === 'operator',
  );
  return agent ? undefined : refusal(403, 2032);
}

function refuseUnknownCustomer({ route, customer, books, world }: Call): Answer | undefined {
  const { customerId } = route;
  if (customerId === '') return undefined;
  if (!guid.test(customerId)) return refusal(400, 900118);
  if (books.hasEndedRelationship(customerId)) {
    const description = `The partner id ${world.partnerTenant.id} has no commerce relationship with the customer id ${customerId}.`;
    return refusal(403, 20002, { description });
  }
  return customer ? undefined : refusal(404, 60003);
}

function refuseConditionalAccess({ route, books }: Call): Answer | undefined {
  if (!tenantRoutes.includes(route.name) || !books.blocksPartners(route.customerId)) return undefined;
  return refusal(403, 900309);
}

function refuseMissingRole({ route, claims, customer, world }: Call): Answer | undefined {
  const needed = rolesFor(route);
  if (!needed || !customer) return undefined;
  const person = personOfCall(claims.objectId, world.people);
  const held = person ? rolesAt(person, customer.id) : [];
  return held.some((role) => needed.includes(role)) ? undefined : refusal(403, 900308);
}

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function personOfCall(objectId: string | null, people: Call['world']['people']) {
  return people.find((person) => objectId !== null && isSame(person.objectId, objectId));
}
