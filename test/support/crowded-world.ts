import { createHash } from 'node:crypto';
import { personOf, productOf, type SandboxPerson, type World } from '../../src/sandbox/world.ts';

/** The address of one of the many users of Consolidated Messenger. */
export const upnOf = (number: number) => `user${number}@messenger.example`;

/** The key of one of the many colleagues who ask. */
export const askerOf = (number: number) => `asker${number}`;

/**
 * A world with one more customer, Consolidated Messenger, who has so many users, a seat of Visio Plan 2 for each and none of Project
 * Plan 3, and with so many more colleagues who ask: one person alone would meet the limit of what one person may send.
 */
export function crowdedWorld(
  world: World,
  { users, askers }: { readonly users: number; readonly askers: number },
): World {
  const messenger = {
    id: guidOf('Consolidated Messenger'),
    commerceId: guidOf('Consolidated Messenger of Commerce'),
    name: 'Consolidated Messenger',
    domain: 'messenger.example',
    country: 'GB',
    blocksPartners: false,
    users: Array.from({ length: users }, (_, number) => ({
      id: guidOf(upnOf(number)),
      upn: upnOf(number),
      firstName: 'User',
      lastName: `Number${number}`,
      displayName: `User Number${number}`,
      usageLocation: 'GB',
      state: 'active' as const,
      licenses: [],
    })),
    subscriptions: [
      { skuId: productOf(world, 'VISIOCLIENT').skuId, seats: users, capabilityStatus: 'Enabled' as const },
      {
        skuId: productOf(world, 'PROJECTPROFESSIONAL').skuId,
        seats: 0,
        capabilityStatus: 'Enabled' as const,
      },
    ],
  };
  return {
    ...world,
    customers: [...world.customers, messenger],
    people: [...world.people, ...Array.from({ length: askers }, (_, number) => asker(world, number))],
  };
}

function asker(world: World, number: number): SandboxPerson {
  const key = askerOf(number);
  return {
    ...personOf(world, 'sarah'),
    key,
    objectId: guidOf(key),
    teamsId: `29:${guidOf(`${key} in Teams`)}`,
    name: `Asker Number${number}`,
    upn: `${key}@${world.partnerTenant.domain}`,
  };
}

function guidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
