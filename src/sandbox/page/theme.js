import { remember, remembered } from './remember.js';

const THEMES = ['light', 'dark', 'contrast'];

const systemIsDark = matchMedia('(prefers-color-scheme: dark)');

/** The theme on screen: the remembered one, else the system's. */
export function currentTheme() {
  const theme = remembered('theme', null);
  if (THEMES.includes(theme)) return theme;
  return systemIsDark.matches ? 'dark' : 'light';
}

/** Switches to the next theme and remembers it. */
export function nextTheme() {
  const next = THEMES[(THEMES.indexOf(currentTheme()) + 1) % THEMES.length];
  remember('theme', next);
  document.documentElement.dataset.theme = next;
  return next;
}

/** Calls back when the system's theme changes and none is remembered. */
export function onThemeOfSystem(listener) {
  systemIsDark.addEventListener('change', () => listener(currentTheme()));
}
