/**
 * Runs in the page: draws cards as the sandbox does, in frames as narrow as a phone's, and says what is wrong with how
 * they look.
 */
const WIDTH = 360;
let leastContrast = 4.5;
const LEAST_TARGET = 24;

/** Draws the cards; `globalThis.drawn` are their views by name. */
globalThis.drawCards = async (cards) => {
  const { CardView } = await import('/cards/card-view.js');
  const { prepareEngine } = await import('/cards/card-engine.js');
  const { loadHostConfig } = await import('/cards/host-config.js');
  if (!globalThis.hostConfig) {
    prepareEngine();
    globalThis.hostConfig = await loadHostConfig();
  }
  const hooks = { search: async () => [], execute: async () => ({}), submit: async () => ({}) };
  const board = document.querySelector('.board');
  board.replaceChildren();
  globalThis.drawn = cards.map(({ name, card }) => {
    const view = new CardView({ hostConfig: globalThis.hostConfig, viewerId: 'nobody', hooks });
    const { refresh: _, ...still } = card;
    view.show(still);
    const figure = document.createElement('figure');
    const caption = document.createElement('figcaption');
    caption.textContent = name;
    figure.append(caption, view.element);
    board.append(figure);
    return { name, element: view.element };
  });
  await document.fonts.ready;
};

/** How each card is built: its elements without the lines of a text, and what acts among them. */
globalThis.buildOfCards = () =>
  globalThis.drawn.map(({ name, element }) => ({
    name,
    elements: [...element.querySelectorAll('*')]
      .map(({ tagName }) => tagName)
      .filter((tag) => !['P', 'BR'].includes(tag)),
    links: [...element.querySelectorAll('[href], [src], [onclick], [onerror]')].map(
      ({ outerHTML }) => outerHTML,
    ),
    words: element.innerText,
  }));

/** A message of the bot as the sandbox shows it. */
globalThis.buildOfMessage = async (words) => {
  const { messageText } = await import('/chat/message-text.js');
  const box = messageText({ text: words, textFormat: 'markdown' }, 'License Desk');
  document.querySelector('.board').replaceChildren(box);
  return { elements: [...box.querySelectorAll('*')].map(({ tagName }) => tagName), words: box.innerText };
};

/** What is wrong with the cards as they are drawn, closed and with everything opened that can be. */
globalThis.findFlaws = (least = 4.5) => {
  leastContrast = least;
  return globalThis.drawn.flatMap(({ name, element }) => {
    const flaws = flawsOf(element).map((flaw) => `${name}: ${flaw}`);
    for (const button of element.querySelectorAll('button[aria-expanded=false]')) {
      button.click();
      flaws.push(...flawsOf(element).map((flaw) => `${name}, “${button.textContent}” opened: ${flaw}`));
      button.click();
    }
    return flaws;
  });
};

function flawsOf(card) {
  const texts = textsOf(card);
  return [
    ...wider(card),
    ...texts.flatMap(cut),
    ...overlaps(texts),
    ...texts.flatMap(pale),
    ...hints(card),
    ...small(card),
    ...(card.textContent.includes('${') ? ['an unbound ${'] : []),
  ];
}

/** The visible texts of a card, with where they stand. */
function textsOf(card) {
  const walker = document.createTreeWalker(card, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    if (node.data.trim() === '' || element.closest('select, .spoken') || !element.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    texts.push({ words: node.data.trim(), element, boxes: [...range.getClientRects()] });
  }
  return texts;
}

function wider(card) {
  const frame = card.getBoundingClientRect();
  const found = [...card.querySelectorAll('*')].filter((element) => {
    const { left, right, width } = element.getBoundingClientRect();
    return width > 1 && element.checkVisibility() && (left < frame.left - 1 || right > frame.right + 1);
  });
  const flaws = found.length > 0 ? [`wider than the card: ${told(found[0])}`] : [];
  return frame.width === WIDTH ? flaws : [...flaws, `the card is ${frame.width} px wide`];
}

/** Whether something that holds the text shows only a part of it. */
function cut({ words, element, boxes }) {
  for (let holder = element; holder; holder = holder.matches('.card') ? null : holder.parentElement) {
    const { overflow, textOverflow } = getComputedStyle(holder);
    if (overflow === 'visible' && textOverflow !== 'ellipsis') continue;
    const room = holder.getBoundingClientRect();
    const isOut = boxes.some(
      (box) => box.bottom > room.bottom + 2 || box.right > room.right + 1 || box.top < room.top - 2,
    );
    if (isOut) return [`cut: “${words}”`];
  }
  return [];
}

function overlaps(texts) {
  const boxes = texts.flatMap(({ words, element, boxes }) => boxes.map((box) => ({ words, element, box })));
  for (const [index, one] of boxes.entries()) {
    const other = boxes
      .slice(index + 1)
      .find((another) => another.element !== one.element && meet(one.box, another.box));
    if (other) return [`“${one.words}” lies over “${other.words}”`];
  }
  return [];
}

function meet(one, other) {
  const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  return width > 2 && height > 4;
}

function pale({ words, element }) {
  const ratio = contrast(colorOf(getComputedStyle(element).color), backgroundOf(element));
  return ratio < leastContrast ? [`contrast ${ratio.toFixed(2)}: “${words}”`] : [];
}

/** What stands in an empty field has to fit, and to be readable. */
function hints(card) {
  return [...card.querySelectorAll('input[placeholder], textarea[placeholder]')].flatMap((field) => {
    if (!field.checkVisibility() || !field.placeholder) return [];
    const color = colorOf(getComputedStyle(field, '::placeholder').color);
    const ratio = contrast(color, backgroundOf(field));
    const pen = document.createElement('canvas').getContext('2d');
    const style = getComputedStyle(field);
    pen.font = style.font;
    const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const isCut = field.tagName === 'INPUT' && pen.measureText(field.placeholder).width > room + 1;
    return [
      ...(ratio < leastContrast ? [`contrast ${ratio.toFixed(2)} of the hint “${field.placeholder}”`] : []),
      ...(isCut ? [`cut: the hint “${field.placeholder}”`] : []),
    ];
  });
}

/** A box to tick is as large as its line, which ticks it too. */
function small(card) {
  const targets = [...card.querySelectorAll('button, a[href], input, select, textarea, [role=button]')];
  return targets.flatMap((target) => {
    if (!target.checkVisibility()) return [];
    const { width, height } = target.getBoundingClientRect();
    const line = target.matches('[type=checkbox], [type=radio]')
      ? target.parentElement.getBoundingClientRect()
      : { height: 0 };
    const isLink = target.matches('a') && getComputedStyle(target).display === 'inline';
    const isLarge =
      Math.max(height, line.height) >= LEAST_TARGET && Math.max(width, line.width ?? 0) >= LEAST_TARGET;
    return isLarge || isLink
      ? []
      : [`${Math.round(width)} × ${Math.round(height)} px to press: ${told(target)}`];
  });
}

function told(element) {
  return `<${element.tagName.toLowerCase()} class="${element.className}"> ${element.textContent.slice(0, 60)}`;
}

/** The color behind an element: all that is transparent lies over what is behind it. */
function backgroundOf(element) {
  const layers = [];
  for (let at = element; at; at = at.parentElement)
    layers.push(colorOf(getComputedStyle(at).backgroundColor));
  return layers.reverse().reduce((below, above) => laidOver(above, below), [255, 255, 255, 1]);
}

function laidOver([red, green, blue, alpha], below) {
  const mix = (channel, other) => channel * alpha + other * (1 - alpha);
  return [mix(red, below[0]), mix(green, below[1]), mix(blue, below[2]), 1];
}

function contrast(color, background) {
  const [one, other] = [luminance(laidOver(color, background)), luminance(background)];
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

function luminance(color) {
  const [red, green, blue] = color.slice(0, 3).map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const pixel = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', {
  willReadFrequently: true,
});

/** A computed color in whatever notation, as red, green, blue and alpha. */
function colorOf(css) {
  pixel.clearRect(0, 0, 1, 1);
  pixel.fillStyle = css;
  pixel.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = pixel.getImageData(0, 0, 1, 1).data;
  return [red, green, blue, alpha / 255];
}
