const NAMESPACE = 'http://www.w3.org/2000/svg';

/** Drawn on a grid of 20 by 20 with a line of 1.5. */
const PATHS = {
  chat: 'M3 9.5C3 6 6 3.5 10 3.5s7 2.5 7 6-3 6-7 6c-1 0-2-.2-2.9-.5L3.5 16.5l.9-3A5.7 5.7 0 0 1 3 9.5z',
  people:
    'M7.5 9.5a2.75 2.75 0 1 0 0-5.5 2.75 2.75 0 0 0 0 5.5zM2.5 16c0-2.5 2-4 5-4s5 1.5 5 4M13 9.5a2.25 2.25 0 1 0-.5-4.4M14.5 12.2c1.9.4 3 1.8 3 3.8',
  channel: 'M8 3.5 6.5 16.5M13.5 3.5 12 16.5M3.5 7.5h14M2.5 12.5h14',
  send: 'M3 3.5 17.5 10 3 16.5 5 10zM5 10h6',
  sun: 'M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM10 2v1.5M10 16.5V18M2 10h1.5M16.5 10H18M4.3 4.3l1.1 1.1M14.6 14.6l1.1 1.1M4.3 15.7l1.1-1.1M14.6 5.4l1.1-1.1',
  moon: 'M16.5 12.2A7 7 0 0 1 7.8 3.5a7 7 0 1 0 8.7 8.7z',
  contrast: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 3v14M12 4.5v11M14 6v8',
  sliders: 'M3 6h8M15 6h2M3 14h2M9 14h8M13 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM7 16a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  down: 'm5 7.5 5 5 5-5',
  copy: 'M7.5 3.5h7a2 2 0 0 1 2 2v7M5.5 6.5h6a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2h-6a2 2 0 0 1-2-2v-6a2 2 0 0 1 2-2z',
  check: 'm4 10.5 4 4 8-9',
  close: 'm5 5 10 10M15 5 5 15',
  reply: 'M8 5 3.5 9.5 8 14M4 9.5h7.5c3 0 5 2 5 5.5',
  pencil: 'm4 13 8.5-8.5a1.8 1.8 0 0 1 2.6 0l.4.4a1.8 1.8 0 0 1 0 2.6L7 16l-3.5.5z',
  cloud: 'M6 15.5a3.5 3.5 0 0 1-.4-7A4.7 4.7 0 0 1 14.7 9h.3a3.25 3.25 0 0 1 0 6.5z',
  key: 'M12.5 11.5a4 4 0 1 0-3.7-2.6L3.5 14.2V16.5h2.5V15h2v-2h1.3l1-1.1c.7-.3 1.4-.4 2.2-.4zM13.5 6.5h.01',
  warning: 'M10 3.5 17.5 16.5h-15zM10 8.5v3.5M10 14.2v.01',
  pulse: 'M2.5 10.5h3l2-6 4 11.5 2.5-8 1 2.5h2.5',
  scales: 'M10 3v13.5M6.5 16.5h7M4 6l6-1.5L16 6M4 6 2 11h4zM16 6l-2 5h4z',
  info: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM10 9v4.5M10 6.5v.01',
};

/** An icon as inline SVG, hidden from screen readers. */
export function icon(name) {
  const svg = document.createElementNS(NAMESPACE, 'svg');
  svg.setAttribute('viewBox', '0 0 20 20');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', 'icon');
  const path = document.createElementNS(NAMESPACE, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}
