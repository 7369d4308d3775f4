import { remember, remembered } from './remember.js';

const systemIsDark = matchMedia('(prefers-color-scheme: dark)');

/** The theme on screen: the remembered one, else the system's. */
export function currentTheme() {
  return remembered('theme', null) ?? (systemIsDark.matches ? 'dark' : 'light');
}

/** Switches to the other theme and remembers it. */
export function toggleTheme() {
  const next = currentTheme() === 'dark' ? 'light' : 'dark';
  remember('theme', next);
  document.documentElement.dataset.theme = next;
  return next;
}

/** Calls back when the system's theme changes and none is remembered. */
export function onThemeOfSystem(listener) {
  systemIsDark.addEventListener('change', () => listener(currentTheme()));
}
