import { element } from '../element.js';
import { icon } from '../icons.js';
import { text } from '../text.js';

/** The box in which a message is typed. Enter sends, Shift and Enter begins a line. */
export class Compose {
  element;
  #send;
  #field;
  #mention;
  #problem = element('p', { class: 'problem', role: 'alert', hidden: true });

  /**
   * @param send gets `{text, mention}`; a rejection leaves the words in the box and says so
   * @param options `label` of the field; `botName` when a mention is needed here; `onCancel` for Escape
   */
  constructor(send, { label, botName = null, onCancel = null }) {
    this.#send = send;
    this.#mention = botName === null ? null : mentionToggle(botName);
    this.#field = element('textarea', {
      rows: 1,
      placeholder: label,
      'aria-label': label,
      dir: 'auto',
      maxLength: 10_000,
      on: { keydown: (event) => this.#pressed(event, onCancel) },
    });
    const sendButton = element(
      'button',
      { type: 'submit', class: 'icon-button send', 'aria-label': text('send'), title: text('send') },
      icon('send'),
    );
    const submit = (event) => {
      event.preventDefault();
      void this.#submit();
    };
    this.element = element(
      'form',
      { class: 'compose', on: { submit } },
      this.#mention?.element,
      element('div', { class: 'compose-box' }, this.#field, sendButton),
      this.#problem,
    );
  }

  focus() {
    this.#field.focus();
  }

  #pressed(event, onCancel) {
    // While a Japanese word is being chosen, Enter belongs to the input method.
    if (event.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      void this.#submit();
    } else if (event.key === 'Escape' && onCancel) {
      event.stopPropagation();
      onCancel();
    }
  }

  async #submit() {
    const words = this.#field.value.trim();
    if (!words) return;
    this.#field.value = '';
    this.#problem.hidden = true;
    try {
      await this.#send({ text: words, mention: this.#mention?.isOn() ?? false });
    } catch (error) {
      if (this.#field.value === '') this.#field.value = words;
      this.#problem.textContent = `${text('notSent')} ${error.message}`;
      this.#problem.hidden = false;
    }
  }
}

/** On from the start, because the bot hears nothing else in groups and channels. */
function mentionToggle(botName) {
  const hint = element('span', { class: 'mention-hint', role: 'status' });
  const button = element(
    'button',
    {
      type: 'button',
      class: 'mention-toggle',
      'aria-pressed': 'true',
      title: text('mention', { bot: botName }),
    },
    `@${botName}`,
  );
  const isOn = () => button.getAttribute('aria-pressed') === 'true';
  button.addEventListener('click', () => {
    button.setAttribute('aria-pressed', String(!isOn()));
    hint.textContent = isOn() ? '' : text('mentionOff', { bot: botName });
  });
  return { element: element('div', { class: 'mention-row' }, button, hint), isOn };
}
