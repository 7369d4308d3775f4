import { avatar } from '../avatar.js';
import { element } from '../element.js';
import { icon } from '../icons.js';
import { said, text } from '../text.js';

const ROLE_ORDER = ['requester', 'approver', 'helpdesk', 'operator'];
/** Browsers that let a page draw the choices of a list, so that a person's has a second line. */
const CAN_STYLE = CSS.supports('appearance', 'base-select');

const PLACE_KINDS = ['personal', 'groupChat', 'channel'];
const PLACE_ICONS = { personal: 'chat', groupChat: 'people', channel: 'channel' };

/** The top of a view: as whom one acts, and where. */
export class PaneHeader {
  element = element('header', { class: 'pane-header' });
  #title;
  #people;
  #choosePlace;
  #choosePerson;

  /** @param options `title` of the view, `people` of the world, `onPerson(key)`, `onPlace(id)` */
  constructor({ title, people, onPerson, onPlace }) {
    this.#title = title;
    this.#people = people;
    this.#choosePerson = onPerson;
    this.#choosePlace = onPlace;
  }

  /** Draws the header anew; `unread` are ids of places with new messages, `waiting` keys of people with some. */
  show({ person, place, places, unread, waiting }) {
    const focused = this.element.contains(document.activeElement) ? document.activeElement.className : '';
    const picture = element('span', { class: 'presence' }, avatar(person.name));
    const personPicker = this.#picker(
      'person',
      text('actAs', { title: this.#title }),
      this.#personOptions(person, waiting),
    );
    personPicker.addEventListener('change', () => this.#choosePerson(personPicker.value));
    const placePicker = this.#picker(
      'place',
      text('placeOf', { title: this.#title }),
      placeOptions({ place, places, unread }),
    );
    placePicker.addEventListener('change', () => this.#choosePlace(placePicker.value));
    const others = places.some(({ id, kind }) => id !== place.id && kind !== 'channel' && unread.has(id));
    this.element.replaceChildren(
      element('h2', { class: 'spoken' }, text('paneLabel', { title: this.#title, name: person.name })),
      picture,
      element('div', { class: 'who' }, pickerBox(personPicker), roleLine(person)),
      element(
        'div',
        { class: `where${others ? ' has-unread' : ''}` },
        icon(PLACE_ICONS[place.kind]),
        pickerBox(placePicker),
        others && element('span', { class: 'dot', title: text('unread') }),
      ),
    );
    if (focused) this.element.querySelector(`.${focused}`)?.focus();
  }

  #picker(name, label, groups) {
    const shown = CAN_STYLE && element('button', { type: 'button' }, element('selectedcontent'));
    return element('select', { class: name, 'aria-label': label }, shown, ...groups);
  }

  #personOptions(current, waiting) {
    const groups = [...ROLE_ORDER, 'other'].map((role) => {
      const members = this.#people.filter((person) => mainRole(person) === role);
      return { label: text(`role.${role}.group`), members };
    });
    return groups
      .filter(({ members }) => members.length > 0)
      .map(({ label, members }) =>
        element(
          'optgroup',
          { label },
          ...members.map((one) => personOption(one, { isCurrent: one.key === current.key, waiting })),
        ),
      );
  }
}

/** The select element with an arrow of our own; a hidden copy of the chosen name gives it its width. */
function pickerBox(select) {
  const [option] = select.selectedOptions;
  const chosen = (option?.querySelector('.option-title') ?? option)?.textContent ?? '';
  const copy = element('span', { class: `copy-of-${select.className}`, 'aria-hidden': 'true' }, chosen);
  return element('span', { class: 'picker' }, copy, select, icon('down'));
}

function personOption({ key, name, note }, { isCurrent, waiting }) {
  const title = waiting.has(key) && !isCurrent ? text('hasUnread', { title: name }) : name;
  const words = CAN_STYLE
    ? [element('span', { class: 'option-title' }, title), element('small', {}, said(note ?? ''))]
    : [title];
  return element('option', { value: key, selected: isCurrent, title: said(note ?? '') }, ...words);
}

function placeOptions({ place, places, unread }) {
  const kinds = PLACE_KINDS.map((kind) => ({
    label: text(`places.${kind}`),
    members: places.filter((one) => one.kind === kind),
  }));
  return kinds
    .filter(({ members }) => members.length > 0)
    .map(({ label, members }) =>
      element(
        'optgroup',
        { label },
        ...members.map(({ id, title }) =>
          element(
            'option',
            { value: id, selected: id === place.id },
            unread.has(id) ? text('hasUnread', { title }) : title,
          ),
        ),
      ),
    );
}

function mainRole({ roles }) {
  return ROLE_ORDER.find((role) => roles.includes(role)) ?? 'other';
}

function roleLine(person) {
  const names = person.roles.map(roleName);
  const role = names.join(', ') || text('role.other.name');
  const words = said(person.note ?? '') || role;
  return element('span', { class: 'role', title: words }, words);
}

function roleName(role) {
  const known = ROLE_ORDER.includes(role) ? role : 'other';
  return text(`role.${known}.name`);
}
