import { element } from './element.js';

/** Reads news aloud through one polite live region. */
export class Announcer {
  element = element('div', { class: 'spoken', role: 'status', 'aria-live': 'polite' });

  /** What is said in the same breath is read together. */
  say(words) {
    const line = element('p', {}, words);
    this.element.append(line);
    setTimeout(() => line.remove(), 8000);
  }
}
