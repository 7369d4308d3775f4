import { Compose } from '../chat/compose.js';
import { Conversation } from '../chat/conversation.js';
import { spokenText } from '../chat/message-text.js';
import { newConversation } from '../chat/new-conversation.js';
import { element } from '../element.js';
import { remember, remembered } from '../remember.js';
import { text } from '../text.js';
import { Desk } from './desk.js';
import { PaneHeader } from './pane-header.js';
import { firstPerson, firstPlace, placeIdOf, placesOf } from './places.js';

/** One of the three views: a person, a place, its messages and a box to write in. */
export class Pane {
  element;
  id;
  title;
  #app;
  #role;
  #header;
  #person;
  #place;
  #conversation;
  #desk;
  #stopWatching = () => {};
  #body = element('div', { class: 'pane-body' });
  #isLoading = false;
  #isStale = false;

  /** @param app `{ api, world, live, signIns, hostConfig, announcer, unread, onUnread(pane) }` */
  constructor(app, role) {
    this.#app = app;
    this.#role = role;
    app.unread.onChange(() => this.#person && this.#showHeader());
    this.id = role;
    this.title = text(`view.${role}`);
    this.#header = new PaneHeader({
      title: this.title,
      people: app.world.people,
      onPerson: (key) => this.#choose(key, null),
      onPlace: (id) => this.#choose(this.#person.key, id),
    });
    this.element = element(
      'section',
      { class: 'pane', id: `pane-${role}` },
      this.#header.element,
      this.#body,
    );
  }

  /** Begins with what was chosen last time, else with what the view is named after. */
  start() {
    const { personKey, placeId } = remembered(`view:${this.#role}`, {});
    const known = this.#app.world.people.find(({ key }) => key === personKey);
    this.#choose((known ?? firstPerson(this.#app.world.people, this.#role)).key, known ? placeId : null);
  }

  /** Whether something is new in the place on screen or in a chat; channels mark only their own entry. */
  get hasUnread() {
    return placesOf(this.#app.world, this.#person)
      .filter(({ id, kind }) => id === this.#place.id || kind !== 'channel')
      .some(({ id }) => this.#app.unread.of(this.#person.key).has(id));
  }

  /** The view came to the front of a small screen: what it shows has been read. */
  markRead() {
    this.#read();
    this.#conversation.scrollToEnd();
  }

  #choose(personKey, placeId) {
    const { people } = this.#app.world;
    const isOther = this.#person?.key !== personKey;
    this.#person = people.find(({ key }) => key === personKey);
    const places = placesOf(this.#app.world, this.#person);
    this.#place = places.find(({ id }) => id === placeId) ?? firstPlace(places, this.#role);
    remember(`view:${this.#role}`, { personKey, placeId: this.#place.id });
    if (isOther) {
      this.#stopWatching();
      this.#stopWatching = this.#app.live.watch(personKey, (event) => this.#hear(event));
    }
    this.#read();
    this.#open();
  }

  #open() {
    this.#showHeader();
    const { api, world } = this.#app;
    this.#desk = new Desk(this.#app, { person: this.#person, place: this.#place });
    const say = (typed) => this.#desk.say(typed);
    this.#conversation = new Conversation({
      person: this.#person,
      place: this.#place,
      botName: world.bot.name,
      createCard: (message, index) => this.#desk.createCard(message, index),
      say: (typed) => say(typeof typed === 'string' ? { text: typed, mention: false } : typed),
      addApp: () => api.install(this.#person.key, true).then(() => this.#appAdded()),
    });
    const isWithoutApp = this.#place.kind === 'personal' && !this.#person.hasApp;
    const writing = isWithoutApp ? [] : [this.#writingPlace(say)];
    this.#body.replaceChildren(this.#conversation.element, this.#conversation.jumpButton, ...writing);
    void this.#load();
  }

  #writingPlace(say) {
    const botName = this.#place.kind === 'personal' ? null : this.#app.world.bot.name;
    if (this.#place.kind !== 'channel')
      return new Compose(say, { label: text('writeMessage'), botName }).element;
    return newConversation(say, botName);
  }

  async #load() {
    if (this.#isLoading) {
      this.#isStale = true;
      return;
    }
    this.#isLoading = true;
    const conversation = this.#conversation;
    try {
      const { messages } = await this.#app.api.messages(this.#person.key, this.#place.id);
      if (conversation === this.#conversation) conversation.load(messages);
    } catch (error) {
      this.#desk.notice(error.message);
    } finally {
      this.#isLoading = false;
      const isAgain = this.#isStale || conversation !== this.#conversation;
      this.#isStale = false;
      if (isAgain) void this.#load();
    }
  }

  #hear(event) {
    if (event.kind === 'gap') return void this.#load();
    const placeId = placeIdOf(event.conversationId);
    if (placeId !== this.#place.id) return;
    if (event.kind === 'typing') return this.#conversation.showTyping();
    if (event.kind === 'notice') return this.#desk.notice(event.text);
    this.#isStale = this.#isLoading;
    const isNew = this.#conversation.receive(event.message);
    if (!this.element.hidden) this.#read();
    if (isNew && event.kind === 'message') this.#tell(event.message);
  }

  #read() {
    this.#app.unread.read(this.#person.key, this.#place.id);
  }

  #tell(message) {
    if (message.from.key === this.#person.key) return;
    const words = spokenText(message, text('card'));
    this.#app.announcer.say(text('newMessage', { name: message.from.name, place: this.#place.title, words }));
  }

  #showHeader() {
    const { world, unread, onUnread } = this.#app;
    const places = placesOf(world, this.#person);
    this.element.setAttribute(
      'aria-label',
      text('paneLabel', { title: this.title, name: this.#person.name }),
    );
    this.#header.show({
      person: this.#person,
      place: this.#place,
      places,
      unread: unread.of(this.#person.key),
      waiting: new Set(world.people.filter(({ key }) => hasNews(world, unread, key)).map(({ key }) => key)),
    });
    onUnread(this);
  }

  #appAdded() {
    this.#person.hasApp = true;
    this.#open();
  }
}

/** Whether somebody has something new in a chat; in a channel everybody would. */
function hasNews(world, unread, key) {
  const isChat = (id) => world.places.some((place) => place.id === id && place.kind !== 'channel');
  return [...unread.of(key)].some(isChat);
}
