import { accessibleColors } from './accessible-colors.js';
import { engine } from './card-engine.js';

/** Each theme by the configuration of Teams that it is made of. */
const BASES = { light: 'light', dark: 'dark', contrast: 'dark' };

/**
 * Loads Teams' host configurations. Colors become CSS variables, so that a change of theme repaints the cards on
 * screen without drawing them again, and nothing that was typed is lost.
 */
export async function loadHostConfig() {
  const [light, dark, contrast] = await Promise.all(Object.keys(BASES).map(loadTheme));
  const colors = [];
  const strongColors = [];
  const shared = withVariables({ light, dark }, colors);
  withVariables({ light: contrast, dark: contrast }, strongColors);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    `:root { ${colors.join(' ')} } :root[data-theme="contrast"] { ${strongColors.join(' ')} }`,
  );
  document.adoptedStyleSheets.push(sheet);
  return new engine.HostConfig(shared);
}

async function loadTheme(theme) {
  const response = await fetch(`/vendor/microsoft-teams-${BASES[theme]}.json`);
  const config = await response.json();
  const merged = merge(config, accessibleColors[theme]);
  merged.fontTypes.default.fontFamily = 'var(--font)';
  merged.fontTypes.monospace.fontFamily = 'var(--font-code)';
  merged.textBlock = { headingLevel: 3 };
  merged.factSet.title.wrap = true;
  merged.factSet.value.wrap = true;
  return merged;
}

function merge(base, over) {
  if (over === undefined) return base;
  if (typeof over !== 'object') return over;
  const keys = new Set([...Object.keys(base ?? {}), ...Object.keys(over)]);
  return Object.fromEntries([...keys].map((key) => [key, merge(base?.[key], over[key])]));
}

/** The configuration with `var(--ac-…)` for each color; what these stand for in each theme goes to `colors`. */
function withVariables({ light, dark }, colors, path = 'ac') {
  if (typeof light === 'string' && light.startsWith('#')) {
    colors.push(`--${path}: light-dark(${toCss(light)}, ${toCss(dark ?? light)});`);
    return `var(--${path})`;
  }
  if (typeof light !== 'object' || light === null || Array.isArray(light)) return light;
  const entries = Object.entries(light).map(([key, value]) => [
    key,
    withVariables({ light: value, dark: dark?.[key] }, colors, `${path}-${key}`),
  ]);
  return Object.fromEntries(entries);
}

/** Host configurations write `#AARRGGBB`, CSS wants `#RRGGBBAA`. */
function toCss(color) {
  return color.length === 9 ? `#${color.slice(3)}${color.slice(1, 3)}` : color;
}
