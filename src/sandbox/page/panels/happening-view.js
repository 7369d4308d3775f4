import { element } from '../element.js';
import { icon } from '../icons.js';
import { text } from '../text.js';
import { exactTimeOf, momentOf } from '../time.js';
import { sidesView } from './happening-sides.js';

const LANE_ICONS = {
  activity: 'chat',
  decision: 'scales',
  message: 'send',
  token: 'key',
  exchange: 'cloud',
};

/** One thing that happened: a line that opens to what was said, and beside it the request that it is about. */
export class HappeningView {
  element = element('div');
  #loadSides;
  #onRequest;
  #summary = element('summary');
  #details = element('details', {}, this.#summary);
  #number;

  /** @param hooks `loadSides(number)`; `onRequest(id)` when somebody wants to see only one request */
  constructor(happening, { loadSides, onRequest }) {
    this.#loadSides = loadSides;
    this.#onRequest = onRequest;
    this.element.append(this.#details);
    this.#details.addEventListener('toggle', () => {
      if (this.#details.open) void this.#open();
    });
    this.update(happening);
  }

  /** Shows what became of it. */
  update(happening) {
    const { number, at, lane, words, isBackground, requestId, outcome, isGood } = happening;
    this.#number = number;
    this.element.className = `happening lane-${lane}${isBackground ? ' background' : ''}`;
    this.#summary.replaceChildren(
      element('time', { dateTime: at, title: momentOf(at) }, exactTimeOf(at)),
      element('span', { class: 'lane' }, icon(LANE_ICONS[lane]), text(`lane.${lane}`)),
      element('span', { class: 'happening-words', dir: 'auto' }, words),
      ...(outcome ? [badge(outcome, isGood)] : []),
    );
    this.element.querySelector('.request-mark')?.remove();
    if (requestId) this.element.append(this.#mark(requestId));
    if (this.#details.open) void this.#open();
  }

  #mark(requestId) {
    const press = () => this.#onRequest(requestId);
    const label = text('onlyRequest', { id: requestId });
    return element(
      'button',
      { type: 'button', class: 'request-mark', title: label, 'aria-label': label, on: { click: press } },
      requestId,
    );
  }

  async #open() {
    const sides = await this.#loadSides(this.#number).catch(() => null);
    this.#details.replaceChildren(this.#summary, ...sidesView(sides));
  }
}

function badge(outcome, isGood) {
  return element(
    'span',
    { class: `status ${isGood ? 'good' : 'bad'}` },
    isGood ? null : icon('warning'),
    outcome,
  );
}
