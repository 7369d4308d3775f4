import { FaultQueue, type PendingFault } from '../fault-queue.ts';
import type { Answer } from './answer.ts';
import type { RouteName } from './route.ts';

/** A warning as `licenseupdates` returns it; `servicePlans` are names of service plans. */
export type LicenseWarning = {
  readonly code: string;
  readonly message: string;
  readonly servicePlans: readonly string[];
};

/** Faults that decide what becomes of a call; a call meets one of them at most. */
export type CourseFault =
  | { readonly kind: 'unavailable-before' | 'unavailable-after'; readonly retryAfterSeconds?: number }
  | { readonly kind: 'cut-before' | 'cut-after' | 'hang-before' | 'hang-after' }
  | { readonly kind: 'throttled'; readonly retryAfterSeconds?: number }
  | { readonly kind: 'request-timeout' | 'html' | 'reads-forbidden' }
  /** Any refusal of the error table, before anything is applied. */
  | { readonly kind: 'error'; readonly status: number; readonly code: number | string }
  /** Any answer at all, before anything is applied; a text body is sent as it is. */
  | { readonly kind: 'answer'; readonly answer: Answer };

/** Faults of form: the call goes its way, its answer looks different. A call can meet several. */
type FormFault =
  | { readonly kind: 'stale-read' | 'no-byte-order-mark' | 'ok-instead-of-created' | 'no-ms-headers' }
  | { readonly kind: 'no-body' | 'forget-request-ids' }
  /** The answer is ready but leaves late. */
  | { readonly kind: 'late'; readonly milliseconds?: number }
  /** The answer is ready but leaves only when the promise is settled. */
  | { readonly kind: 'held'; readonly until: Promise<unknown> }
  | { readonly kind: 'warnings'; readonly warnings: readonly LicenseWarning[] };

/** What can be made to go wrong. */
export type PartnerCenterFault = CourseFault | FormFault;

/** Faults that need nothing but their name. */
export type PartnerCenterFaultKind = Exclude<
  PartnerCenterFault['kind'],
  'error' | 'answer' | 'held' | 'warnings'
>;

/** By what a scripted fault finds its call. */
export type FaultTarget = {
  readonly route: RouteName;
  readonly method: string;
  readonly path: string;
  readonly customerId: string;
  readonly userId: string;
  readonly objectId: string | null;
};

/** A route, or any question about the call. */
export type FaultMatch = RouteName | ((target: FaultTarget) => boolean);

const readRoutes: readonly RouteName[] = [
  'customers',
  'customer',
  'users',
  'user',
  'subscribed-skus',
  'licenses',
];

/** The switchboard of the emulator's faults. */
export class PartnerCenterFaults {
  readonly #queue = new FaultQueue<PartnerCenterFault, FaultTarget>();

  /**
   * Scripts a fault for the next `times` calls that match (`Infinity`: until `clear`). Without a match a fault of
   * `licenseupdates` waits for one, a fault of reads for a read, and every other for any call with a good token.
   */
  next(fault: PartnerCenterFaultKind | PartnerCenterFault, times = 1, match?: FaultMatch): void {
    const scripted: PartnerCenterFault = typeof fault === 'string' ? { kind: fault } : fault;
    this.#queue.add(scripted, times, match === undefined ? usualMatch(scripted) : toPredicate(match));
  }

  /** What is still scripted, for the sandbox page. */
  pending(): readonly PendingFault<PartnerCenterFault>[] {
    return this.#queue.pending();
  }

  /** Forgets everything scripted. */
  clear(): void {
    this.#queue.clear();
  }

  /** The one fault that decides what becomes of this call. */
  takeCourse(target: FaultTarget): CourseFault | undefined {
    return this.#queue.take(target, isCourseFault);
  }

  /** The faults of form that this call meets, one of each kind. */
  takeForm(target: FaultTarget): readonly FormFault[] {
    const taken: FormFault[] = [];
    const isNew = (fault: PartnerCenterFault): fault is FormFault =>
      !isCourseFault(fault) && !taken.some(({ kind }) => kind === fault.kind);
    for (let next = this.#queue.take(target, isNew); next; next = this.#queue.take(target, isNew)) {
      taken.push(next);
    }
    return taken;
  }
}

function isCourseFault(fault: PartnerCenterFault): fault is CourseFault {
  switch (fault.kind) {
    case 'stale-read':
    case 'no-byte-order-mark':
    case 'ok-instead-of-created':
    case 'no-ms-headers':
    case 'no-body':
    case 'forget-request-ids':
    case 'late':
    case 'held':
    case 'warnings':
      return false;
    default:
      return true;
  }
}

function usualMatch(fault: PartnerCenterFault): (target: FaultTarget) => boolean {
  switch (fault.kind) {
    case 'unavailable-after':
    case 'cut-after':
    case 'hang-after':
    case 'ok-instead-of-created':
    case 'forget-request-ids':
    case 'warnings':
      return ({ route }) => route === 'license-updates';
    case 'stale-read':
      return ({ route }) => route === 'licenses' || route === 'subscribed-skus';
    case 'reads-forbidden':
      return ({ route }) => readRoutes.includes(route);
    default:
      return () => true;
  }
}

function toPredicate(match: FaultMatch): (target: FaultTarget) => boolean {
  return typeof match === 'string' ? ({ route }) => route === match : match;
}
