import { element } from '../element.js';
import { icon } from '../icons.js';
import { text } from '../text.js';
import { Compose } from './compose.js';

/** A conversation of a channel: its first message, the replies, and a way to reply. */
export class ThreadView {
  element;
  #replies = element('div', { class: 'replies' });
  #root = element('div', { class: 'root' });
  #count = element('span', { class: 'reply-count' });
  #foot = element('div', { class: 'thread-foot' });
  #createCompose;

  /** @param say sends `{text, mention}` into this thread */
  constructor(say, botName) {
    this.#createCompose = () =>
      new Compose(say, { label: text('writeReply'), botName, onCancel: () => this.#closeReply() });
    this.element = element(
      'section',
      { class: 'thread' },
      this.#root,
      this.#count,
      this.#replies,
      this.#foot,
    );
    this.#closeReply(false);
  }

  setRoot(view) {
    this.#root.replaceChildren(view.element);
    this.element.setAttribute('aria-label', view.element.getAttribute('aria-label'));
  }

  addReply(view) {
    this.#replies.append(view.element);
    const count = this.#replies.childElementCount;
    this.#count.textContent = text('replies', { count });
  }

  #openReply() {
    const compose = this.#createCompose();
    this.#foot.replaceChildren(compose.element);
    compose.focus();
    this.#foot.scrollIntoView({ block: 'nearest' });
  }

  #closeReply(takesFocus = true) {
    const button = element(
      'button',
      { type: 'button', class: 'quiet', on: { click: () => this.#openReply() } },
      icon('reply'),
      text('reply'),
    );
    this.#foot.replaceChildren(button);
    if (takesFocus) button.focus();
  }
}
