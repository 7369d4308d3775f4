const light = palette({
  plain: ['#ff242424', '#ff616161'],
  accent: ['#ff4f52b2', '#ff4f52b2'],
  good: ['#ff0b5a0b', '#ff0e700e'],
  warning: ['#ff8a3707', '#ff8a3707'],
  attention: ['#ffb10e1c', '#ffb10e1c'],
});

const dark = palette({
  plain: ['#ffffffff', '#ffc7c7c7'],
  accent: ['#ffb5b9ff', '#ffb5b9ff'],
  good: ['#ff7fd17f', '#ff7fd17f'],
  warning: ['#ffffb98a', '#ffffb98a'],
  attention: ['#fff1a1a8', '#fff1a1a8'],
});

const contrast = palette({
  plain: ['#ffffffff', '#ffffffff'],
  accent: ['#ff1aebff', '#ff1aebff'],
  good: ['#ff3ff23f', '#ff3ff23f'],
  warning: ['#ffffff01', '#ffffff01'],
  attention: ['#ffffb3b3', '#ffffb3b3'],
});

/**
 * Colors that are laid over Teams' own where those cannot be read: each is at least 4.5 to 1 on every background here, and 7 to 1 in high
 * contrast.
 * The backgrounds are those of today's Teams.
 */
export const accessibleColors = {
  light: {
    separator: { lineColor: '#e0e0e0' },
    containerStyles: styles(light, {
      default: ['#ffffff', '#e0e0e0'],
      emphasis: ['#f5f5f5', '#e0e0e0'],
      accent: ['#ebebfa', '#c5c7f1'],
      good: ['#e9f6e9', '#9fd89f'],
      warning: ['#fff4e5', '#f3c99b'],
      attention: ['#fdf0f1', '#eeacb2'],
    }),
  },
  dark: {
    separator: { lineColor: '#474747' },
    containerStyles: styles(dark, {
      default: ['#292929', '#525252'],
      emphasis: ['#1f1f1f', '#525252'],
      accent: ['#2f2f4a', '#5b5fc7'],
      good: ['#0d2b0d', '#1f6b1f'],
      warning: ['#3a1e08', '#8a4a12'],
      attention: ['#3b1216', '#8f2b33'],
    }),
  },
  contrast: {
    separator: { lineColor: '#ffffff' },
    containerStyles: styles(contrast, {
      default: ['#000000', '#ffffff'],
      emphasis: ['#000000', '#ffffff'],
      accent: ['#000000', '#ffffff'],
      good: ['#002b00', '#3ff23f'],
      warning: ['#2b2b00', '#ffff01'],
      attention: ['#3b0000', '#ffb3b3'],
    }),
  },
};

function palette({ plain, ...named }) {
  const pair = ([color, subtle]) => ({ default: color, subtle });
  const colors = Object.entries(named).map(([name, both]) => [name, pair(both)]);
  return { default: pair(plain), ...Object.fromEntries(colors) };
}

function styles(foregroundColors, backgrounds) {
  const all = Object.entries(backgrounds).map(([name, [backgroundColor, borderColor]]) => [
    name,
    { backgroundColor, borderColor, foregroundColors },
  ]);
  return Object.fromEntries(all);
}
