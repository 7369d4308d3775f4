import { avatar } from '../avatar.js';
import { element } from '../element.js';
import { text } from '../text.js';

const SUGGESTIONS = ['request', 'mine', 'help'];

/**
 * What stands in a conversation without messages.
 * @param conversation `{ person, place, botName }`; `act` offers `say(words)` and `addApp()`
 */
export function emptyState({ person, place, botName }, act) {
  if (place.kind === 'personal' && !person.hasApp) return appMissing({ person, botName }, act);
  const words = wordsFor(place, botName);
  const suggestions = place.kind === 'personal' ? SUGGESTIONS.map((name) => text(`suggestion.${name}`)) : [];
  return element(
    'div',
    { class: 'empty' },
    avatar(botName, { isBot: true }),
    element('h3', {}, words.title),
    element('p', {}, words.text),
    element(
      'div',
      { class: 'suggestions' },
      ...suggestions.map((suggestion) =>
        element('button', { type: 'button', on: { click: () => act.say(suggestion) } }, suggestion),
      ),
    ),
  );
}

function appMissing({ person, botName }, act) {
  const button = element('button', { type: 'button', class: 'primary' }, text('addApp'));
  button.addEventListener('click', () => {
    button.disabled = true;
    act.addApp().finally(() => {
      button.disabled = false;
    });
  });
  return element(
    'div',
    { class: 'empty' },
    avatar(botName, { isBot: true }),
    element('h3', {}, text('appMissingTitle', { name: person.name })),
    element('p', {}, text('appMissing', { bot: botName })),
    button,
  );
}

function wordsFor({ kind, title }, botName) {
  switch (kind) {
    case 'personal':
      return { title: text('empty.personalTitle', { bot: botName }), text: text('empty.personal') };
    case 'groupChat':
      return { title: text('empty.groupTitle', { title }), text: text('empty.group', { bot: botName }) };
    default:
      return { title: text('empty.channelTitle', { title }), text: text('empty.channel', { bot: botName }) };
  }
}
