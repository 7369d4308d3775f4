import { element } from '../element.js';
import { icon } from '../icons.js';
import { text } from '../text.js';
import { currentTheme, onThemeOfSystem, toggleTheme } from '../theme.js';

/** The bar on top: what this is, the switches, the theme. */
export function topBar({ onSwitches }) {
  return element(
    'header',
    { class: 'top-bar' },
    element('img', { src: 'icon.svg', alt: '', width: 24, height: 24 }),
    element('h1', {}, text.product),
    element('p', {}, text.tagline),
    element(
      'button',
      { type: 'button', class: 'bar-button', 'aria-haspopup': 'dialog', on: { click: onSwitches } },
      icon('sliders'),
      element('span', {}, text.switches),
    ),
    themeButton(),
  );
}

function themeButton() {
  const button = element('button', { type: 'button', class: 'icon-button theme' });
  const show = (theme) => {
    const label = theme === 'dark' ? text.themeToLight : text.themeToDark;
    button.setAttribute('aria-label', label);
    button.title = label;
    button.replaceChildren(icon(theme === 'dark' ? 'sun' : 'moon'));
  };
  button.addEventListener('click', () => show(toggleTheme()));
  onThemeOfSystem(show);
  show(currentTheme());
  return button;
}
