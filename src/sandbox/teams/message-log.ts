import { z } from 'zod';
import { messageCardSchema } from './message-cards.ts';
import { conversationIdOf, type Place } from './places.ts';

const storedMessageSchema = z.object({
  id: z.string(),
  placeId: z.string(),
  conversationId: z.string(),
  threadRootId: z.string().nullable(),
  /** Null for the bot. */
  authorKey: z.string().nullable(),
  at: z.string(),
  text: z.string(),
  textFormat: z.string(),
  cards: z.array(messageCardSchema),
  /** The cards before the last edit: clients may refresh with their data even after it. */
  cardsBeforeEdit: z.array(messageCardSchema),
  /** Set for a targeted message: the one person who sees it. */
  targetKey: z.string().nullable(),
  isUpdated: z.boolean(),
  isDeleted: z.boolean(),
});

/** A message as the service keeps it: what everybody sees unless a client has its own card. */
export type StoredMessage = Readonly<z.infer<typeof storedMessageSchema>>;

/** What is needed to keep a new message. */
export type MessageDraft = Pick<StoredMessage, 'authorKey' | 'text' | 'textFormat' | 'cards' | 'targetKey'>;

/** The saved form of the log. */
export const messageLogSchema = z.object({
  lastId: z.number(),
  goneConversations: z.array(z.string()),
  messages: z.array(storedMessageSchema),
});

/** All messages; ids are milliseconds and never given twice, as in Teams. */
export class MessageLog {
  readonly #clock: () => Date;
  #messages = new Map<string, StoredMessage>();
  #gone = new Set<string>();
  #lastId = 0;

  constructor(clock: () => Date) {
    this.#clock = clock;
  }

  nextId(): string {
    this.#lastId = Math.max(this.#lastId + 1, this.#clock().getTime());
    return String(this.#lastId);
  }

  /** Keeps a message; in a channel `threadRootId` null begins a thread. */
  add(place: Place, threadRootId: string | null, draft: MessageDraft): StoredMessage {
    const id = this.nextId();
    const root = place.kind === 'channel' ? (threadRootId ?? id) : null;
    const message: StoredMessage = {
      ...draft,
      id,
      placeId: place.id,
      conversationId: conversationIdOf(place.id, root),
      threadRootId: root === id ? null : root,
      at: this.#clock().toISOString(),
      cardsBeforeEdit: [],
      isUpdated: false,
      isDeleted: false,
    };
    this.#messages.set(id, message);
    return message;
  }

  find(id: string): StoredMessage | undefined {
    return this.#messages.get(id);
  }

  edit(message: StoredMessage, change: Pick<StoredMessage, 'text' | 'textFormat' | 'cards'>): StoredMessage {
    return this.#keep({ ...message, ...change, cardsBeforeEdit: message.cards, isUpdated: true });
  }

  remove(message: StoredMessage): StoredMessage {
    return this.#keep({ ...message, text: '', cards: [], cardsBeforeEdit: [], isDeleted: true });
  }

  /** Oldest first. */
  inPlace(placeId: string): StoredMessage[] {
    return [...this.#messages.values()].filter((message) => message.placeId === placeId);
  }

  /** Whether a thread exists: its first message was written and the thread has not vanished. */
  hasThread(placeId: string, rootId: string): boolean {
    const root = this.#messages.get(rootId);
    return root?.placeId === placeId && root.threadRootId === null;
  }

  isGone(conversationId: string): boolean {
    return this.#gone.has(conversationId);
  }

  markGone(conversationId: string): void {
    this.#gone.add(conversationId);
  }

  snapshot(): z.infer<typeof messageLogSchema> {
    return {
      lastId: this.#lastId,
      goneConversations: [...this.#gone],
      messages: [...this.#messages.values()],
    };
  }

  restore(saved: z.infer<typeof messageLogSchema>): void {
    this.#lastId = saved.lastId;
    this.#gone = new Set(saved.goneConversations);
    this.#messages = new Map(saved.messages.map((message) => [message.id, message]));
  }

  #keep(message: StoredMessage): StoredMessage {
    this.#messages.set(message.id, message);
    return message;
  }
}
