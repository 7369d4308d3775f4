import { element } from '../element.js';
import { icon } from '../icons.js';
import { chooseLanguage, LANGUAGES, language, text } from '../text.js';
import { currentTheme, nextTheme, onThemeOfSystem } from '../theme.js';

/** What the button of each theme leads to. */
const THEME_AFTER = {
  light: { label: 'toDark', icon: 'moon' },
  dark: { label: 'toContrast', icon: 'contrast' },
  contrast: { label: 'toLight', icon: 'sun' },
};

/** The bar on top: what this is, the switches, the page's language and its theme. */
export function topBar({ onSwitches }) {
  return element(
    'header',
    { class: 'top-bar' },
    element('img', { src: 'icon.svg', alt: '', width: 24, height: 24 }),
    element('h1', {}, text('product')),
    element('p', {}, text('tagline')),
    element(
      'button',
      { type: 'button', class: 'bar-button', 'aria-haspopup': 'dialog', on: { click: onSwitches } },
      icon('sliders'),
      element('span', {}, text('switches')),
    ),
    languagePicker(),
    themeButton(),
  );
}

function languagePicker() {
  const options = Object.entries(LANGUAGES).map(([tag, name]) =>
    element('option', { value: tag, selected: tag === language, lang: tag }, name),
  );
  const picker = element('select', { class: 'language', 'aria-label': text('language') }, ...options);
  picker.addEventListener('change', () => chooseLanguage(picker.value));
  return picker;
}

function themeButton() {
  const button = element('button', { type: 'button', class: 'icon-button theme' });
  const show = (theme) => {
    const next = THEME_AFTER[theme];
    const label = text(`theme.${next.label}`);
    button.setAttribute('aria-label', label);
    button.title = label;
    button.replaceChildren(icon(next.icon));
  };
  button.addEventListener('click', () => show(nextTheme()));
  onThemeOfSystem(show);
  show(currentTheme());
  return button;
}
