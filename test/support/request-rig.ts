import { isSamePerson, type Person } from '../../src/requests/person.ts';
import type { PreflightReport } from '../../src/requests/preflight-report.ts';
import { RequestService } from '../../src/requests/request-service.ts';
import type { Submission } from '../../src/requests/submissions.ts';
import { aLicenseChange, aReport, SARAH } from './builders.ts';
import { FixedPolicy } from './fixed-policy.ts';
import { MemoryRequestStore } from './memory-request-store.ts';
import { StillClock } from './still-clock.ts';

/** The request service with everything around it in memory. */
export function aRequestRig(store = new MemoryRequestStore()) {
  const policy = new FixedPolicy();
  const clock = new StillClock();
  const rig = {
    store,
    policy,
    clock,
    /** How often the workers were woken. */
    wakes: 0,
    report: aReport() as PreflightReport,
    /** People without the app. */
    withoutApp: [] as readonly Person[],
    /** Ids that are handed out before the usual ones. */
    nextIds: [] as string[],
  };
  const service = new RequestService({
    store,
    policy,
    preflight: { check: async () => rig.report },
    reachability: {
      unreachable: async (people) =>
        people.filter((person) => rig.withoutApp.some((other) => isSamePerson(person, other))),
    },
    clock: clock.read,
    newRequestId: () => rig.nextIds.shift() ?? `R${String(store.history.length + 1).padStart(5, '0')}`,
    onChange: () => {
      rig.wakes += 1;
    },
  });
  return Object.assign(rig, { service });
}

export function aSubmission(submission: Partial<Submission> = {}): Submission {
  return {
    change: aLicenseChange(),
    reason: 'joins the finance team',
    requester: SARAH,
    thread: { key: 'a:sarah', reference: null },
    locale: 'en-GB',
    ...submission,
  };
}
