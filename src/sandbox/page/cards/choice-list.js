import { element, uniqueId } from '../element.js';
import { text } from '../text.js';
import { markedPart } from './marked-part.js';

const GAP = 4;
const HEIGHT = 280;

/** The list below a choice field: it floats above everything, follows the field, and is read as a list box. */
export class ChoiceList {
  #field;
  #choose;
  #choices = [];
  #current = -1;
  #list = element('div', { role: 'listbox', id: uniqueId('choices') });
  #hint = element('div', { class: 'choice-hint', role: 'status' });
  #popup = element('div', { class: 'choice-list', popover: 'manual' }, this.#list, this.#hint);
  #follow = () => this.#place();

  constructor(field, choose) {
    this.#field = field;
    this.#choose = choose;
    for (const [name, value] of Object.entries({
      role: 'combobox',
      'aria-autocomplete': 'list',
      'aria-expanded': 'false',
      'aria-controls': this.#list.id,
    })) {
      field.setAttribute(name, value);
    }
    // The field keeps the focus while the list is used with the mouse.
    this.#popup.addEventListener('mousedown', (event) => event.preventDefault());
  }

  get isOpen() {
    return this.#popup.isConnected;
  }

  /** Shows choices; `hint` stands in for what is missing, `marked` is the part of the titles that was typed. */
  show(choices, { marked = '', hint = '', isNews = false }) {
    this.#choices = choices;
    this.#current = -1;
    const rows = choices.map((choice, index) => this.#row(choice, { index, marked }));
    const missing = choices.length === 0 ? text('noMatches') : '';
    this.#hint.textContent = hint || missing;
    this.#hint.classList.toggle('spoken', !this.#hint.textContent);
    if (isNews && !hint && choices.length > 0)
      this.#hint.textContent = text('results', { count: choices.length });
    this.#list.replaceChildren(...rows);
    this.#list.hidden = rows.length === 0;
    this.#open();
    this.#highlight(-1);
  }

  close() {
    if (!this.isOpen) return;
    removeEventListener('scroll', this.#follow, true);
    removeEventListener('resize', this.#follow);
    this.#popup.remove();
    this.#field.setAttribute('aria-expanded', 'false');
    this.#field.removeAttribute('aria-activedescendant');
  }

  /** Moves, chooses or closes; false for keys that are not the list's. */
  takeKey({ key }) {
    if (!this.isOpen) return false;
    const last = this.#choices.length - 1;
    if (key === 'ArrowDown') this.#highlight(this.#current >= last ? 0 : this.#current + 1);
    else if (key === 'ArrowUp') this.#highlight(this.#current <= 0 ? last : this.#current - 1);
    else if (key === 'Escape') this.close();
    else if (key === 'Enter' && this.#current >= 0) this.#choose(this.#choices[this.#current]);
    else return false;
    return true;
  }

  #row(choice, { index, marked }) {
    return element(
      'div',
      {
        class: 'choice',
        role: 'option',
        id: `${this.#list.id}-${index}`,
        'aria-selected': 'false',
        on: { click: () => this.#choose(choice), pointermove: () => this.#highlight(index) },
      },
      ...withMark(choice.title, marked),
    );
  }

  #highlight(index) {
    const rows = this.#list.querySelectorAll('.choice');
    rows[this.#current]?.setAttribute('aria-selected', 'false');
    this.#current = index;
    const row = rows[index];
    if (!row) return this.#field.removeAttribute('aria-activedescendant');
    row.setAttribute('aria-selected', 'true');
    row.scrollIntoView({ block: 'nearest' });
    this.#field.setAttribute('aria-activedescendant', row.id);
  }

  #open() {
    if (!this.isOpen) {
      this.#field.parentElement.append(this.#popup);
      this.#list.setAttribute('aria-labelledby', this.#field.getAttribute('aria-labelledby') ?? '');
      this.#popup.showPopover();
      addEventListener('scroll', this.#follow, true);
      addEventListener('resize', this.#follow);
      this.#field.setAttribute('aria-expanded', 'true');
    }
    this.#place();
  }

  #place() {
    const { left, top, bottom, width } = this.#field.getBoundingClientRect();
    const { style } = this.#popup;
    style.left = `${left}px`;
    style.width = `${width}px`;
    style.maxHeight = `${HEIGHT}px`;
    const below = innerHeight - bottom - 2 * GAP;
    const isAbove = this.#popup.offsetHeight > below && top > below;
    style.maxHeight = `${Math.min(HEIGHT, isAbove ? top - 2 * GAP : below)}px`;
    style.top = isAbove ? 'auto' : `${bottom + GAP}px`;
    style.bottom = isAbove ? `${innerHeight - top + GAP}px` : 'auto';
  }
}

function withMark(title, marked) {
  const part = markedPart(title, marked);
  if (!part) return [title];
  const [start, end] = part;
  return [title.slice(0, start), element('b', {}, title.slice(start, end)), title.slice(end)];
}
