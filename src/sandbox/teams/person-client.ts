import { ClientChat } from './client-chat.ts';
import type { ClientScreen } from './screen-book.ts';
import type { Chat, TeamsClient } from './teams-client.ts';
import type { TeamsCore } from './teams-core.ts';

/** A person's client: opens chats, remembers the banners it showed. */
export class PersonClient implements TeamsClient {
  readonly #core: TeamsCore;
  readonly #screen: ClientScreen;

  constructor(core: TeamsCore, screen: ClientScreen) {
    this.#core = core;
    this.#screen = screen;
  }

  get personKey(): string {
    return this.#screen.personKey;
  }

  get name(): string {
    return this.#screen.name;
  }

  personalChat(): Chat {
    return this.#chat(this.#core.places.personal(this.personKey).id);
  }

  groupChat(id: string = this.#core.places.ids.groupChatId): Chat {
    return this.#chat(id);
  }

  channel(id: string = this.#core.places.ids.helpdeskChannelId): Chat {
    return this.#chat(id);
  }

  notices(): readonly string[] {
    return [...this.#screen.notices];
  }

  #chat(id: string): Chat {
    return new ClientChat(this.#core, this.#screen, id);
  }
}
