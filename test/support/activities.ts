import type { Activity } from 'botbuilder';
import { aPlace, PARTNER_TENANT, SARAH } from './builders.ts';

/** An activity as the adapter hands it on; by default a message of Sarah's in her own chat. */
export function anActivity(change: Partial<Activity> | Record<string, unknown> = {}): Activity {
  const activity = {
    type: 'message',
    id: '1790000000001',
    channelId: 'msteams',
    serviceUrl: aPlace('').serviceUrl,
    from: { id: '29:sarah', name: SARAH.name, aadObjectId: SARAH.objectId },
    recipient: { id: '28:bot', name: 'License Desk' },
    conversation: {
      id: 'a:sarah',
      conversationType: 'personal',
      isGroup: false,
      name: '',
      tenantId: PARTNER_TENANT,
    },
    channelData: { tenant: { id: PARTNER_TENANT } },
    locale: 'en-GB',
    localTimezone: 'Europe/London',
    ...change,
  };
  // An activity has a dozen members more that nobody here looks at.
  return Object.assign(Object.create(null), activity);
}
