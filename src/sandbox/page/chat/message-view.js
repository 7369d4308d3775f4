import { avatar } from '../avatar.js';
import { element } from '../element.js';
import { text } from '../text.js';
import { momentOf, timeOf } from '../time.js';
import { messageText } from './message-text.js';

/**
 * One message on one person's screen. The element stays the same for its whole life, so that an update of the message
 * changes only what is different.
 */
export class MessageView {
  element = element('article', { class: 'message' });
  message;
  #context;
  #body = element('div', { class: 'bubble' });
  #cards = [];
  #cardBox = element('div', { class: 'cards' });
  #edited = element('span', { class: 'edited' });

  /**
   * @param context `{ ownKey, botName, createCard }`: whose messages stand on the right, if anybody's;
   * `createCard(message, index)` makes an empty `CardView`
   */
  constructor(message, context) {
    this.#context = context;
    const { from, at } = message;
    const isOwn = context.ownKey !== null && from.key === context.ownKey;
    this.element.classList.toggle('own', isOwn);
    this.element.classList.toggle('from-bot', from.isBot);
    this.element.dataset.messageId = message.id;
    this.element.setAttribute('aria-label', text('messageFrom', { name: from.name, time: timeOf(at) }));
    this.element.append(
      avatar(from.name, from),
      element(
        'header',
        { class: 'byline' },
        element('bdi', { class: 'author' }, from.name),
        from.isBot && element('span', { class: 'badge' }, text('app')),
        element('time', { dateTime: at, title: momentOf(at) }, timeOf(at)),
        this.#edited,
      ),
      this.#body,
      this.#cardBox,
    );
    this.update(message);
  }

  /** Shows a newer state of the same message. */
  update(message) {
    this.message = message;
    this.#edited.textContent = message.isUpdated && !message.from.isBot ? text('edited') : '';
    this.element.classList.toggle('deleted', message.isDeleted);
    const words = message.isDeleted ? element('em', {}, text('deleted')) : this.#words(message);
    this.#body.hidden = !words;
    this.#body.replaceChildren(...(words ? [words] : []));
    this.#showCards(message.isDeleted ? [] : message.cards);
  }

  /** Whether the name above is the same person's, not long ago: then it is not repeated. */
  follows(previous) {
    this.element.classList.toggle('follows', previous);
  }

  #words(message) {
    return message.text ? messageText(message, this.#context.botName) : null;
  }

  #showCards(cards) {
    while (this.#cards.length > cards.length) this.#cards.pop().element.remove();
    while (this.#cards.length < cards.length) {
      const view = this.#context.createCard(this.message, this.#cards.length);
      this.#cards.push(view);
      this.#cardBox.append(view.element);
    }
    cards.forEach((card, index) => {
      this.#cards[index].show(card);
    });
    this.#cardBox.hidden = cards.length === 0;
  }
}
