import { FaultQueue, type PendingFault } from '../fault-queue.ts';
import { type TokenErrorName, tokenErrors } from './token-errors.ts';

/** The grants that the token endpoint knows. */
export type Grant = 'authorization_code' | 'refresh_token' | 'on_behalf_of' | 'client_credentials';

/** What can be made to go wrong: any refusal of the table, no answer at all, or one that is no JSON. */
export type EntraFault =
  | TokenErrorName
  | 'hang'
  | 'cut'
  | 'html'
  /** The answer is ready but leaves only when the promise is settled. */
  | { readonly until: Promise<unknown> };

/** By what a scripted fault finds its call. */
export type EntraFaultTarget = { readonly grant: Grant | 'keys'; readonly tenantId: string };

/** The switchboard of faults at the token endpoint and the published keys. */
export class EntraFaults {
  readonly #queue = new FaultQueue<EntraFault, EntraFaultTarget>();

  /** Scripts a fault for the next `times` calls (`Infinity`: until `clear`) of one grant, or of any. */
  next(fault: EntraFault, times = 1, grant?: Grant | 'keys'): void {
    this.#queue.add(fault, times, (target) =>
      grant === undefined ? target.grant !== 'keys' : target.grant === grant,
    );
  }

  /** What is still scripted. */
  pending(): readonly PendingFault<EntraFault>[] {
    return this.#queue.pending();
  }

  /** Forgets everything scripted. */
  clear(): void {
    this.#queue.clear();
  }

  /** The fault that this call meets. */
  take(target: EntraFaultTarget): EntraFault | undefined {
    return this.#queue.take(target, (fault): fault is EntraFault => fault !== undefined);
  }
}

/** Whether a fault is a refusal of the table. */
export function isTokenError(fault: EntraFault | undefined): fault is TokenErrorName {
  return typeof fault === 'string' && fault in tokenErrors;
}
