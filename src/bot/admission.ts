import type { Activity } from 'botbuilder';
import { z } from 'zod';
import { Refusal } from './refusal.ts';
import { type AllowedServiceHosts, serviceBase } from './service-url.ts';

/** Who may talk to this bot, and from where. */
export type AdmissionRules = {
  readonly appId: string;
  /** Tenants whose Teams may reach us: the partner's and those of requesters. */
  readonly allowedTenants: readonly string[];
  readonly allowedServiceHosts: AllowedServiceHosts;
};

const tenantShape = z.object({ tenant: z.object({ id: z.string().min(1) }) });

/**
 * Turns away what Teams vouches for but what is not meant for this bot: another channel, tenant or recipient,
 * or a connector that we do not send our token to.
 * @throws Refusal 403
 */
export function admit(activity: Partial<Activity>, rules: AdmissionRules): void {
  if (activity.channelId !== 'msteams') throw new Refusal(403, 'not-teams');
  if (serviceBase(activity.serviceUrl ?? '', rules.allowedServiceHosts) === undefined)
    throw new Refusal(403, 'host-not-allowed');
  if (!isSameText(activity.recipient?.id, `28:${rules.appId}`)) throw new Refusal(403, 'not-for-this-bot');
  const tenant = activityTenant(activity);
  if (tenant === undefined || !rules.allowedTenants.some((allowed) => isSameText(tenant, allowed)))
    throw new Refusal(403, 'tenant-not-allowed');
}

/**
 * The tenant in which an activity happened; undefined when none is named, or when conversation and channel data
 * disagree. Some events name it only in the channel data.
 */
export function activityTenant(activity: Partial<Activity>): string | undefined {
  const channelData = tenantShape.safeParse(activity.channelData);
  const ofChannel = channelData.success ? channelData.data.tenant.id : undefined;
  const ofConversation = activity.conversation?.tenantId || undefined;
  if (ofChannel && ofConversation && !isSameText(ofChannel, ofConversation)) return undefined;
  return ofConversation ?? ofChannel;
}

function isSameText(a: string | undefined, b: string): boolean {
  return a?.toLowerCase() === b.toLowerCase();
}
