import { element, uniqueId } from '../element.js';
import { icon } from '../icons.js';
import { said, text } from '../text.js';

/** A sheet with what can be switched in the emulated services. */
export class SwitchesPanel {
  element;
  #api;
  #list = element('div', { class: 'switch-list' });
  #said = element('p', { class: 'switch-said', role: 'status' });

  constructor(api) {
    this.#api = api;
    const close = element(
      'button',
      {
        type: 'button',
        class: 'icon-button',
        'aria-label': text('close'),
        on: { click: () => this.element.close() },
      },
      icon('close'),
    );
    const title = element('h2', { id: uniqueId('switches') }, text('switches'));
    this.element = element(
      'dialog',
      { class: 'sheet', 'aria-labelledby': title.id },
      element('header', {}, title, close),
      element('p', { class: 'hint' }, text('switchesHint')),
      this.#said,
      this.#list,
    );
    this.element.addEventListener('click', (event) => {
      if (event.target === this.element) this.element.close();
    });
  }

  async open() {
    this.#said.textContent = '';
    this.element.showModal();
    await this.#load();
  }

  async #load() {
    try {
      const { switches } = await this.#api.switches();
      const groups = Map.groupBy(switches, ({ group }) => group ?? '');
      const drawn = [...groups].map(([group, members]) => this.#group(group, members));
      if (drawn.length === 0) drawn.push(element('p', { class: 'nothing' }, text('switchesNone')));
      this.#list.replaceChildren(...drawn);
    } catch (error) {
      this.#list.replaceChildren(element('p', { class: 'nothing' }, error.message));
    }
  }

  /** Buttons without an explanation of their own stand together, everything else has a row of its own. */
  #group(title, members) {
    const isShort = ({ kind, hint }) => kind === 'button' && !hint;
    const rows = members.filter((one) => !isShort(one)).map((one) => this.#row(one));
    const short = members.filter(isShort).map((one) => this.#button(one, said(one.label)));
    const strip = short.length > 0 && element('div', { class: 'switch-buttons' }, ...short);
    return element('fieldset', {}, element('legend', {}, said(title)), ...rows, strip);
  }

  #button(one, words, options = {}) {
    const press = () => void this.#set(one, true);
    return element(
      'button',
      { type: 'button', 'data-switch': one.id, on: { click: press }, ...options },
      words,
    );
  }

  #row(one) {
    const id = uniqueId('switch');
    const describedBy = { 'aria-describedby': `${id}-hint` };
    const isButton = one.kind === 'button';
    const words = element(
      'div',
      { class: 'switch-words' },
      element(
        isButton ? 'span' : 'label',
        isButton ? { id: `${id}-label` } : { htmlFor: id },
        said(one.label),
      ),
      element('small', { id: `${id}-hint` }, said(one.hint ?? '')),
      one.waiting > 0 &&
        element('span', { class: 'switch-waiting' }, text('switchWaiting', { count: one.waiting })),
    );
    const control = isButton
      ? this.#button(one, text('switchPress'), { id, 'aria-labelledby': `${id}-label ${id}`, ...describedBy })
      : this.#toggle(one, { id, ...describedBy });
    return element('div', { class: 'switch' }, words, control);
  }

  #toggle(one, options) {
    const box = element('input', {
      ...{ type: 'checkbox', role: 'switch', checked: Boolean(one.value), 'data-switch': one.id },
      ...options,
    });
    box.addEventListener('change', () => void this.#set(one, box.checked));
    return box;
  }

  async #set({ id, label }, value) {
    try {
      await this.#api.setSwitch(id, value);
      this.#said.textContent = `${said(label)}: ${text('switchDone')}`;
    } catch {
      this.#said.textContent = `${said(label)}: ${text('switchFailed')}`;
    }
    await this.#load();
    // The list was drawn anew: whoever works with the keyboard stays where they were.
    this.#list.querySelector(`[data-switch="${CSS.escape(id)}"]`)?.focus();
  }
}
