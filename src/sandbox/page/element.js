/**
 * Makes an element. `on` holds listeners; `class`, `role` and names with a dash become attributes, the rest
 * properties. Children that are null or false are left out; strings become text, never HTML.
 */
export function element(tag, { on = {}, ...options } = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || value === null) continue;
    const isProperty = name in made && !name.includes('-') && name !== 'role';
    if (isProperty) made[name] = value;
    else made.setAttribute(name, value);
  }
  for (const [type, listener] of Object.entries(on)) made.addEventListener(type, listener);
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/** Text for screen readers only. */
export function spoken(text) {
  return element('span', { class: 'spoken' }, text);
}

/** An id that no other element of the page has. */
export function uniqueId(prefix) {
  return `${prefix}-${crypto.randomUUID()}`;
}
