import type { AuditEvent } from './audit-trail.ts';
import type { LicenseRequest } from './license-request.ts';
import type { RequestStore } from './request-store.ts';

/** The store, telling after each write what was written; a write that lost its race is not told. */
export function tellingStore(
  store: RequestStore,
  onWritten: (request: LicenseRequest, event: AuditEvent) => void,
): RequestStore {
  return {
    ...store,
    async insert(request, effects, condition) {
      const isWritten = await store.insert(request, effects, condition);
      if (isWritten) onWritten(request, effects.event);
      return isWritten;
    },
    async insertAll(entries, condition) {
      const isWritten = await store.insertAll(entries, condition);
      if (isWritten) for (const { request, effects } of entries) onWritten(request, effects.event);
      return isWritten;
    },
    async save(next, effects, condition) {
      const isWritten = await store.save(next, effects, condition);
      if (isWritten) onWritten(next, effects.event);
      return isWritten;
    },
  };
}
