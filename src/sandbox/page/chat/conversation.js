import { element } from '../element.js';
import { icon } from '../icons.js';
import { text } from '../text.js';
import { dayOf } from '../time.js';
import { emptyState } from './empty-state.js';
import { MessageView } from './message-view.js';
import { ThreadView } from './thread-view.js';
import { Typing } from './typing.js';

/** Messages of one person within so many milliseconds stand below one name. */
const SAME_BREATH = 5 * 60 * 1000;
const NEAR = 80;

/** The messages of one place as one person sees them, oldest first; a channel shows its threads. */
export class Conversation {
  element;
  #context;
  #views = new Map();
  #threads = new Map();
  #list = element('div', { class: 'list' });
  #typing;
  #jump;
  #lastDay = '';
  #isPinned = true;

  /** @param context `{ person, place, botName, createCard, say, addApp }` */
  constructor(context) {
    this.#context = context;
    this.#typing = new Typing(context.botName);
    this.#jump = element(
      'button',
      { type: 'button', class: 'jump', hidden: true, on: { click: () => this.scrollToEnd() } },
      text('newMessages'),
      icon('down'),
    );
    this.element = element(
      'div',
      {
        class: 'messages',
        tabIndex: 0,
        role: 'region',
        'aria-label': text('messagesIn', { title: context.place.title, name: context.person.name }),
        on: { scroll: () => this.#scrolled() },
      },
      this.#list,
      this.#typing.element,
    );
    this.jumpButton = this.#jump;
    // What was at the end stays there when the drawer opens or a keyboard takes its room.
    new ResizeObserver(() => this.#isPinned && this.scrollToEnd()).observe(this.element);
  }

  /** Shows what the sandbox has; what is on screen already stays and is brought up to date. */
  load(messages) {
    const wasAtEnd = this.#views.size === 0 || this.#isAtEnd();
    const ids = new Set(messages.map(({ id }) => id));
    if ([...this.#views.keys()].some((id) => !ids.has(id))) this.#clear();
    this.#list.querySelector('.empty')?.remove();
    for (const message of messages) this.#put(message);
    if (this.#views.size === 0) this.#list.replaceChildren(emptyState(this.#context, this.#context));
    if (wasAtEnd) this.scrollToEnd();
  }

  /** Adds a message or brings one up to date; says whether it is new. */
  receive(message) {
    this.#list.querySelector('.empty')?.remove();
    const wasAtEnd = this.#isAtEnd();
    const isNew = !this.#views.has(message.id);
    this.#put(message);
    if (message.from.isBot) this.#typing.hide();
    const isOwn = message.from.key === this.#context.person.key;
    if (wasAtEnd || (isNew && isOwn)) this.scrollToEnd();
    else if (isNew) this.#jump.hidden = false;
    return isNew;
  }

  showTyping() {
    const wasAtEnd = this.#isAtEnd();
    this.#typing.show();
    if (wasAtEnd) this.scrollToEnd();
  }

  scrollToEnd() {
    this.#isPinned = true;
    this.#jump.hidden = true;
    const toEnd = () => {
      this.element.scrollTop = this.element.scrollHeight;
    };
    toEnd();
    // Cards settle their height after they were added.
    requestAnimationFrame(toEnd);
  }

  /** After the sandbox was emptied nothing on screen is true any more. */
  #clear() {
    this.#views.clear();
    this.#threads.clear();
    this.#lastDay = '';
    this.#list.replaceChildren();
  }

  #put(message) {
    const known = this.#views.get(message.id);
    if (known) return known.update(message);
    const { person, place, botName, createCard } = this.#context;
    const ownKey = place.kind === 'channel' ? null : person.key;
    const view = new MessageView(message, { ownKey, botName, createCard });
    const previous = [...this.#views.values()].at(-1)?.message;
    this.#views.set(message.id, view);
    if (place.kind === 'channel') this.#putInThread(view);
    else this.#putInList(view, previous);
  }

  #putInList(view, previous) {
    const isNewDay = this.#addDay(view.message);
    view.follows(!isNewDay && isSameBreath(previous, view.message));
    this.#list.append(view.element);
  }

  #putInThread(view) {
    const { message } = view;
    const rootId = message.threadRootId ?? message.id;
    let thread = this.#threads.get(rootId);
    if (!thread) {
      this.#addDay(message);
      thread = new ThreadView(
        (typed) => this.#context.say({ ...typed, threadRootId: rootId }),
        this.#context.botName,
      );
      this.#threads.set(rootId, thread);
      this.#list.append(thread.element);
    }
    if (rootId === message.id) thread.setRoot(view);
    else thread.addReply(view);
  }

  #addDay({ at }) {
    const day = dayOf(at);
    if (day === this.#lastDay) return false;
    this.#lastDay = day;
    this.#list.append(element('div', { class: 'day' }, element('span', {}, day)));
    return true;
  }

  #isAtEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.element;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  #scrolled() {
    this.#isPinned = this.#isAtEnd();
    if (this.#isPinned) this.#jump.hidden = true;
  }
}

function isSameBreath(previous, message) {
  if (!previous) return false;
  const isSamePerson = previous.from.key === message.from.key && previous.from.name === message.from.name;
  return isSamePerson && Date.parse(message.at) - Date.parse(previous.at) < SAME_BREATH;
}
