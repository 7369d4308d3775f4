import type { Storage } from 'botbuilder';
import { z } from 'zod';
import { type PersonId, personKey } from '../requests/person.ts';
import { type ListAsk, readListAsk } from './list-ask.ts';

/** The pages beside the one that somebody sees; null where there is none. */
export type PagesBeside = { readonly next: ListAsk | null; readonly previous: ListAsk | null };

const shape = z.looseObject({ next: z.unknown(), previous: z.unknown() });

/** Remembers which list each person saw last in a conversation, so that "more" can be said. */
export class LastLists {
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  async remember(conversationId: string, person: PersonId, pages: PagesBeside): Promise<void> {
    await this.#storage.write({ [keyOf(conversationId, person)]: { ...pages, eTag: '*' } });
  }

  /** Undefined when no list was seen. */
  async find(conversationId: string, person: PersonId): Promise<PagesBeside | undefined> {
    const key = keyOf(conversationId, person);
    const found = shape.safeParse((await this.#storage.read([key]))[key]).data;
    const ask = (value: unknown) => (value ? readListAsk(value) : null);
    return found && { next: ask(found.next), previous: ask(found.previous) };
  }
}

function keyOf(conversationId: string, person: PersonId): string {
  return `list/${conversationId}/${personKey(person)}`;
}
