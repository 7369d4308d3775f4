import { avatar } from '../avatar.js';
import { element } from '../element.js';
import { text } from '../text.js';

/** Teams takes the sign away when no further typing arrives for so long. */
const LASTS = 8000;

/** "License Desk is typing", until it writes or gives up. */
export class Typing {
  element;
  #timer = 0;

  constructor(name) {
    const dots = element('span', { class: 'dots', 'aria-hidden': 'true' });
    dots.append(element('i'), element('i'), element('i'));
    this.element = element(
      'div',
      { class: 'typing', hidden: true },
      avatar(name, { isBot: true }),
      element('span', {}, text('isTyping', { name })),
      dots,
    );
  }

  show() {
    clearTimeout(this.#timer);
    this.element.hidden = false;
    this.#timer = setTimeout(() => this.hide(), LASTS);
  }

  hide() {
    clearTimeout(this.#timer);
    this.element.hidden = true;
  }
}
