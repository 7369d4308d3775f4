import { element, spoken } from '../element.js';
import { text } from '../text.js';

/** The views of a small screen, one at a time. On a wide screen all are visible and there are no tabs. */
export class Tabs {
  element = element('div', { class: 'tabs', role: 'tablist' });
  #views;
  #current;
  #isWide = matchMedia('(min-width: 1000px)');
  #onShow;

  /** @param views `{ id, title, element }` each; `onShow(id)` is called when one comes to the front */
  constructor(views, onShow) {
    this.#views = views.map((view) => ({ ...view, tab: this.#makeTab(view) }));
    this.#current = views[0].id;
    this.#onShow = onShow;
    this.element.append(...this.#views.map(({ tab }) => tab));
    this.#isWide.addEventListener('change', () => this.#align());
    this.#align();
  }

  /** Puts a dot on a tab, or takes it away. */
  setUnread(id, isUnread) {
    const tab = this.#views.find((view) => view.id === id)?.tab;
    tab?.querySelector('.dot')?.remove();
    if (isUnread) tab?.append(element('span', { class: 'dot' }, spoken(text('unread'))));
  }

  show(id) {
    this.#current = id;
    this.#align();
    this.#onShow(id);
  }

  #makeTab({ id, title }) {
    return element(
      'button',
      {
        type: 'button',
        role: 'tab',
        id: `tab-${id}`,
        on: { click: () => this.show(id), keydown: (event) => this.#move(event) },
      },
      title,
    );
  }

  #move({ key }) {
    const steps = { ArrowRight: 1, ArrowLeft: -1 };
    if (!(key in steps)) return;
    const index = this.#views.findIndex(({ id }) => id === this.#current);
    const next = this.#views[(index + steps[key] + this.#views.length) % this.#views.length];
    this.show(next.id);
    next.tab.focus();
  }

  #align() {
    const isWide = this.#isWide.matches;
    this.element.hidden = isWide;
    for (const { id, element: view, tab } of this.#views) {
      const isCurrent = id === this.#current;
      view.hidden = !isWide && !isCurrent;
      tab.setAttribute('aria-selected', String(isCurrent));
      tab.tabIndex = isCurrent ? 0 : -1;
      if (isWide) {
        view.removeAttribute('role');
        tab.removeAttribute('aria-controls');
      } else {
        view.setAttribute('role', 'tabpanel');
        tab.setAttribute('aria-controls', view.id);
      }
    }
  }
}
