import type { ClientScreen } from './screen-book.ts';
import type { TeamsCore } from './teams-core.ts';

/** A request of the page that cannot be done. */
export class PageError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'PageError';
    this.status = status;
  }
}

/**
 * The desktop of the person as whom the page acts.
 * @throws PageError 400 for nobody we know
 */
export function screenOf(core: TeamsCore, key: string | null): ClientScreen {
  if (key !== null && core.people.has(key)) return core.screens.open(key, 'desktop');
  throw new PageError(400, "Parameter 'as' names nobody.");
}
