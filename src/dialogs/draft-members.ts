import type { BundleMember } from '../requests/bundle.ts';
import type { LicenseChange } from '../requests/license-change.ts';
import { changeOf, type Draft } from './draft.ts';
import { goodOnes } from './listed-users.ts';

/**
 * The requests that a draft comes to: one for each user, and two where a license of one group takes the place of one of
 * another: the new one is assigned first.
 */
export function membersOf(draft: Draft): readonly BundleMember[] {
  const members: BundleMember[] = [];
  for (const change of changesOf(draft)) {
    const { assign, remove } = change;
    if (!isAcrossGroups(draft, change)) {
      members.push({ change, after: null });
      continue;
    }
    members.push({ change: { ...change, remove: [] }, after: null });
    const licenseGroup = draft.removeGroup ?? change.licenseGroup;
    members.push({ change: { ...change, licenseGroup, assign: [], remove }, after: members.length - 1 });
    if (assign.length === 0) throw new Error('nothing to assign before something is taken away');
  }
  return members;
}

/** The change of a draft that comes to one request. */
export function changeAlone(draft: Draft): LicenseChange {
  return membersOf(draft)[0]?.change ?? changeOf(draft);
}

function changesOf(draft: Draft): readonly LicenseChange[] {
  if (!draft.list) return [changeOf(draft)];
  return goodOnes(draft.list).map(({ user, sku }) => {
    const change = { ...changeOf(draft), user };
    if (!sku) return change;
    const { licenseGroup, ...reference } = sku;
    return { ...change, licenseGroup, assign: [{ sku: reference, excludedPlans: [] }] };
  });
}

function isAcrossGroups({ removeGroup }: Draft, { licenseGroup, assign, remove }: LicenseChange): boolean {
  return assign.length > 0 && remove.length > 0 && removeGroup !== null && removeGroup !== licenseGroup;
}
