import { element } from '../element.js';
import { icon } from '../icons.js';
import { remember, remembered } from '../remember.js';
import { text } from '../text.js';
import { exchangeView, isRead } from './exchange-view.js';

const KEPT = 200;

/** What reached Partner Center, newest first. On a wide screen a drawer at the bottom, on a small one a tab. */
export class ExchangesPanel {
  id = 'exchanges';
  title = 'Partner Center';
  element;
  #api;
  #exchanges = [];
  #views = new Map();
  #latest = element('span', { class: 'latest' });
  #count = element('span', { class: 'count' });
  #list = element('div', { class: 'exchange-list' });
  #reads = element('button', { type: 'button', class: 'toggle', 'aria-pressed': 'false' });
  #toggle;
  #onNews;

  constructor(api, onNews) {
    this.#api = api;
    this.#onNews = onNews;
    this.#reads.setAttribute('aria-pressed', String(remembered('shows-reads', false)));
    this.#reads.addEventListener('click', () => this.#toggleReads());
    this.#toggle = element(
      'button',
      { type: 'button', class: 'drawer-toggle', 'aria-controls': 'exchange-body' },
      icon('cloud'),
      element('span', { class: 'drawer-title' }, text.exchanges),
      this.#count,
      this.#latest,
      icon('down'),
    );
    this.#toggle.addEventListener('click', () => this.#setOpen(!this.#isOpen()));
    const body = element('div', { class: 'drawer-body', id: 'exchange-body' }, this.#reads, this.#list);
    this.element = element(
      'section',
      { class: 'drawer', id: 'pane-exchanges', 'aria-label': text.exchanges },
      element('h2', { class: 'spoken' }, text.exchanges),
      this.#toggle,
      body,
    );
    this.#setOpen(remembered('exchanges-open', false));
  }

  /** Loads what there is and listens for more. */
  start() {
    this.#show();
    const source = new EventSource('/api/partner-center/events');
    source.addEventListener('open', () => void this.#load());
    source.addEventListener('exchange', ({ data }) => {
      const exchange = JSON.parse(data);
      this.#exchanges = [exchange, ...this.#exchanges].slice(0, KEPT);
      this.#show();
      if (!isRead(exchange)) this.#onNews();
    });
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) void this.#load();
    });
  }

  async #load() {
    const { exchanges } = await this.#api.exchanges().catch(() => ({ exchanges: this.#exchanges }));
    this.#exchanges = [...exchanges]
      .sort((one, other) => Date.parse(other.at) - Date.parse(one.at))
      .slice(0, KEPT);
    this.#show();
  }

  #show() {
    const reads = this.#exchanges.filter(isRead);
    const changes = this.#exchanges.filter((exchange) => !isRead(exchange));
    const shown = this.#showsReads() ? this.#exchanges : changes;
    this.#reads.textContent = text.showReads(reads.length);
    this.#reads.hidden = reads.length === 0;
    this.#count.textContent = changes.length > 0 ? String(changes.length) : '';
    this.#count.hidden = changes.length === 0;
    const [latest] = changes;
    this.#latest.textContent = latest ? text.exchangesLatest(latest.method, latest.path, latest.status) : '';
    if (shown.length > 0)
      this.#list.replaceChildren(...shown.map((exchange, index) => this.#view(exchange, index)));
    else this.#list.replaceChildren(element('p', { class: 'nothing' }, this.#emptyText(reads.length)));
  }

  #emptyText(reads) {
    return reads > 0 ? text.exchangesOnlyReads(reads) : text.exchangesEmpty;
  }

  /** Kept, so that what a person opened stays open when something new arrives. */
  #view(exchange, index) {
    const key = JSON.stringify([exchange.at, exchange.method, exchange.path, exchange.status]);
    const view = this.#views.get(key) ?? exchangeView(exchange, { isOpen: index === 0 && !isRead(exchange) });
    this.#views.set(key, view);
    return view;
  }

  #showsReads() {
    return this.#reads.getAttribute('aria-pressed') === 'true';
  }

  #toggleReads() {
    this.#reads.setAttribute('aria-pressed', String(!this.#showsReads()));
    remember('shows-reads', this.#showsReads());
    this.#show();
  }

  #isOpen() {
    return this.#toggle.getAttribute('aria-expanded') === 'true';
  }

  #setOpen(isOpen) {
    this.#toggle.setAttribute('aria-expanded', String(isOpen));
    this.element.classList.toggle('open', isOpen);
    remember('exchanges-open', isOpen);
  }
}
