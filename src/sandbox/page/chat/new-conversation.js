import { element } from '../element.js';
import { icon } from '../icons.js';
import { text } from '../text.js';
import { Compose } from './compose.js';

/** Channels begin with a button, as in Teams, so that a reply does not start a thread by mistake. */
export function newConversation(say, botName) {
  const box = element('div', { class: 'new-conversation' });
  const showButton = (takesFocus) => {
    const button = element(
      'button',
      { type: 'button', class: 'primary', on: { click: showCompose } },
      icon('pencil'),
      text('newConversation'),
    );
    box.replaceChildren(button);
    if (takesFocus) button.focus();
  };
  const showCompose = () => {
    const close = () => showButton(true);
    const compose = new Compose(say, { label: text('writePost'), botName, onCancel: close });
    const cancel = element(
      'button',
      { type: 'button', class: 'quiet', on: { click: close } },
      text('cancel'),
    );
    box.replaceChildren(compose.element, cancel);
    compose.focus();
  };
  showButton(false);
  return box;
}
