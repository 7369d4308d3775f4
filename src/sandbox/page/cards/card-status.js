import { element } from '../element.js';
import { icon } from '../icons.js';
import { text } from '../text.js';

/** The lines that Teams puts below a card: a short answer, an error, a request to sign in. */
export class CardStatus {
  element = element('div', { class: 'card-status' });

  clear() {
    this.element.replaceChildren();
  }

  notice(words) {
    this.#show('notice', 'status', icon('info'), element('span', {}, words));
  }

  error(words) {
    this.#show('error', 'alert', icon('warning'), element('span', {}, words || text('somethingWrong')));
  }

  linkRefused() {
    this.error(text('linkRefused'));
  }

  popUpBlocked() {
    this.error(text('signInBlocked'));
  }

  /** Asks to sign in; `open` opens the window and says whether the browser allowed it. */
  signIn(title, open) {
    const words = element('span', {}, text('signInNeeded'));
    const press = () => {
      const isOpen = open();
      words.textContent = isOpen ? text('signInWaiting') : text('signInBlocked');
      if (isOpen) button.textContent = text('signInAgain');
    };
    const button = element(
      'button',
      { type: 'button', class: 'primary', on: { click: press } },
      title || text('signIn'),
    );
    this.#show('sign-in', 'status', icon('key'), words, button);
  }

  #show(kind, role, ...content) {
    const dismiss = element(
      'button',
      {
        type: 'button',
        class: 'icon-button',
        'aria-label': text('dismiss'),
        on: { click: () => this.clear() },
      },
      icon('close'),
    );
    this.element.replaceChildren(element('div', { class: `status-line ${kind}`, role }, ...content, dismiss));
  }
}
