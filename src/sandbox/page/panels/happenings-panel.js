import { element } from '../element.js';
import { icon } from '../icons.js';
import { remember, remembered } from '../remember.js';
import { text } from '../text.js';
import { HappeningView } from './happening-view.js';

const KEPT = 400;
const NEAR = 60;

/**
 * What just happened, in order: what came from Teams, what License Desk made of it, what went to Teams, Entra ID and
 * Partner Center. On a wide screen a drawer at the bottom, on a small one a tab.
 */
export class HappeningsPanel {
  id = 'happenings';
  title = text('happeningsTab');
  element;
  #api;
  #onNews;
  #happenings = new Map();
  #views = new Map();
  #onlyRequest = null;
  #latest = element('span', { class: 'latest' });
  #list = element('div', {
    class: 'happening-list',
    role: 'log',
    'aria-label': text('happenings'),
    tabIndex: 0,
  });
  #background = toggle(() => this.#toggleBackground());
  #only = element('button', { type: 'button', class: 'toggle only', hidden: true });
  #toggle;

  constructor(api, onNews) {
    this.#api = api;
    this.#onNews = onNews;
    this.#background.setAttribute('aria-pressed', String(remembered('shows-background', false)));
    this.#only.addEventListener('click', () => this.#showOnly(null));
    this.#toggle = this.#makeToggle();
    const filters = element('div', { class: 'filters' }, this.#background, this.#only);
    const body = element('div', { class: 'drawer-body', id: 'happenings-body' }, filters, this.#list);
    this.element = element(
      'section',
      { class: 'drawer', id: 'pane-happenings', 'aria-label': text('happenings') },
      element('h2', { class: 'spoken' }, text('happenings')),
      this.#toggle,
      body,
    );
    this.#setOpen(remembered('happenings-open', false));
  }

  /** Loads what there is and listens for more. */
  start() {
    this.#draw();
    const source = new EventSource('/api/happenings/events');
    source.addEventListener('open', () => void this.#load());
    source.addEventListener('happening', ({ data }) => this.#take(JSON.parse(data)));
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) void this.#load();
    });
  }

  /** The panel came to the front of a small screen. */
  scrollToEnd() {
    this.#list.scrollTop = this.#list.scrollHeight;
  }

  #makeToggle() {
    const press = () => this.#setOpen(!this.#isOpen());
    return element(
      'button',
      { type: 'button', class: 'drawer-toggle', 'aria-controls': 'happenings-body', on: { click: press } },
      icon('pulse'),
      element('span', { class: 'drawer-title' }, text('happenings')),
      this.#latest,
      icon('down'),
    );
  }

  async #load() {
    const { happenings } = await this.#api.happenings().catch(() => ({ happenings: null }));
    if (!happenings) return;
    const kept = new Set(happenings.map(({ number }) => number));
    for (const number of this.#happenings.keys()) if (!kept.has(number)) this.#forget(number);
    for (const happening of happenings) this.#keep(happening);
    this.#draw();
    this.scrollToEnd();
  }

  #take(happening) {
    const isNew = !this.#happenings.has(happening.number);
    this.#keep(happening);
    while (this.#happenings.size > KEPT) this.#forget(this.#happenings.keys().next().value);
    this.#draw();
    if (isNew && !happening.isBackground) this.#onNews();
  }

  #keep(happening) {
    this.#happenings.set(happening.number, happening);
    this.#views.get(happening.number)?.update(happening);
  }

  #forget(number) {
    this.#happenings.delete(number);
    this.#views.get(number)?.element.remove();
    this.#views.delete(number);
  }

  /** Only what is not yet on screen is added, so that what a person opened stays open. */
  #draw() {
    const { scrollTop, scrollHeight, clientHeight } = this.#list;
    const wasAtEnd = scrollHeight - scrollTop - clientHeight < NEAR;
    const all = inOrder([...this.#happenings.values()]);
    const shown = all.filter((happening) => this.#isShown(happening));
    this.#drawFilters(all);
    const rows = shown.map((happening) => this.#view(happening).element);
    if (rows.length === 0) rows.push(element('p', { class: 'nothing' }, text('happeningsEmpty')));
    place(this.#list, rows);
    const last = all.filter(({ isBackground }) => !isBackground).at(-1);
    this.#latest.textContent = last ? `${text(`lane.${last.lane}`)}: ${last.words}` : '';
    if (wasAtEnd) this.scrollToEnd();
  }

  #drawFilters(all) {
    const count = all.filter(({ isBackground }) => isBackground).length;
    this.#background.textContent = text('showBackground', { count });
    this.#background.hidden = count === 0;
    this.#only.hidden = this.#onlyRequest === null;
    if (this.#onlyRequest)
      this.#only.replaceChildren(text('showsOnly', { id: this.#onlyRequest }), icon('close'));
  }

  #isShown({ isBackground, requestId }) {
    if (this.#onlyRequest) return requestId === this.#onlyRequest;
    return !isBackground || this.#showsBackground();
  }

  #view(happening) {
    const { number } = happening;
    if (!this.#views.has(number)) {
      const hooks = {
        loadSides: async (of) => (await this.#api.happeningSides(of)).sides,
        onRequest: (id) => this.#showOnly(id),
      };
      this.#views.set(number, new HappeningView(happening, hooks));
    }
    return this.#views.get(number);
  }

  #showOnly(requestId) {
    this.#onlyRequest = requestId;
    this.#draw();
    (requestId ? this.#only : this.#list).focus();
  }

  #showsBackground() {
    return this.#background.getAttribute('aria-pressed') === 'true';
  }

  #toggleBackground() {
    this.#background.setAttribute('aria-pressed', String(!this.#showsBackground()));
    remember('shows-background', this.#showsBackground());
    this.#draw();
  }

  #isOpen() {
    return this.#toggle.getAttribute('aria-expanded') === 'true';
  }

  #setOpen(isOpen) {
    this.#toggle.setAttribute('aria-expanded', String(isOpen));
    this.element.classList.toggle('open', isOpen);
    remember('happenings-open', isOpen);
    if (isOpen) this.scrollToEnd();
  }
}

function toggle(press) {
  return element('button', {
    type: 'button',
    class: 'toggle',
    'aria-pressed': 'false',
    on: { click: press },
  });
}

function inOrder(happenings) {
  return happenings.sort((one, other) => one.at.localeCompare(other.at) || one.number - other.number);
}

/** Makes these the children; those that stand right already are not touched, so that focus and scrolling stay. */
function place(list, rows) {
  const wanted = new Set(rows);
  for (const child of [...list.children]) if (!wanted.has(child)) child.remove();
  rows.forEach((row, index) => {
    if (list.children[index] !== row) list.insertBefore(row, list.children[index] ?? null);
  });
}
