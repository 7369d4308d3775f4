import { element, uniqueId } from '../element.js';
import { icon } from '../icons.js';
import { text } from '../text.js';

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
        'aria-label': text.close,
        on: { click: () => this.element.close() },
      },
      icon('close'),
    );
    const title = element('h2', { id: uniqueId('switches') }, text.switches);
    this.element = element(
      'dialog',
      { class: 'sheet', 'aria-labelledby': title.id },
      element('header', {}, title, close),
      element('p', { class: 'hint' }, text.switchesHint),
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
      if (drawn.length === 0) drawn.push(element('p', { class: 'nothing' }, text.switchesNone));
      this.#list.replaceChildren(...drawn);
    } catch (error) {
      this.#list.replaceChildren(element('p', { class: 'nothing' }, error.message));
    }
  }

  /** Buttons stand together, everything else has a row of its own. */
  #group(title, members) {
    const buttons = members.filter(({ kind }) => kind === 'button');
    const rows = members.filter(({ kind }) => kind !== 'button').map((one) => this.#row(one));
    const strip =
      buttons.length > 0 &&
      element('div', { class: 'switch-buttons' }, ...buttons.map((one) => this.#button(one)));
    return element('fieldset', {}, element('legend', {}, title), ...rows, strip);
  }

  #button(one) {
    const press = () => void this.#set(one, true);
    return element('button', { type: 'button', title: one.hint ?? null, on: { click: press } }, one.label);
  }

  #row(one) {
    const id = uniqueId('switch');
    const words = element(
      'div',
      { class: 'switch-words' },
      element('label', { htmlFor: id }, one.label),
      one.hint && element('small', { id: `${id}-hint` }, one.hint),
    );
    const control = one.kind === 'choice' ? this.#choice(one, id) : this.#toggle(one, id);
    if (one.hint) control.setAttribute('aria-describedby', `${id}-hint`);
    return element('div', { class: 'switch' }, words, control);
  }

  #toggle(one, id) {
    const box = element('input', { type: 'checkbox', role: 'switch', id, checked: Boolean(one.value) });
    box.addEventListener('change', () => void this.#set(one, box.checked));
    return box;
  }

  #choice(one, id) {
    const choices = (one.options ?? []).map((option) =>
      typeof option === 'string' ? { value: option } : option,
    );
    const options = choices.map(({ value, label }) =>
      element('option', { value, selected: value === one.value }, label ?? value),
    );
    const select = element('select', { id }, ...options);
    select.addEventListener('change', () => void this.#set(one, select.value));
    return select;
  }

  async #set({ id, label }, value) {
    try {
      await this.#api.setSwitch(id, value);
      this.#said.textContent = `${label}: ${text.switchDone}`;
    } catch {
      this.#said.textContent = `${label}: ${text.switchFailed}`;
    }
    await this.#load();
    this.#keepFocus(label);
  }

  /** The list was drawn anew: whoever works with the keyboard stays where they were. */
  #keepFocus(label) {
    const named = [...this.#list.querySelectorAll('button, input, select')];
    const same = named.find((one) => (one.labels?.[0] ?? one).textContent === label);
    same?.focus();
  }
}
