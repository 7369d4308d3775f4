import { avatar } from '../avatar.js';
import { element } from '../element.js';
import { text } from '../text.js';

/**
 * What stands in a conversation without messages.
 * @param conversation `{ person, place, botName }`; `act` offers `say(words)` and `addApp()`
 */
export function emptyState({ person, place, botName }, act) {
  if (place.kind === 'personal' && !person.hasApp) return appMissing({ person, botName }, act);
  const words = wordsFor(place, botName);
  const suggestions = place.kind === 'personal' ? text.suggestions : [];
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
  const button = element('button', { type: 'button', class: 'primary' }, text.addApp);
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
    element('h3', {}, text.appMissingTitle(person.name)),
    element('p', {}, text.appMissing(botName)),
    button,
  );
}

function wordsFor({ kind, title }, botName) {
  switch (kind) {
    case 'personal':
      return { title: text.emptyPersonalTitle(botName), text: text.emptyPersonal };
    case 'groupChat':
      return { title: text.emptyGroupTitle(title), text: text.emptyGroup(botName) };
    default:
      return { title: text.emptyChannelTitle(title), text: text.emptyChannel(botName) };
  }
}
