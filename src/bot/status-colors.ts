import type { RequestStatus } from '../requests/license-request.ts';

/** The Adaptive Card colour of a status in a list. */
export const STATUS_COLORS: Readonly<Record<RequestStatus, string>> = {
  pending: 'Accent',
  approved: 'Accent',
  executing: 'Accent',
  awaiting_sign_in: 'Warning',
  awaiting_seats: 'Warning',
  unconfirmed: 'Warning',
  completed: 'Good',
  failed: 'Attention',
  rejected: 'Attention',
  cancelled: 'Default',
  expired: 'Default',
};
